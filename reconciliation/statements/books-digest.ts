import type { Queryable } from '#db/connection.ts';
import { startOfDay } from '#identity/accounts/business-day.ts';
import { createdIn, returnsFrom, type Scope, stretches } from './matched-books.ts';

/** A short text of what both books hold of a day's money; another one whenever they hold something else. */
export type DayDigest = { day: string; digest: string };

/**
 * The digests of some days: of what was created, taken or returned on them, by either book. A return counts
 * for each day up to its own, since that is when it may have happened: all are read once, from the first day on.
 */
export async function digestOfDays(
  sql: Queryable,
  scope: Scope,
  days: readonly string[],
): Promise<DayDigest[]> {
  const { accountId, mode, timeZone } = scope;
  const sorted = days.toSorted();
  const [first] = sorted;
  if (first === undefined) return [];
  const starts = sorted.map((day) => startOfDay(day, timeZone));
  const created = (book: 'invoices' | 'mirror') => sql`
    select count(*) as invoices, coalesce(sum(fingerprint), 0) as sum
    from (${createdIn(sql, scope, book)}) as created`;
  // Movements are only added: whatever changes of a day's money makes them more.
  return sql<DayDigest[]>`
    with returned as materialized (
      select width_bucket(happened_at, ${starts.map((at) => at.toISOString())}::timestamptz[]) as place,
        count(*) as movements
      from (${returnsFrom(sql, scope, starts[0] as Date)}) as returned group by place
    )
    select stretch.day::text as day, string_agg(invoices || ':' || sum, ' ' order by invoices, sum) as digest
    from ${stretches(sql, scope, sorted)}
    cross join lateral (
      select coalesce(sum(movements), 0)::bigint as invoices, 0::numeric as sum from (
        select movements from movement_totals
        where (account_id, mode, quarter) >= (${accountId}::int, ${mode}::text, stretch.starts)
          and (account_id, mode, quarter) < (${accountId}::int, ${mode}::text, stretch.ends)
        order by account_id, mode, quarter offset 0
      ) as moved
      union all
      select coalesce(sum(movements), 0)::bigint, 1::numeric from returned where place >= stretch.place
      union all ${created('invoices')} union all ${created('mirror')}
    ) as held
    group by stretch.day`;
}

/** Keeps the digests with which days were matched. */
export async function keepDigests(
  sql: Queryable,
  { accountId, mode }: Scope,
  digests: readonly DayDigest[],
  now: Date,
): Promise<void> {
  await sql`
    insert into statement_days (account_id, mode, day, books_digest, matched_at)
    select ${accountId}, ${mode}, day, digest, ${now}
    from unnest(${digests.map(({ day }) => day)}::date[], ${digests.map(({ digest }) => digest)}::text[])
      as one(day, digest)
    on conflict (account_id, mode, day) do update
    set books_digest = excluded.books_digest, matched_at = excluded.matched_at`;
}
