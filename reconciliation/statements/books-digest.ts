import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { type Scope, stretches } from './matched-books.ts';

/** A short text of what both books hold of a day's money; another one whenever they hold something else. */
export type DayDigest = { day: string; digest: string };

/** The digests of some days: of what was created, taken or returned on them, by either book. */
export function digestOfDays(sql: Queryable, scope: Scope, days: readonly string[]): Promise<DayDigest[]> {
  const { accountId, mode } = scope;
  const side = (book: Fragment) => sql`
    select count(*) as invoices, coalesce(sum(fingerprint::numeric), 0) as sum from ${book}
    where account_id = ${accountId} and mode = ${mode} and took_money
      and processed_at >= stretch.starts and processed_at < stretch.ends
    union all
    select count(*), coalesce(sum(fingerprint::numeric), 0) from ${book}
    where account_id = ${accountId} and mode = ${mode} and returned > 0 and updated_at >= stretch.starts
      and coalesce(processed_at, created_at) < stretch.ends
    union all
    select count(*), coalesce(sum(fingerprint::numeric), 0) from ${book}
    where account_id = ${accountId} and mode = ${mode} and created_at >= stretch.starts
      and created_at < stretch.ends`;
  return sql<DayDigest[]>`
    select stretch.day::text as day, string_agg(invoices || ':' || sum, ' ' order by invoices, sum) as digest
    from ${stretches(sql, scope, days)}
    cross join lateral (${side(sql`invoices`)} union all ${side(sql`mirror`)}) as held
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
