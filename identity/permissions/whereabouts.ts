import type { Queryable } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';

/** The account that something belongs to, and its mode; null where it is of both. */
export type Whereabouts = { accountId: number; mode: Mode | null };

/** Rows that a page shows one of, by number; whether they are of live or of test payments. */
const NUMBERED = {
  discrepancies: 'mode',
  check_batches: 'mode',
  callbacks: 'mode',
  statement_files: 'mode',
  refused_callbacks: null,
  statement_drafts: null,
  runs: null,
  fee_rates: null,
  test_payments: 'test',
  integration_checks: 'test',
} as const;

export type Numbered = keyof typeof NUMBERED;

/** Where a numbered row of these accounts lies; null where there is none. */
export async function whereaboutsOf(
  sql: Queryable,
  accounts: readonly number[],
  of: Numbered,
  id: bigint,
): Promise<Whereabouts | null> {
  const mode = NUMBERED[of];
  const [row] = await sql<Whereabouts[]>`
    select account_id, ${mode === 'mode' ? sql`mode` : sql`${mode}::text`} as mode from ${sql(of)}
    where id = ${id} and account_id = any(${[...accounts]}::int[])`;
  return row ? readable(row) : null;
}

/**
 * Where an invoice lies that one of these accounts has heard of: by its own book, else by Paymega's, else by
 * what cannot be read of it. Two accounts may have the same id: then `preferred` is taken, if it is one of
 * them.
 */
export async function whereaboutsOfInvoice(
  sql: Queryable,
  accounts: readonly number[],
  id: string,
  preferred: number,
): Promise<Whereabouts | null> {
  const among = sql`account_id = any(${[...accounts]}::int[])`;
  const [row] = await sql<Whereabouts[]>`
    select account_id, mode from (
      select account_id, mode, 0 as place from invoices where ${among} and id = ${id}
      union all
      select account_id, mode, 1 from mirror where ${among} and id = ${id}
      union all
      select account_id, nullif(mode, ''), 2 from quarantine where ${among} and subject = ${id}
    ) as known
    order by account_id <> ${preferred}, place, account_id limit 1`;
  return row ? readable(row) : null;
}

// What was told and cannot be read may name a mode that is none.
function readable({ accountId, mode }: Whereabouts): Whereabouts {
  return { accountId, mode: mode === 'live' || mode === 'test' ? mode : null };
}
