import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/**
 * How the payments of one quarter of an hour pair up in the two books, counted from their rows: columns `agreeing`,
 * `apart_ids`, `apart_created_at`; to be joined laterally to rows `wanted` (account_id, mode, quarter). A pair is the
 * same invoice, created at the same time, in the same mode; it agrees where all figures are the same.
 */
export function countedPairs(sql: Queryable): Fragment {
  const inQuarter = sql`account_id = wanted.account_id and mode = wanted.mode
    and created_at >= wanted.quarter and created_at < wanted.quarter + interval '15 minutes'`;
  return sql`
    select count(*) filter (where agrees)::int as agreeing,
      coalesce(array_agg(id) filter (where not agrees), '{}') as apart_ids,
      coalesce(array_agg(created_at) filter (where not agrees), '{}') as apart_created_at
    from (
      select id, created_at, coalesce(ours.fingerprint = theirs.fingerprint, false) as agrees
      from (select id, created_at, fingerprint from invoices where ${inQuarter}) as ours
      full join (select id, created_at, fingerprint from mirror where ${inQuarter}) as theirs using (id,
        created_at)
    ) as pair`;
}

const DAYS_KEPT = 40;

/**
 * Counts anew the quarters of the last weeks of which something was folded since they were counted, so that a reader need
 * not. What is counted is of the version that this statement saw: folded meanwhile, it is known to be outdated.
 */
export async function refreshPairs(sql: Queryable): Promise<void> {
  await sql`
    with wanted as materialized (
      select account_id, mode, quarter, version from book_pairs
      where counted_version <> version and quarter > now() - make_interval(days => ${DAYS_KEPT}::int)
    ), counted as materialized (
      select wanted.*, pairs.* from wanted cross join lateral (${countedPairs(sql)}) as pairs
      order by wanted.account_id, wanted.mode, wanted.quarter
    )
    insert into book_pairs (account_id, mode, quarter, counted_version, agreeing, apart_ids, apart_created_at)
    select account_id, mode, quarter, version, agreeing, apart_ids, apart_created_at from counted
    on conflict (account_id, mode, quarter) do update set counted_version = excluded.counted_version,
      agreeing = excluded.agreeing, apart_ids = excluded.apart_ids,
      apart_created_at = excluded.apart_created_at`;
}
