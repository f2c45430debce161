import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import type { Order, Sent } from '../../bench/callbacks/send.ts';
import { type Installation, SHOP_DAYS, startInstallation } from '../../faults/installation.ts';
import { finishedRun } from '../../faults/runs-without-end.ts';
import { askOwn } from '../../support/own-page.ts';
import { type Product, signIn } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { everyPage, oneOfEverything } from './every-page.ts';

// The statistics are those that a database begins with: as in the first minute of a burst. What a plan then does not read it
// must not spare by luck.
const SERVER = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track=all',
  'autovacuum=off',
];
const FEW = 1500;
const MANY = 9000;
/** So much more than before a page may read of a book that is seven times as large: an index has a level more, a list its 50. */
const MORE = 1.5;
const AND_BLOCKS = 300;

/** Pages that read what they show of, all of it: with why that may be. */
const READS_ALL: Readonly<Record<string, string>> = {
  '/invoices': 'counts and sums what the filter shows, up to 10,000 of them',
  '/invoices/export': 'says beforehand how many rows and which sums the file will have',
  '/reports/callbacks/export': 'says beforehand how many rows the file will have',
  '/reports/analytics': 'counts each payment of its period',
  '/reports/fees': 'prices each payment of its period',
};

let place: Installation;
let cookie = '';

beforeAll(async () => {
  place = await startInstallation({ webs: 1, workers: 1, server: SERVER });
  const { sql } = place.database;
  await sql`create extension pg_stat_statements`;
  cookie = await signIn(url());
  await finishedRun({ sql, token: place.token, address: url, days: SHOP_DAYS }, 60_000);
  for (const worker of place.workers) await worker.stop();
}, 120_000);
afterAll(() => place?.close(), 60_000);

const url = () => place.webs[0]?.url ?? '';

async function send(callbacks: number, name: string): Promise<void> {
  const sender = fork(path.join(import.meta.dirname, '../../bench/callbacks/send.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  const port = Number(new URL(url()).port);
  sender.send({ port, connections: 32, callbacks, secret: SECRETS.live, slug: '', name } satisfies Order);
  const [{ refused }] = (await once(sender, 'message')) as [Sent];
  sender.kill();
  expect(refused).toBe(0);
  await foldTotals(place.database.sql);
}

/** Blocks of 8 KB that the product's statements have looked at so far. */
async function blocks(): Promise<number> {
  const [row] = await place.database.sql<{ blocks: number }[]>`
    select coalesce(sum(shared_blks_hit + shared_blks_read), 0)::float8 as blocks
    from pg_stat_statements join pg_roles on pg_roles.oid = userid
    where toplevel and rolname <> current_user`;
  return row?.blocks ?? 0;
}

async function blocksOf(address: string): Promise<number> {
  const before = await blocks();
  const answer = await askOwn(url() + address, { headers: { cookie } });
  await answer.arrayBuffer();
  return (await blocks()) - before;
}

test('no page reads more where much has come since the statistics were made', async () => {
  await send(FEW, 'few');
  const { sql } = place.database;
  const { accountId } = place;
  const known = await oneOfEverything({ sql, accountId, url: url() } as Product, cookie);
  const pages = everyPage(known).filter(({ isHalf }) => !isHalf);
  const before = new Map<string, number>();
  for (const page of pages) before.set(page.path, await blocksOf(page.address));
  await send(MANY, 'many');
  const grown: Record<string, string> = {};
  for (const page of pages) {
    const few = before.get(page.path) ?? 0;
    if (page.path in READS_ALL) continue;
    const most = few * MORE + AND_BLOCKS;
    let many = await blocksOf(page.address);
    // What the product does beside the pages may have come in between: never twice.
    if (many > most) many = Math.min(many, await blocksOf(page.address));
    if (many > most) grown[page.path] = `${few} → ${many}`;
  }
  expect(grown).toEqual({});
}, 120_000);
