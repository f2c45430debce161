import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '#db/connection.ts';
import { Literal, literal } from '#db/literal.ts';

/** What clocks showed at an instant, as SQL; null outside of the years that they were asked for. */
export type Clocks = {
  /** The date and time on the clocks on which the file shows times. */
  at: (instant: Literal) => Literal;
  /** The business day: the date on the clocks of the account. */
  day: (instant: Literal) => Literal;
};

type Change = { at: number; offsetSeconds: number };
type Span = { from: Date; to: Date };

const YEAR_MS = 366 * 86_400_000;

/**
 * The clocks of an export. This process tells the database how far its clocks were from UTC and when they were changed, so
 * that the days of a file are those of the screen (docs/decisions/0015), and COPY does the work.
 * @param zones the one in which times are shown, and the one in which the account counts its days
 */
export async function clocksOf(
  sql: Queryable,
  accountId: number,
  zones: { shown: string; account: string },
): Promise<Clocks> {
  const span = await spanOf(sql, accountId);
  const own = offsetBy(changesOf(zones.account, span), span);
  const shown = zones.shown === zones.account ? own : offsetBy(changesOf(zones.shown, span), span);
  return { at: shown, day: (instant) => literal`(${own(instant)})::date` };
}

/** The years in which an account has anything, with some to spare: what lies outside is told in UTC alone. */
async function spanOf(sql: Queryable, accountId: number): Promise<Span> {
  const of = (pick: 'min' | 'max', mode: string) => sql`
    (select ${sql(pick)}(created_at) from invoices where account_id = ${accountId} and mode = ${mode})`;
  const [row] = await sql<{ first: Date; last: Date }[]>`
    select least(${of('min', 'live')}, ${of('min', 'test')}, accounts.created_at, now()) as first,
      greatest(${of('max', 'live')}, ${of('max', 'test')}, now()) as last
    from accounts where id = ${accountId}`;
  const [first, last] = [row?.first ?? new Date(), row?.last ?? new Date()];
  return { from: new Date(first.getTime() - YEAR_MS), to: new Date(last.getTime() + YEAR_MS) };
}

/** How far clocks were from UTC from `span.from` on, and from each change on until `span.to`. */
function changesOf(timeZone: string, span: Span): Change[] {
  const changes: Change[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(span.from.getTime()).toZonedDateTimeISO(timeZone);
  for (;;) {
    changes.push({ at: at.epochMilliseconds / 1000, offsetSeconds: at.offsetNanoseconds / 1e9 });
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= span.to.getTime()) return changes;
    at = next;
  }
}

function offsetBy(changes: readonly Change[], { from, to }: Span): (instant: Literal) => Literal {
  return (instant) => literal`case
    when ${instant} >= to_timestamp(${from.getTime() / 1000})
      and ${instant} < to_timestamp(${to.getTime() / 1000})
    then (${instant})::timestamp + ${offsetAt(instant, changes)} end`;
}

/** A tree of comparisons, so that many years cost no more than a few of them a row. */
function offsetAt(instant: Literal, changes: readonly Change[]): Literal {
  const [first] = changes;
  if (changes.length <= 1) return new Literal(`interval '${first?.offsetSeconds ?? 0} seconds'`);
  const middle = Math.ceil(changes.length / 2);
  const from = changes[middle]?.at ?? 0;
  const [before, after] = [changes.slice(0, middle), changes.slice(middle)];
  return literal`case when ${instant} < to_timestamp(${from}) then ${offsetAt(instant, before)}
    else ${offsetAt(instant, after)} end`;
}
