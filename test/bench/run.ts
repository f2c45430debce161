import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Sql } from '#db/connection.ts';
import { type Embedded, openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import type { Bench } from './bench.ts';
import { type Book, fillBook } from './book.ts';
import { benchBulkActs } from './bulk.ts';
import { benchCallbacks } from './callbacks/callbacks.ts';
import { benchCompare } from './compare.ts';
import { writeDocument } from './document.ts';
import { endInAnyCase } from './ending.ts';
import { benchExport } from './export.ts';
import { benchLists } from './lists.ts';
import { benchPages } from './pages.ts';
import { printPlans } from './plans.ts';
import { seconds } from './report.ts';
import { benchRuns } from './runs.ts';
import { benchScaling } from './scaling.ts';
import { benchStatements } from './statements.ts';
import { keepResults, type Row, resultsBefore, resultsNow, sizeName, sizeOf, tableOf } from './table.ts';

/**
 * `npm run bench -- [NAME…] [--size 100k|1m|5m] [--only NAME] [--json]`: each path of the product beside its floor, in turn,
 * in the same run on the same machine. What counts is the ratio; the figures of one machine say nothing of another.
 * `--document` puts all that was measured of this commit into docs/scale.md.
 * `npm run bench plans` prints how the hot statements are carried out instead.
 */
const BENCHES: Record<string, (bench: Bench) => Promise<void>> = {
  compare: benchCompare,
  lists: benchLists,
  pages: benchPages,
  bulk: benchBulkActs,
  statements: benchStatements,
  export: benchExport,
  runs: benchRuns,
  callbacks: benchCallbacks,
  scaling: benchScaling,
  plans: printPlans,
};
/** As many accounts stand beside the two that are measured, each of a hundredth of the size. */
const NEIGHBOURS = ['beside-one', 'beside-two', 'beside-three'];
const SETTINGS = ['shared_buffers=2GB', 'max_wal_size=8GB', 'checkpoint_timeout=15min'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '1m' },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
    document: { type: 'boolean', default: false },
  },
});
const named = [...positionals, ...values.only];
const unknown = named.find((name) => !(name in BENCHES));
if (unknown) {
  console.error(`there is no bench “${unknown}”; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}
const wanted = named.length > 0 ? named : Object.keys(BENCHES).filter((name) => name !== 'plans');
const size = sizeOf(values.size);
const rows: Row[] = [];
const began = performance.now();
const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-bench-'));
await chmod(folder, 0o755);
let started: Embedded | null = null;
const end = endInAnyCase(async () => {
  await started?.stop();
  await rm(folder, { recursive: true, force: true });
});
const server = await openEmbedded(folder, SETTINGS);
started = server;
const sql = await opened(server.url);
const bench: Bench = {
  ...{ sql, url: server.url, sizes: [size / 10, size], book: bookOf(), alone: wanted.length === 1 },
  put(row) {
    rows.push(row);
    if (!values.json) console.log(tableOf([row]).split('\n').at(-1));
  },
  async ownDatabase(database) {
    const url = server.url.replace(/[^/]*$/, `bench_${database}`);
    await sql.unsafe(`create database bench_${database}`);
    await (await opened(url)).end();
    return url;
  },
};
try {
  for (const name of wanted) {
    const took = await seconds(() => BENCHES[name]?.(bench) ?? Promise.resolve());
    // After each: an interrupted run has measured something, too.
    const kept = values.json || rows.length === 0 ? '' : `, ${keepResults(rows)}`;
    console.error(`— ${name} took ${took.toFixed(0)} s${kept}`);
  }
  await sql.end();
} finally {
  await end();
}
console.error(`— all of it took ${((performance.now() - began) / 1000).toFixed(0)} s`);
if (values.json) console.log(JSON.stringify(rows, null, 2));
else if (rows.length > 0) console.log(`\n${tableOf(rows, resultsBefore())}\n\n${keepResults(rows)}`);
if (values.document) console.log(writeDocument(resultsNow()));

async function opened(url: string): Promise<Sql> {
  await migrate(url);
  const own = connect(url, { max: 8, name: 'bench' });
  await fillCurrencies(own);
  return own;
}

/** Each size is filled once, by whoever asks first; beside all of them stand accounts of others. */
function bookOf(): Bench['book'] {
  const books = new Map<number, Promise<Book>>();
  const filled = async (invoices: number, slug?: string) => {
    const began = performance.now();
    const book = await fillBook(sql, invoices, slug);
    console.error(
      `— ${book.slug}: ${sizeName(invoices)} in ${((performance.now() - began) / 1000).toFixed(0)} s`,
    );
    return book;
  };
  return async (invoices) => {
    if (books.size === 0) for (const slug of NEIGHBOURS) await filled(Math.ceil(size / 100), slug);
    const book = books.get(invoices) ?? filled(invoices);
    books.set(invoices, book);
    return book;
  };
}
