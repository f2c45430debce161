import type { Queryable } from '#db/connection.ts';
import { rowOf } from './row-of.ts';

/** Minutes from one look at an invoice that is not final to the next; the last one repeats. */
export const BACK_OFF_MINUTES = [1, 2, 5, 15, 60, 180, 360, 720, 1440] as const;
const GIVE_UP_DAYS = 30;

/** An invoice that is due for a look. */
export type Due = { accountId: number; invoiceId: string };

/** Invoices that are not final and, at `now`, due for a look by their back-off, the longest overdue first. */
export async function duePolls(sql: Queryable, accountId: number, limit: number, now: Date): Promise<Due[]> {
  return sql<Due[]>`
    select book.account_id, book.id as invoice_id
    from invoices as book
    left join lateral (${rowOf(sql, 'pending_polls', sql`book.account_id`, sql`book.id`)}) as poll on true
    where book.account_id = ${accountId} and not book.is_final
      and book.created_at > ${now}::timestamptz - make_interval(days => ${GIVE_UP_DAYS})
      and coalesce(poll.next_poll_at, book.first_seen_at + make_interval(mins => ${BACK_OFF_MINUTES[0]})) <=
        ${now}
    order by coalesce(poll.next_poll_at, book.first_seen_at), book.id
    limit ${limit}`;
}

/** Notes that an invoice was looked at, and when the next look is due; given up after 30 days. */
export async function recordPoll(
  sql: Queryable,
  accountId: number,
  invoiceId: string,
  now: Date,
): Promise<void> {
  const minutes = sql`(${[...BACK_OFF_MINUTES]}::int[])`;
  await sql`
    insert into pending_polls as poll (account_id, id, attempts, polled_at, next_poll_at)
    select account_id, id, 1, ${now}::timestamptz, ${now}::timestamptz + make_interval(mins => ${minutes}[2])
    from invoices where (account_id, id) = (${accountId}, ${invoiceId}) and not is_final
    on conflict (account_id, id) do update set
      attempts = poll.attempts + 1, polled_at = excluded.polled_at,
      next_poll_at = excluded.polled_at + make_interval(mins => ${minutes}[least(poll.attempts + 2,
        ${BACK_OFF_MINUTES.length})])`;
}
