import type { Sql } from '#db/connection.ts';

export type SeenDiscrepancy = {
  mark: string;
  of: string;
  kind: string;
  severity: string;
  ends: string;
  cause: string | null;
  atRisk: string | null;
  ours: string | null;
  theirs: string | null;
};

/** What a run left of one case: its discrepancies, and the statuses in our book by invoice id. */
export type Seen = { discrepancies: SeenDiscrepancy[]; book: Map<string, string> };

/** Every discrepancy of an account, each with the case it belongs to, in the order of their opening. */
export async function discrepanciesOf(sql: Sql, accountId: number): Promise<SeenDiscrepancy[]> {
  // What has no id is known by its reference, which the held body names.
  return sql<SeenDiscrepancy[]>`
    select substring(coalesce(item.invoice_id, held.body, item.subject) from 'case\\d{3}') as mark,
      coalesce(substring(item.invoice_id from 'case\\d{3}(\\w+)$'), '') as of,
      item.kind, item.severity, coalesce(item.resolution, item.state) as ends, item.cause,
      decimal_of(item.at_risk, currencies.exponent) as "atRisk", item.ours, item.theirs
    from discrepancies as item
    left join currencies on currencies.code = item.currency
    left join lateral (
      select body from quarantine
      where (account_id, subject) = (item.account_id, item.subject) and item.invoice_id is null limit 1
    ) as held on true
    where item.account_id = ${accountId} order by item.id`;
}

/** Our book: status by invoice id. */
export async function bookOf(sql: Sql, accountId: number): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; status: string }[]>`
    select id, status from invoices where account_id = ${accountId}`;
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** All that a run may change, line by line; when it was last seen is not in it. */
export async function snapshot(sql: Sql, accountId: number): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    select concat('discrepancy ', to_jsonb(item) - 'last_seen_at' - 'last_seen_run_id') as line
    from discrepancies as item where account_id = ${accountId}
    union all
    select concat('step ', to_jsonb(step))
    from discrepancy_events as step join discrepancies as item on item.id = step.discrepancy_id
    where item.account_id = ${accountId}
    union all select concat('invoice ', to_jsonb(book)) from invoices as book where account_id = ${accountId}
    union all select concat('conflicting ', to_jsonb(book)) from conflicting_records as book where account_id = ${accountId}
    order by line`;
  return rows.map(({ line }) => line);
}
