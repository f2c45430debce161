import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Sql } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import { benchExport } from './export.ts';
import { benchPages } from './pages.ts';
import { benchReconcile } from './reconcile.ts';

/**
 * `npm run bench [reconcile] [pages] [export]`: each path of the product beside its floor, in the same run on the same machine. What counts
 * is the ratio; the figures of one machine say nothing of another.
 */
const BENCHES: Record<string, (sql: Sql, url: string) => Promise<void>> = {
  reconcile: benchReconcile,
  pages: benchPages,
  export: benchExport,
};

const wanted = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = wanted.find((name) => !(name in BENCHES));
if (unknown) {
  console.error(`there is no bench “${unknown}”; there are: ${Object.keys(BENCHES).join(', ')}`);
  process.exit(1);
}

const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-bench-'));
await chmod(folder, 0o755);
const server = await openEmbedded(folder, ['shared_buffers=2GB']);
try {
  await migrate(server.url);
  const sql = connect(server.url, { max: 8 });
  await fillCurrencies(sql);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length === 0 || wanted.includes(name)) await bench(sql, server.url);
  }
  await sql.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
