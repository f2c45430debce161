import type { Queryable, Sql } from '#db/connection.ts';
import { Refusal } from '../refusal.ts';

const WINDOW_MINUTES = 15;

/** Tries that were counted before their outcome was known; one that succeeds is taken back. */
export type Tries = { keys: string[]; at: string };

/**
 * Counts a try to sign in under each key, or refuses it where one of them had too many failures of late. The try counts
 * before its outcome is known, and one after the other: many at once cannot get past the limit.
 * @param limits failures allowed in 15 minutes, by key
 * @throws Refusal `too_many_attempts` (429)
 */
export async function assertMayTry(
  sql: Sql,
  limits: Record<string, number>,
  what = 'failed sign-ins',
): Promise<Tries> {
  const keys = Object.keys(limits).toSorted();
  return sql.begin(async (transaction) => {
    for (const key of keys) await transaction`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
    const failed = await transaction<{ key: string; count: number }[]>`
      select key, count(*)::int as count from sign_in_failures
      where key = any(${keys}::text[]) and failed_at > now() - make_interval(mins => ${WINDOW_MINUTES})
      group by key`;
    if (failed.some(({ key, count }) => count >= (limits[key] ?? 0))) {
      throw new Refusal('too_many_attempts', `too many ${what}: wait ${WINDOW_MINUTES} minutes`, 429);
    }
    const [row] = await transaction<{ at: string }[]>`
      with counted as (
        insert into sign_in_failures (key, failed_at) select key, clock_timestamp() from unnest(${keys}::text[]) as key
        returning failed_at
      )
      select max(failed_at)::text as at from counted`;
    return { keys, at: row?.at ?? '' };
  });
}

/** Takes back tries that turned out well, and what failed before under the keys that name the person. */
export async function forgetTries(sql: Queryable, { keys, at }: Tries): Promise<void> {
  const ofPerson = keys.filter((key) => !key.startsWith('address:'));
  await sql`
    delete from sign_in_failures
    where key = any(${ofPerson}::text[])
      or (key = any(${keys}::text[]) and failed_at between ${at}::timestamptz - interval '1 millisecond' and ${at})`;
}

/** Drops failures that no longer count. */
export async function trimTries(sql: Queryable): Promise<void> {
  await sql`delete from sign_in_failures where failed_at < now() - make_interval(mins => ${WINDOW_MINUTES})`;
}
