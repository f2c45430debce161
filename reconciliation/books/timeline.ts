import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import { joinedBodies, type KeptBody, type KeptBodyRow, keptBody } from './kept-bodies.ts';

/** One thing that was heard of an invoice, or done about it. */
export type TimelineEntry = {
  at: Date;
  kind: 'callback' | 'status_check' | 'refused_callback' | 'discrepancy' | 'person';
  /** The verdict, outcome, reason or act. */
  what: string;
  status: string | null;
  /** From Paymega's `updated` to our receipt, seconds; callbacks only. */
  delaySeconds: number | null;
  /** Which attempt of Paymega's it was, where it was not the first; callbacks only. */
  attempt: number | null;
  /** The kind of a discrepancy, and how it ended. */
  about: string | null;
  resolution: string | null;
  who: string | null;
  message: string | null;
  /** Which body can be shown of it; null where there is none. */
  bodyId: bigint | null;
};

/** Whether callbacks about an invoice were believed, and whether any were refused: of all that ever came. */
export async function receivedByCallback(
  sql: Queryable,
  accountId: number,
  id: string,
): Promise<{ believed: boolean; refused: boolean }> {
  const [row] = await sql<{ believed: boolean; refused: boolean }[]>`
    select exists (select from callbacks where account_id = ${accountId} and invoice_id = ${id}) as believed,
      exists (select from refused_callbacks where account_id = ${accountId} and invoice_id = ${id})
        as refused`;
  return row ?? { believed: false, refused: false };
}

const NEWEST = 300;

/** All that was ever heard of one invoice and done about it, newest first; the newest `limit` of it. */
export async function timeline(
  sql: Queryable,
  accountId: number,
  id: string,
  limit = NEWEST,
): Promise<TimelineEntry[]> {
  return sql<TimelineEntry[]>`
    select received_at as at, 'callback' as kind, verdict as what, status,
      extract(epoch from received_at - updated_at)::float8 as delay_seconds,
      case when is_retry(retry_count) then retry_count end as attempt,
      null as about, null as resolution, null as who, reason as message, id as body_id
    from callbacks where account_id = ${accountId} and invoice_id = ${id}
    union all
    select received_at, 'refused_callback', reason, null, null, null, null, null, null, message, id
    from refused_callbacks where account_id = ${accountId} and invoice_id = ${id}
    union all
    select asked_at, 'status_check', outcome, status, null, null, null, null, coalesce(people.label,
      asked_by), message,
      case when body_sha256 is not null then status_checks.id end
    from status_checks left join people on people.id = person_id
    where account_id = ${accountId} and invoice_id = ${id}
    union all
    select event.at, 'discrepancy', event.act, null, null, null, item.kind, event.resolution,
      coalesce(people.label, 'run ' || event.run_id), event.note, null
    from discrepancies as item join discrepancy_events as event on event.discrepancy_id = item.id
    left join people on people.id = event.person_id
    where item.account_id = ${accountId} and item.subject = ${id}
    union all
    select at, 'person', act, null, null, null, null, null, actor, null, null
    from audit
    where subject = 'invoice:' || (select slug from accounts where id = ${accountId}) || ':' || ${id}::text
      and person_id is not null
    order by at desc limit ${limit}`;
}

/** What has a body, by the kind of its entry in the timeline. */
export const BODY_KINDS = ['callback', 'refused_callback', 'status_check'] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

/**
 * The body of one entry of an invoice's timeline, as far as it is kept: redacted, and of what was refused the beginning.
 * @throws Refusal `unknown_body` (404)
 */
export async function bodyOf(
  sql: Queryable,
  of: { accountId: number; invoiceId: string; kind: BodyKind; id: bigint },
): Promise<{ at: Date } & KeptBody> {
  const own = sql`account_id = ${of.accountId} and invoice_id = ${of.invoiceId} and id = ${of.id}`;
  const rows = {
    callback: sql`
      select callbacks.received_at as at, kept.body as text, trimmed_at, kept_months
      from callbacks ${joinedBodies(sql, 'callback')} where ${own}`,
    refused_callback: sql`
      select received_at as at, excerpt as text, null as trimmed_at, null as kept_months
      from refused_callbacks where ${own}`,
    status_check: sql`
      select status_checks.asked_at as at, kept.body as text, trimmed_at, kept_months
      from status_checks ${joinedBodies(sql, 'status_check')} where ${own} and body_sha256 is not null`,
  };
  const [row] = await sql<({ at: Date } & KeptBodyRow)[]>`${rows[of.kind]}`;
  if (!row) throw new Refusal('unknown_body', 'nothing of this kind was heard of this invoice', 404);
  return { at: row.at, ...keptBody(row) };
}
