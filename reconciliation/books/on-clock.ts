import type { Tag } from '#db/sql.ts';
import type { Stretch } from '#identity/accounts/business-day.ts';
import { clockHours, daysOfRange, weekdayOf } from '#identity/accounts/day-range.ts';

/** A part of a range of days by what the account's clocks show: a weekday (1 is Monday), an hour, or both. */
export type OnClock = {
  from: string;
  to: string;
  timeZone: string;
  weekday?: number | undefined;
  hour?: number | undefined;
};

/**
 * `and` the instants of a range at which the clocks show this weekday and this hour, as SQL on the instant
 * `at`.
 */
export function onClock<Fragment>(sql: Tag<Fragment>, at: Fragment, asked: OnClock): Fragment {
  // Counted here and never by the database, whose own clocks may know other changes.
  const stretches = stretchesOf(asked);
  const ranges = stretches.map(({ starts, ends }) => `[${starts.toISOString()},${ends.toISOString()})`);
  const within = sql`and ${at} <@ ${`{${ranges.join(',')}}`}::tstzmultirange`;
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return within;
  // Also as bounds, which an index knows how to begin at.
  return sql`${within} and ${at} >= ${first.starts.toISOString()} and ${at} < ${last.ends.toISOString()}`;
}

/** Those stretches of time, in their order. */
export function stretchesOf({ timeZone, weekday, hour, ...range }: OnClock): Stretch[] {
  const days = daysOfRange(range, timeZone).filter(
    ({ day }) => weekday === undefined || weekdayOf(day) === weekday,
  );
  return hour === undefined ? days : clockHours(days, timeZone).filter((one) => one.hour === hour);
}
