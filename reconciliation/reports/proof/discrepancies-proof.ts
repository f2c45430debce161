import type { Queryable } from '#db/connection.ts';
import { safeText } from './proof-file.ts';

/** A discrepancy as a pack tells it, with every step of its life. */
export type DiscrepancyProof = {
  id: string;
  kind: string;
  note: string | null;
  events: { at: string; act: string; note: string | null }[];
};

/** All discrepancies of one subject, the oldest first: who reviewed them is left out. */
export async function discrepanciesProof(
  sql: Queryable,
  accountId: number,
  subject: string,
): Promise<DiscrepancyProof[]> {
  return proofOf(
    await sql<DiscrepancyProof[]>`
    ${selection(sql)} where item.account_id = ${accountId} and item.subject = ${subject} order by item.id`,
  );
}

/** Those of these numbers. */
export async function discrepanciesById(sql: Queryable, ids: readonly string[]): Promise<DiscrepancyProof[]> {
  return proofOf(
    await sql<DiscrepancyProof[]>`
    ${selection(sql)} where item.id = any(${[...ids]}::bigint[]) order by item.id`,
  );
}

function proofOf(rows: readonly DiscrepancyProof[]): DiscrepancyProof[] {
  return rows.map((row) => ({
    ...row,
    note: safeText(row.note),
    events: row.events.map((event) => ({ ...event, note: safeText(event.note) })),
  }));
}

function selection(sql: Queryable) {
  return sql`
    select item.id::text as id, item.subject, item.reference_id, item.kind, item.cause, item.severity,
      item.state, item.resolution, decimal_of(item.at_risk, currencies.exponent)::text as at_risk,
      item.currency, item.ours, item.theirs, item.evidence, item.opened_at, item.last_seen_at,
      item.resolved_at, item.note,
      coalesce((
        select jsonb_agg(jsonb_build_object('at', event.at, 'act', event.act, 'by',
          case when event.person_id is not null then 'a person' when event.run_id is not null
            then 'run ' || event.run_id end,
          'resolution', event.resolution, 'note', event.note, 'evidence', event.evidence) order by event.id)
        from discrepancy_events as event where event.discrepancy_id = item.id
      ), '[]') as events
    from discrepancies as item left join currencies on currencies.code = item.currency`;
}
