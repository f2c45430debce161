import type { Sql } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';

/** What a test may be about; the rest is as a run opens it. */
export type ItemColumns = {
  subject?: string;
  referenceId?: string;
  mode?: Mode;
  kind?: string;
  cause?: string | null;
  severity?: 'low' | 'medium' | 'high' | 'critical';
  state?: string;
  /** How it was resolved, just now. */
  resolution?: string;
  assigneeId?: number | null;
  /** Null where no money is at risk that could be told. */
  currency?: string | null;
  atRisk?: bigint;
  createdAt?: string;
  openedAt?: string;
  runId?: bigint | null;
};

/** One open discrepancy of an account, as a run opens it; override the columns that the test is about. */
export async function anItem(sql: Sql, accountId: number, over: ItemColumns = {}): Promise<bigint> {
  const { subject = 'cpi_test1', kind = 'amount_differs', mode = 'live', resolution = null } = over;
  const { state = resolution ? 'resolved' : 'open' } = over;
  const { cause = null, severity = 'critical', currency = 'USD', atRisk = 1000n } = over;
  const run = over.runId?.toString() ?? null;
  const [item] = await sql<{ id: bigint }[]>`
    insert into discrepancies
      (account_id, subject, invoice_id, reference_id, mode, kind, cause, severity, state, resolution, resolved_at,
       assignee_id, currency, at_risk, ours, theirs, evidence, fingerprint, invoice_created_at, opened_at, last_seen_at,
       last_seen_run_id)
    values (${accountId}, ${subject}, ${subject}, ${over.referenceId ?? null}, ${mode}, ${kind}, ${cause}, ${severity},
      ${state}, ${resolution}, case when ${resolution !== null} then now() end,
      ${over.assigneeId ?? null}, ${currency}, ${currency === null ? null : atRisk.toString()}, '100.00', '90.00', '{}',
      'as it was', ${over.createdAt ?? 'now'}::text::timestamptz, ${over.openedAt ?? 'now'}::text::timestamptz, now(),
      ${run})
    returning id`;
  if (!item) throw new Error('no discrepancy was made');
  return item.id;
}

/** How it stands. */
export async function standing(sql: Sql, id: bigint) {
  const [row] = await sql<
    { state: string; resolution: string | null; assigneeId: number | null; resolvedBy: number | null }[]
  >`
    select state, resolution, assignee_id as "assigneeId", resolved_by as "resolvedBy"
    from discrepancies where id = ${id.toString()}`;
  return row;
}

/** How several stand, in their order. */
export async function states(sql: Sql, ids: readonly bigint[]): Promise<(string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await standing(sql, id))?.state));
}
