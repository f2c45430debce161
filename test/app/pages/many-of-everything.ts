import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { makeAccount } from '../../support/database.ts';
import type { Product } from '../../support/product.ts';

const MANY = 30;

/** Multiplies what pages show, where there is one of it: rows of lists, and entries in the life of the one that is shown. */
export async function manyOfEverything({ sql, accountId }: Product, invoiceId: string): Promise<void> {
  for (let nth = 0; nth < MANY; nth++) {
    await anItem(sql, accountId, { subject: `cpi_many${nth}` });
    await makeAccount(sql);
  }
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, note)
    select 1, now(), 'noted', 'a word' from generate_series(1, ${MANY})`;
  await sql`
    with heard as (
      insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, retry_count, body_sha256)
      select account_id, received_at, invoice_id, mode, status, updated_at, 'same', 2, body_sha256
      from callbacks, generate_series(1, ${MANY}) where id = (select min(id) from callbacks)
      returning id, received_at
    )
    insert into callback_bodies (callback_id, received_at, body) select id, received_at, '{}' from heard`;
  await sql`
    insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome)
    select ${accountId}, ${invoiceId}, 'pending', now(), now(), 'not_found' from generate_series(1, ${MANY})`;
  await sql`
    insert into refused_callbacks (account_id, received_at, reason, message, http_status, excerpt, body_sha256)
    select ${accountId}, now(), 'no_signature', 'no signature', 401, '', '' from generate_series(1, ${MANY})`;
  await manyOfTests(sql, accountId);
  await manyOfPeople(sql, accountId);
}

async function manyOfTests(sql: Product['sql'], accountId: number): Promise<void> {
  await sql`
    insert into test_payments (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    select ${accountId}, 'ref-many-' || n, 'USD', 100, 'card', 'sent', now(), now() from generate_series(1, ${MANY}) as n`;
  await sql`
    insert into test_payment_steps (test_payment_id, kind, started_at, took_ms, outcome)
    select 1, 'check_by_id', now(), 5, 'done' from generate_series(1, ${MANY})`;
  await sql`
    insert into integration_checks (account_id, state, report, started_at, ended_at)
    select account_id, state, report, started_at, ended_at from integration_checks, generate_series(1, ${MANY})`;
  await sql`
    insert into fee_rates (account_id, currency, from_day, to_day, base, tiers_by, rounding, origin, created_at, created_by)
    select account_id, currency, date '2020-01-01' + n, date '2020-01-01' + n, base, tiers_by, rounding, origin,
      created_at, created_by
    from fee_rates, generate_series(1, ${MANY}) as n`;
  await sql`
    insert into fee_tiers (rate_id, from_minor, percentage, fixed)
    select id, 0, 2900000, 30 from fee_rates where to_day is not null`;
}

async function manyOfPeople(sql: Product['sql'], accountId: number): Promise<void> {
  await sql`
    insert into people (email, role, password_hash)
    select 'person' || n || '@shop.example', 'viewer', 'x' from generate_series(1, ${MANY}) as n`;
  await sql`
    insert into sessions (secret_hash, person_id, expires_at)
    select sha256(n::text::bytea), people.id, now() + interval '1 hour'
    from people, generate_series(1, ${MANY}) as n where email = 'admin@shop.example'`;
  await sql`
    insert into tokens (name, role, secret_hash)
    select 'token ' || n, 'viewer', sha256(n::text::bytea) from generate_series(1, ${MANY}) as n`;
  await sql`
    insert into export_profiles (account_id, name, has_byte_order_mark, delimiter, decimal_sign, date_form)
    select ${accountId}, 'profile ' || n, false, 'comma', 'point', (select date_form from export_profiles limit 1)
    from generate_series(1, ${MANY}) as n where exists (select from export_profiles)`;
  await sql`
    insert into alert_channels (account_id, name, channel, target, rules)
    select ${accountId}, 'channel ' || n, 'email', 'somebody@shop.example', '{run_failed}'
    from generate_series(1, ${MANY}) as n`;
  await sql`
    insert into alerts (account_id, rule, subject, severity, summary, path, opened_at, last_seen_at)
    select ${accountId}, 'run_failed', 'run ' || n, 'high', 'a run has failed', '/runs', now(), now()
    from generate_series(1, ${MANY}) as n`;
  await sql`
    insert into report_schedules (account_id, name, report, period, hour, format, profile, channel, target, created_by)
    select ${accountId}, 'schedule ' || n, 'day', 'day', 7, 'csv', 'machine', 'email', 'somebody@shop.example', people.id
    from people, generate_series(1, ${MANY}) as n where email = 'admin@shop.example'`;
}
