import type { Sql } from '#db/connection.ts';

/** What is written under one schema, by the name of its account and of all that hangs on it. */
export const accountAt = (step: number) => `shop-of-${step}`;
export const bodyAt = (step: number, of: 'callback' | 'status_check') => `{"of":"${of}","schema":${step}}`;

type Row = Record<string, string | number | boolean | null>;

const AT = '2026-10-05T10:00:00Z';

/** By table, with the columns of every schema that ever was: those that are not there at a time are left out. */
function rowsAt(step: number, account: number, person: number): [table: string, row: Row][] {
  const id = `cpi_${step}`;
  const times = { created_at: AT, updated_at: AT, processed_at: AT, first_seen_at: AT };
  const state = {
    ...{
      account_id: account,
      id,
      mode: 'live',
      currency: 'USD',
      amount: 10_000,
      reference_id: `order-${step}`,
    },
    ...{
      service: 'payment_card_usd_hpp',
      status: 'processed',
      resolution: 'ok',
      payment_amount: 10_000,
      fee: 300,
    },
    ...{ deposit: 9_700, processed_amount: 10_000, processed_fee: 300, processed_deposit: 9_700 },
    ...{ progress: 100, stage: 3, is_final: true, took_money: true, returned: 0, fingerprint: 1, ...times },
  };
  const mark = {
    first_told_at: AT,
    first_reported_at: AT,
    furthest_stage: 3,
    told_by: 'callback',
    source: 'callback',
  };
  const told = { invoice_id: id, mode: 'live', status: 'processed', verdict: 'new' };
  return [
    ['audit', { actor: 'person:old', person_id: person, act: 'day.closed', subject: id, details: '{"a":1}' }],
    ['invoices', { ...state, ...mark }],
    ['mirror', { ...state, status: 'refunded', fetched_at: AT, seen_at: AT, first_missing_at: null }],
    [
      'callbacks',
      {
        ...{ account_id: account, received_at: AT, updated_at: AT, retry_count: 1, ...told },
        ...{ body: bodyAt(step, 'callback'), body_sha256: '\\x00' },
      },
    ],
    [
      'status_checks',
      {
        ...{
          account_id: account,
          asked_by: 'person',
          person_id: person,
          asked_at: AT,
          answered_at: AT,
          ...told,
        },
        ...{
          outcome: 'found',
          words: 'said',
          message: 'said',
          body: bodyAt(step, 'status_check'),
          body_sha256: '\\x00',
        },
      },
    ],
    [
      'quarantine',
      {
        ...{
          account_id: account,
          subject: `held_${step}`,
          mode: 'live',
          source: 'callback',
          reason: 'too_fine',
        },
        ...{
          words: 'why',
          message: 'why',
          body: '{}',
          body_sha256: '\\x01',
          first_seen_at: AT,
          last_seen_at: AT,
        },
      },
    ],
    [
      'discrepancies',
      {
        ...{
          account_id: account,
          subject: id,
          invoice_id: id,
          mode: 'live',
          kind: 'status_differs',
          cause: null,
        },
        ...{ severity: 'high', currency: 'USD', at_risk: 10_000, evidence: '[]', fingerprint: `of-${step}` },
        ...{
          invoice_created_at: AT,
          opened_at: AT,
          last_seen_at: AT,
          assignee_id: person,
          state: 'in_review',
        },
      },
    ],
    [
      'runs',
      {
        ...{ account_id: account, trigger: 'person', scope: 'window', person_id: person, window_from: AT },
        ...{
          window_to: AT,
          state: 'finished',
          phase: 'done',
          started_at: AT,
          finished_at: AT,
          words: 'said',
        },
      },
    ],
  ];
}

/** Writes a few rows as that schema takes them: an account, somebody, and all that was heard of one invoice. */
export async function writeAt(sql: Sql, step: number): Promise<void> {
  await sql`insert into currencies (code, exponent) values ('USD', 2) on conflict do nothing`;
  const names = { name: 'Shop', paymega_account_id: `acc-${step}`, time_zone: 'Europe/Berlin' };
  const account = await insert(sql, 'accounts', { slug: accountAt(step), ...names });
  const email = `old-${step}@shop.example`;
  const person = await insert(sql, 'people', { email, role: 'admin', password_hash: 'hash', name: null });
  for (const [table, row] of rowsAt(step, account, person)) {
    const id = await insert(sql, table, row);
    const [bodies] = await sql<{ name: string | null }[]>`
      select to_regclass(${`public.${table.slice(0, -1)}_bodies`})::text as name`;
    // Since bodies lie in tables of their own.
    if (bodies?.name) await sql`insert into ${sql(bodies.name)} values (${id}, ${AT}, ${String(row.body)})`;
  }
}

/** @returns its id, where that is a number */
async function insert(sql: Sql, table: string, row: Row): Promise<number> {
  const columns = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`;
  const there = columns.map(({ name }) => name).filter((name) => Object.hasOwn(row, name));
  const values = there.map((name) => row[name] ?? null);
  const places = there.map((_, place) => `$${place + 1}`);
  const [kept] = await sql.unsafe<{ id: number }[]>(
    `insert into ${table} (${there.join(', ')}) values (${places.join(', ')}) returning *`,
    values,
  );
  return Number(kept?.id);
}
