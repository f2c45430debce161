import type { Tag } from '#db/sql.ts';
import { type DaysOfFilter, dayOf, startOfDay } from './business-day.ts';

/** `and` the days `from` to `to` of a filter, both included, as SQL on the instant `at`. */
export function within<Fragment>(
  sql: Tag<Fragment>,
  at: Fragment,
  filter: DaysOfFilter<'from' | 'to'>,
): Fragment {
  const { from, to } = instantsOf(filter);
  return sql`${from ? sql`and ${at} >= to_timestamp(${seconds(from)})` : sql``}
    ${to ? sql`and ${at} < to_timestamp(${seconds(to)})` : sql``}`;
}

function instantsOf(filter: DaysOfFilter<'from' | 'to'>): { from?: Date; to?: Date } {
  if (!filter.from && !filter.to) return {};
  const { from, to, timeZone } = filter;
  if (timeZone === undefined) throw new Error('days of a filter without the zone that they are counted in');
  return { ...(from && { from: startOfDay(from, timeZone) }), ...(to && { to: dayOf(to, timeZone).ends }) };
}

function seconds(at: Date): number {
  return at.getTime() / 1000;
}
