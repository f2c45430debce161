import type { Sql } from '#db/connection.ts';

/** One open discrepancy of an account, as a run opens it; override the columns that the test is about. */
export async function anItem(
  sql: Sql,
  accountId: number,
  over: { subject?: string; kind?: string; state?: string } = {},
): Promise<bigint> {
  const { subject = 'cpi_test1', kind = 'amount_differs', state = 'open' } = over;
  const [item] = await sql<{ id: bigint }[]>`
    insert into discrepancies
      (account_id, subject, invoice_id, mode, kind, severity, state, currency, at_risk, ours, theirs, evidence,
       fingerprint, invoice_created_at, opened_at, last_seen_at)
    values (${accountId}, ${subject}, ${subject}, 'live', ${kind}, 'critical', ${state}, 'USD', 1000, '100.00', '90.00',
      '{}', 'as it was', now(), now(), now())
    returning id`;
  if (!item) throw new Error('no discrepancy was made');
  return item.id;
}
