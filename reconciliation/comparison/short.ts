import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/**
 * What a run's list showed too little of: how many Paymega counts in the slices that have short parts, and how many its
 * list showed of them. `notCompared` is null until what was not shown has been asked for by id.
 */
export type Shortage = { total: number; listed: number; notCompared: number | null };

/**
 * What of the short parts was not even asked for by id: neither our book nor the mirror knew of it. (What was asked for
 * and not answered counts as that.) Parts of which nothing is left are dropped. To be called when all has been asked.
 * @returns how many invoices are left
 */
export async function countNotCompared(sql: Queryable, runId: bigint): Promise<number> {
  await sql`
    update run_slices as part
    set not_compared = greatest(coalesce(provider_total, listed + 1) - listed - (
      select count(*) from run_rechecks as asked
      left join mirror on (mirror.account_id, mirror.id) = (runs.account_id, asked.invoice_id)
      left join invoices on (invoices.account_id, invoices.id) = (runs.account_id, asked.invoice_id)
      where asked.run_id = part.run_id and asked.outcome <> 'not_found'
        and coalesce(mirror.created_at, invoices.created_at) >= part.slice_from
        and coalesce(mirror.created_at, invoices.created_at) < part.slice_to), 0)
    from runs where runs.id = part.run_id and part.run_id = ${runId} and part.is_short`;
  await sql`delete from run_slices where run_id = ${runId} and is_short and not_compared = 0`;
  const [sum] = await sql<{ notCompared: number }[]>`
    select coalesce(sum(not_compared), 0)::int as not_compared from run_slices where run_id = ${runId}
      and is_short`;
  return sum?.notCompared ?? 0;
}

/** The Shortage of a row of `runs`, as JSON; null where its list showed all that Paymega counts. */
export function shortageOf(sql: Queryable): Fragment {
  return sql`(
    select jsonb_build_object('total', sum(coalesce(slice.provider_total, short.total)),
      'listed', sum(case when slice.provider_total is null then short.listed else slice.listed end),
      'notCompared', case when runs.state = 'finished' then sum(short.not_compared) end)
    from run_slices as slice
    cross join lateral (
      select count(*) as parts, sum(coalesce(provider_total, listed + 1)) as total, sum(part.listed)
        as listed,
        sum(part.not_compared) as not_compared
      from run_slices as part
      where part.run_id = slice.run_id and part.is_short
        and part.slice_from >= slice.slice_from and part.slice_to <= slice.slice_to
    ) as short
    where slice.run_id = runs.id and not slice.is_short and short.parts > 0
    having count(*) > 0)`;
}
