import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { type Scope, stretches } from './matched-books.ts';

/** A short text of what both books hold of a day's money; another one whenever they hold something else. */
export type DayDigest = { day: string; digest: string };

/** The digests of some days: of what was created, taken or returned on them, by either book. */
export function digestOfDays(sql: Queryable, scope: Scope, days: readonly string[]): Promise<DayDigest[]> {
  const { accountId, mode } = scope;
  const created = (book: Fragment) => sql`
    select count(*) as invoices, coalesce(sum(fingerprint::numeric), 0) as sum from ${book}
    where account_id = ${accountId} and mode = ${mode} and created_at >= stretch.starts
      and created_at < stretch.ends`;
  // Movements are only added: whatever changes of a day's money makes them more.
  return sql<DayDigest[]>`
    select stretch.day::text as day, string_agg(invoices || ':' || sum, ' ' order by invoices, sum) as digest
    from ${stretches(sql, scope, days)}
    cross join lateral (
      select coalesce(sum(movements), 0)::bigint as invoices, 0::numeric as sum from movement_totals
      where account_id = ${accountId} and mode = ${mode} and quarter >= stretch.starts
        and quarter < stretch.ends
      union all
      select coalesce(sum(movements), 0)::bigint, 1::numeric from movement_totals
      where account_id = ${accountId} and mode = ${mode} and quarter >= stretch.starts
        and kind in ('refunded', 'charged_back')
      union all ${created(sql`invoices`)} union all ${created(sql`mirror`)}
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
