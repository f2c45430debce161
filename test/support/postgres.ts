import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { connect } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { ROLES } from '#db/roles.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The template's, as a superuser: for what tests prepare and tamper with. */
    postgresUrl: string;
    /** The template's, as the product works with it. */
    appUrl: string;
  }
}

/**
 * What happens to the machine matters to no test here; autovacuum would go round hundreds of databases, and change plans while
 * a test looks at them.
 */
const SETTINGS = [
  ...['fsync=off', 'full_page_writes=off', 'autovacuum=off', 'max_connections=200'],
  ...['wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=4GB', 'checkpoint_timeout=1h'],
];

/** One PostgreSQL for the whole run, and one migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-test-'));
  await chmod(folder, 0o755);
  const server = await openEmbedded(folder, SETTINGS);
  await migrate(server.ownerUrl, ROLES.app);
  const sql = connect(server.url, { max: 1 });
  await fillCurrencies(sql);
  await sql.end();
  const admin = postgres(server.url.replace(/counterfoil$/, 'postgres'), { max: 1 });
  await admin`alter database counterfoil is_template true`;
  await admin.end();
  project.provide('postgresUrl', server.url);
  project.provide('appUrl', server.appUrl);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
