import type { Queryable } from '#db/connection.ts';

/** How well Paymega's callbacks told us, over some days. Delays are seconds from a state's `updated` to its receipt. */
export type ServiceLevel = {
  received: number;
  quarantined: number;
  refused: number;
  /** What was told again though we knew it. */
  repeated: number;
  /** Attempts after the first, as Paymega counts them. */
  retried: number;
  medianDelay: number | null;
  slowestTwentieth: number | null;
  /** Invoices of these days that reached a final status, and those of them that no callback told us so. */
  final: number;
  untold: number;
  lastReceivedAt: Date | null;
  /** The newest invoice of ours, whoever told of it: payments go on, though no callback may come. */
  lastCreatedAt: Date | null;
};

/**
 * The callbacks of the last `days` days, and what they left out. A stale callback (one of a state long past) says nothing
 * of the delay, so only those that brought something new count for it.
 */
export async function serviceLevel(
  sql: Queryable,
  accountId: number,
  mode: 'live' | 'test',
  days: number,
  now: Date,
): Promise<ServiceLevel> {
  const since = sql`${now}::timestamptz - make_interval(days => ${days}::int)`;
  const [level] = await sql<ServiceLevel[]>`
    with heard as (
      select verdict, retry_count, extract(epoch from received_at - updated_at)::float8 as delay from callbacks
      where account_id = ${accountId} and mode = ${mode} and received_at > ${since}
    ), ended as (
      select id, updated_at from invoices
      where account_id = ${accountId} and mode = ${mode} and is_final
        and created_at > ${since} and created_at < ${now}::timestamptz - interval '1 hour'
    )
    select (select count(*)::int from heard) as received,
      (select count(*)::int from heard where verdict = 'quarantined') as quarantined,
      (select count(*)::int from refused_callbacks where account_id = ${accountId} and received_at > ${since}) as refused,
      (select count(*)::int from heard where verdict = 'same') as repeated,
      (select count(*)::int from heard where retry_count > 0) as retried,
      (select percentile_cont(0.5) within group (order by delay) from heard where verdict in ('new', 'newer'))
        as "medianDelay",
      (select percentile_cont(0.95) within group (order by delay) from heard where verdict in ('new', 'newer'))
        as "slowestTwentieth",
      (select count(*)::int from ended) as final,
      (select count(*)::int from ended where not exists (
        select from callbacks where account_id = ${accountId} and invoice_id = ended.id
          and callbacks.updated_at = ended.updated_at)) as untold,
      (select max(received_at) from callbacks where account_id = ${accountId} and mode = ${mode}) as "lastReceivedAt",
      (select max(created_at) from invoices where account_id = ${accountId} and mode = ${mode}) as "lastCreatedAt"`;
  if (!level) throw new Error('nothing is known of the callbacks');
  return level;
}
