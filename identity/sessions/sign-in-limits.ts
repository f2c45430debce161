import type { Queryable, Sql } from '#db/connection.ts';
import { Refusal } from '../refusal.ts';

const FIRST_WAIT_MINUTES = 15;
const LONGEST_WAIT_MINUTES = 240;
const REMEMBERED_HOURS = 24;

/** Failures that are allowed, by key: so many within the wait. */
export type Limits = Readonly<Record<string, number>>;

/** A key that is shut, and for how many minutes more. */
export type Lock = { key: string; failures: number; minutes: number };

/** Tries that were counted before their outcome was known; one that succeeds is taken back. */
export type Tries = {
  keys: string[];
  at: string;
  /** Under what it was counted; `shuts` are the keys that it shuts if it fails. */
  counted: { limits: Limits; doubles: boolean; shuts: string[] };
};

/**
 * Counts a try to sign in under each key, or refuses it where one of them had too many failures of late. The try counts
 * before its outcome is known, and one after the other: many at once cannot get past the limit. The wait is a quarter of
 * an hour at first, and doubles each time that as many failures again have come within a day.
 * @param limits failures allowed within the wait, by key
 * @param doubles whether the wait grows
 * @throws Refusal `too_many_attempts` (429)
 */
export async function assertMayTry(
  sql: Sql,
  limits: Limits,
  { what = 'failed sign-ins', doubles = true } = {},
): Promise<Tries> {
  const keys = Object.keys(limits).toSorted();
  return sql.begin(async (transaction) => {
    for (const key of keys) await transaction`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
    const shut = await locks(transaction, limits, doubles);
    if (shut.length > 0) {
      const minutes = Math.max(...shut.map((lock) => lock.minutes));
      const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
      throw new Refusal('too_many_attempts', `too many ${what}: wait ${wait}`, 429);
    }
    const [row] = await transaction<{ at: string }[]>`
      with moment as materialized (
        select clock_timestamp() as at
      ), counted as (
        insert into sign_in_failures (key, failed_at)
        select key, moment.at from unnest(${keys}::text[]) as key cross join moment
      )
      select at::text from moment`;
    const shuts = (await locks(transaction, limits, doubles)).map(({ key }) => key);
    return { keys, at: row?.at ?? '', counted: { limits, doubles, shuts } };
  });
}

/** Takes back tries that turned out well, and what failed before under the keys that name the person. */
export async function forgetTries(sql: Queryable, { keys, at }: Tries): Promise<void> {
  const ofPerson = keys.filter((key) => !key.startsWith('address:'));
  await sql`
    delete from sign_in_failures
    where key = any(${ofPerson}::text[])
      or (key = any(${keys}::text[]) and failed_at = ${at}::timestamptz)`;
}

/** What a try has shut by failing: one of those before it may have turned out well meanwhile. */
export async function shutBy(sql: Queryable, { counted }: Pick<Tries, 'counted'>): Promise<Lock[]> {
  if (counted.shuts.length === 0) return [];
  const shut = await locks(sql, counted.limits, counted.doubles);
  return shut.filter(({ key }) => counted.shuts.includes(key));
}

/** Forgets the failures under these keys: who they name has shown otherwise who they are. */
export async function forgetFailures(sql: Queryable, keys: string[]): Promise<void> {
  await sql`delete from sign_in_failures where key = any(${keys}::text[])`;
}

/** Drops failures that no longer count. */
export async function trimTries(sql: Queryable): Promise<void> {
  await sql`delete from sign_in_failures where failed_at < now() - make_interval(hours =>
    ${REMEMBERED_HOURS})`;
}

// Shut is a key until so many failures are no longer all within the wait: the oldest of them says how long.
async function locks(sql: Queryable, limits: Limits, doubles: boolean): Promise<Lock[]> {
  const most = Math.round(Math.log2(LONGEST_WAIT_MINUTES / FIRST_WAIT_MINUTES));
  return sql<Lock[]>`
    select key, failures, ceil(greatest(extract(epoch from failed_at + wait - clock_timestamp()),
      1) / 60)::int as minutes
    from (
      select limits.key, limits.most, failed_at, count(*) over of_key::int as failures,
        row_number() over (partition by limits.key order by failed_at desc) as place,
        make_interval(mins => ${FIRST_WAIT_MINUTES} * (2 ^ case when ${doubles}
          then least(count(*) over of_key / limits.most - 1, ${most}) else 0 end)::int) as wait
      from unnest(${Object.keys(limits)}::text[], ${Object.values(limits)}::int[]) as limits (key, most)
      join sign_in_failures as failed on failed.key = limits.key
        and failed_at > now() - make_interval(hours => ${REMEMBERED_HOURS})
      window of_key as (partition by limits.key)
    ) as counted
    where place = most and failed_at + wait > clock_timestamp()
    order by key`;
}
