import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, inject } from 'vitest';
import { connect, type Db, type Sql } from '#db/connection.ts';

export type TestDatabase = { url: string; sql: Sql; db: Db };

/** A database of its own for the test file that calls this at its top, migrated and empty. */
export function useDatabase(): TestDatabase {
  const holder = {} as TestDatabase;
  const name = `test_${randomBytes(6).toString('hex')}`;
  beforeAll(async () => {
    const serverUrl = inject('postgresUrl');
    const admin = postgres(serverUrl.replace(/counterfoil$/, 'postgres'), { max: 1 });
    await admin.unsafe(`create database ${name} template counterfoil`);
    await admin.end();
    const url = serverUrl.replace(/counterfoil$/, name);
    Object.assign(holder, { url }, connect(url, { max: 8, name: 'test' }));
  });
  afterAll(async () => {
    await holder.sql?.end();
  });
  return holder;
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
