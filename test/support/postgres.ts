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

/** One PostgreSQL for the whole run, and one migrated template that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-test-'));
  await chmod(folder, 0o755);
  const server = await openEmbedded(folder, ['fsync=off', 'max_connections=200']);
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
