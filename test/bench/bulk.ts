import type { Queryable, Sql } from '#db/connection.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/conditions.ts';
import { digestOf } from '#reconciliation/discrepancies/list.ts';
import { resolveMatching } from '#reconciliation/resolution/bulk.ts';
import type { Bench } from './bench.ts';
import type { Book } from './book.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 5;
const ACTOR = { kind: 'program', name: 'bench' } as const;
const HOW = { resolution: 'not_an_issue', note: 'by the bench' } as const;

/** Everything that a filter shows resolved in one step, beside one UPDATE and one INSERT … SELECT of the same rows. */
export async function benchBulkActs(bench: Bench): Promise<void> {
  for (const size of bench.sizes) await resolveAll(bench, await bench.book(size));
}

async function resolveAll({ sql, put }: Bench, { accountId, size }: Book): Promise<void> {
  const filter: DiscrepancyFilter = { accountId, mode: 'live', state: 'unresolved' };
  const floor: number[] = [];
  const product: number[] = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round++) {
    floor.push(await seconds(() => sql.begin((transaction) => resolveFloor(transaction, accountId))));
    await openAgain(sql, accountId);
    const seen = await digestOf(sql, filter);
    product.push(
      await seconds(async () => {
        ({ count } = await resolveMatching(sql, ACTOR, filter, HOW, seen));
      }),
    );
    await openAgain(sql, accountId);
  }
  put({
    ...{ path: 'bulk: resolve all of a filter', size, unit: 'rows/s' },
    ...{ product: count / median(product), floor: count / median(floor) },
    notes: `${count} at once, in ${(median(product) * 1000).toFixed(0)} ms`,
  });
}

async function resolveFloor(sql: Queryable, accountId: number): Promise<void> {
  await sql`
    update discrepancies set state = 'resolved', resolution = 'not_an_issue', note = 'floor', resolved_at = now()
    where account_id = ${accountId} and mode = 'live' and state <> 'resolved'`;
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, resolution, note)
    select id, now(), 'resolved', 'not_an_issue', 'floor' from discrepancies
    where account_id = ${accountId} and mode = 'live' and resolved_at = now()`;
}

async function openAgain(sql: Sql, accountId: number): Promise<void> {
  await sql`
    update discrepancies set state = 'open', resolution = null, note = null, resolved_at = null, resolved_by = null
    where account_id = ${accountId} and state = 'resolved'`;
  await sql`vacuum analyze discrepancies`;
}
