import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect, type Sql } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import type { Bench } from './bench.ts';
import { benchCallbacks } from './callbacks/callbacks.ts';
import { benchCompare } from './compare.ts';
import { benchExport } from './export.ts';
import { benchPages } from './pages.ts';
import { printPlans } from './plans.ts';
import { benchRuns } from './runs.ts';
import { keepResults, type Row, resultsBefore, sizeOf, tableOf } from './table.ts';

/**
 * `npm run bench -- [NAME…] [--size 100k|1m|5m] [--only NAME] [--json]`: each path of the product beside its floor, in turn,
 * in the same run on the same machine. What counts is the ratio; the figures of one machine say nothing of another.
 * `npm run bench plans` prints how the hot statements are carried out instead.
 */
const BENCHES: Record<string, (bench: Bench) => Promise<void>> = {
  callbacks: benchCallbacks,
  compare: benchCompare,
  runs: benchRuns,
  pages: benchPages,
  export: benchExport,
  plans: printPlans,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '1m' },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
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
const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-bench-'));
await chmod(folder, 0o755);
const server = await openEmbedded(folder, ['shared_buffers=2GB']);
try {
  const sql = await opened(server.url);
  for (const name of wanted) {
    await BENCHES[name]?.({
      ...{ sql, url: server.url, sizes: [size / 10, size] },
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
    });
  }
  await sql.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(rows, null, 2));
else if (rows.length > 0) console.log(`\n${tableOf(rows, resultsBefore())}\n\n${keepResults(rows)}`);

async function opened(url: string): Promise<Sql> {
  await migrate(url);
  const sql = connect(url, { max: 8, name: 'bench' });
  await fillCurrencies(sql);
  return sql;
}
