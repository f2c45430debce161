import type { Queryable } from '#db/connection.ts';

/** What a page may watch while it moves. */
export const WATCHED = ['run', 'runs', 'batch', 'callbacks', 'test-payment'] as const;
export type Watched = (typeof WATCHED)[number];

/** In which table the id of what is watched is one; null where it is an account's. */
export const TABLE_OF = {
  run: 'runs',
  batch: 'check_batches',
  'test-payment': 'test_payments',
  runs: null,
  callbacks: null,
} as const satisfies Record<Watched, string | null>;

/** A short text that is another one whenever a page about this would be; empty where there is nothing of it. */
export async function versionOf(sql: Queryable, watched: Watched, id: bigint): Promise<string> {
  const statements = {
    run: () => sql`
      select md5(concat_ws(' ', runs::text, slices.done, slices.seen)) as version
      from runs cross join lateral (
        select count(fetched_at) as done, sum(seen) as seen from run_slices where run_id = runs.id
      ) as slices
      where id = ${id}`,
    runs: () => sql`
      select md5(string_agg(run::text, ' ')) as version from (
        select * from runs where account_id = ${id} order by id desc limit 20
      ) as run`,
    batch: () => sql`
      select md5(concat_ws(' ', batch.cancelled_at, batch.finished_at, count(item.asked_at))) as version
      from check_batches as batch left join check_batch_items as item on item.batch_id = batch.id
      where batch.id = ${id} group by batch.id`,
    callbacks: () => sql`
      select id::text as version from callbacks where account_id = ${id} order by received_at desc, id desc
      limit 1`,
    'test-payment': () => sql`
      select md5(concat_ws(' ', payment::text, invoices.status)) as version
      from test_payments as payment left join invoices on (invoices.account_id, invoices.id)
        = (payment.account_id, payment.invoice_id)
      where payment.id = ${id}`,
  };
  const [row] = await statements[watched]();
  return (row?.version as string | null | undefined) ?? '';
}
