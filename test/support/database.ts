import { randomBytes } from 'node:crypto';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, inject } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';

export type TestDatabase = {
  url: string;
  /** The same as the product works with it: without the power over what is kept for good. */
  appUrl: string;
  sql: Sql;
};

/** A database of its own for the test file that calls this at its top, migrated and empty. */
export function useDatabase(): TestDatabase {
  const holder = {} as TestDatabase;
  beforeAll(async () => {
    const url = await createDatabase('template counterfoil');
    const appUrl = inject('appUrl').replace(/counterfoil$/, path.basename(new URL(url).pathname));
    Object.assign(holder, { url, appUrl, sql: connect(url, { max: 8, name: 'test' }) });
  });
  afterAll(async () => {
    await holder.sql?.end();
  });
  return holder;
}

/** A database in which no migration has run yet, for the suite that calls this; its address is there once tests run. */
export function useEmptyDatabase(): { readonly url: string } {
  const holder = { url: '' };
  beforeAll(async () => {
    holder.url = await createDatabase('');
  });
  return holder;
}

async function createDatabase(options: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const serverUrl = inject('postgresUrl');
  const admin = postgres(serverUrl.replace(/counterfoil$/, 'postgres'), { max: 1 });
  await admin.unsafe(`create database ${name} ${options}`);
  await admin.end();
  return serverUrl.replace(/counterfoil$/, name);
}

let made = 0;
/** An account to keep books for; the default policy unless `policy` says otherwise. */
export async function makeAccount(
  sql: Sql,
  policy: { adoptMissing?: boolean; healForward?: boolean } = {},
): Promise<number> {
  made++;
  const [row] = await sql<{ id: number }[]>`
    insert into accounts (slug, name, paymega_account_id, time_zone, adopt_missing, heal_forward)
    values (${`shop-${process.pid}-${made}`}, 'Shop', ${`acc-${process.pid}-${made}`}, 'Europe/Berlin',
      ${policy.adoptMissing ?? false}, ${policy.healForward ?? true})
    returning id`;
  if (!row) throw new Error('no account was made');
  return row.id;
}
