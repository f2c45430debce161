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

/** What either book holds of each quarter of an hour, by its signature: columns of `book_totals`, to be grouped. */
export function signatures(sql: Queryable): Fragment {
  return sql`coalesce(sum(signature) filter (where book = 'ours'), 0) as ours_signature,
    coalesce(sum(signature) filter (where book = 'theirs'), 0) as theirs_signature`;
}

const DAYS_KEPT = 40;

/**
 * Counts anew the quarters of the last weeks whose books have changed since they were counted, so that a reader need
 * not. It changes no figure: who reads compares the signatures, and counts for itself what is not up to date.
 */
export async function refreshPairs(sql: Queryable): Promise<void> {
  await sql`
    with wanted as materialized (
      select account_id, mode, quarter, ${signatures(sql)} from book_totals
      where quarter > now() - make_interval(days => ${DAYS_KEPT}::int)
      group by account_id, mode, quarter
    )
    insert into book_pairs as known
      (account_id, mode, quarter, ours_signature, theirs_signature, agreeing, apart_ids, apart_created_at)
    select wanted.account_id, wanted.mode, wanted.quarter, wanted.ours_signature, wanted.theirs_signature,
      pairs.agreeing, pairs.apart_ids, pairs.apart_created_at
    from wanted
    left join book_pairs as counted on (counted.account_id, counted.mode, counted.quarter)
      = (wanted.account_id, wanted.mode, wanted.quarter)
    cross join lateral (${countedPairs(sql)}) as pairs
    where (counted.ours_signature, counted.theirs_signature)
      is distinct from (wanted.ours_signature, wanted.theirs_signature)
    order by wanted.account_id, wanted.mode, wanted.quarter
    on conflict (account_id, mode, quarter) do update set ours_signature = excluded.ours_signature,
      theirs_signature = excluded.theirs_signature, agreeing = excluded.agreeing,
        apart_ids = excluded.apart_ids,
      apart_created_at = excluded.apart_created_at`;
}
