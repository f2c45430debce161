import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { connect, databaseErrorOf, type Sql } from './connection.ts';
import { grantTo, missingGrants } from './grants.ts';
import { inTurn, LOCK } from './lock.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { SQLSTATE } from './sql.ts';
import { DatabaseTrouble, databaseTrouble } from './trouble.ts';

const FOLDER = path.join(PACKAGE_ROOT, 'db/migrations');
const OLDEST_SERVER = 180_000;
const RECOVERY_MS = 120_000;
const LOOK_MS = 500;
const REFUSED: readonly string[] = [SQLSTATE.insufficientPrivilege, SQLSTATE.readOnly];

/**
 * Brings the database to the schema of this version. Any number of processes may call it at once: one works,
 * the others wait for it. Where nothing is to be done a role that may do nothing will do.
 * @param url the address of the owner of the tables
 * @param app the role that works with them, where it is another one: it is granted what it needs, and no more
 * @throws DatabaseTrouble where it cannot be reached or used; where the server is older than PostgreSQL 18
 * (ingest reads `returning old`)
 */
export async function migrate(url: string, app?: string): Promise<void> {
  await inTroubleOf(url, async () => {
    // A client of its own: the migrator changes how times are read on the one it is given, and reads names as
    // they are.
    const sql = connect(url, { max: 1, isPlain: true });
    try {
      await expectServer(sql, url);
      const standing = await schemaStanding(sql);
      if (standing === 'newer')
        throw new DatabaseTrouble(
          'The database was migrated by a newer version of Counterfoil: start that one, or restore a backup of before.',
        );
      if (standing === 'older')
        await startingAlone(sql, () => applyMigrations(drizzle(sql), { migrationsFolder: FOLDER }));
      if (app !== undefined && (await missingGrants(sql, app)).length > 0)
        await startingAlone(sql, () => sql.begin((transaction) => grantTo(transaction, app)));
    } finally {
      await sql.end({ timeout: 5 });
    }
  });
}

/**
 * How the schema stands to this version: `older` also where nothing was migrated yet, `newer` where a migration was applied
 * that this version does not know: it would read, and write, what it does not understand.
 */
export async function schemaStanding(sql: Sql): Promise<'older' | 'current' | 'newer'> {
  const [list] = await sql<{ isRead: boolean }[]>`
    select coalesce(has_table_privilege(to_regclass('drizzle.__drizzle_migrations'), 'select')
      and has_schema_privilege(to_regnamespace('drizzle'), 'usage'), false) as "isRead"`;
  if (!list?.isRead) return 'older';
  const [applied] = await sql<{ newest: string | null }[]>`
    select max(created_at)::text as newest from drizzle.__drizzle_migrations`;
  const [newest, ours] = [Number(applied?.newest ?? 0), await newestMigration()];
  if (newest === ours) return 'current';
  return newest > ours ? 'newer' : 'older';
}

async function newestMigration(): Promise<number> {
  const journal: { entries: { when: number }[] } = JSON.parse(
    await readFile(path.join(FOLDER, 'meta/_journal.json'), 'utf8'),
  );
  return Math.max(...journal.entries.map(({ when }) => when));
}

/** Does something at the start that the processes of a database do one after the other. */
export function startingAlone<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  return inTurn(sql, LOCK.start, work);
}

async function expectServer(sql: Sql, url: string): Promise<void> {
  const version = await versionOf(sql).catch((error: unknown) => {
    throw new DatabaseTrouble(databaseTrouble(error, url) ?? String(error), { cause: error });
  });
  if (version < OLDEST_SERVER)
    throw new DatabaseTrouble(
      `Counterfoil needs PostgreSQL 18 or newer; the server of DATABASE_URL is ${Math.floor(version / 10_000)}.`,
    );
}

// A server that recovers from a crash says so: it is waited for.
async function versionOf(sql: Sql): Promise<number> {
  for (const deadline = Date.now() + RECOVERY_MS; ; await after(LOOK_MS)) {
    try {
      const [server] = await sql<{ version: number }[]>`
        select current_setting('server_version_num')::int as version`;
      return server?.version ?? 0;
    } catch (error) {
      if (databaseErrorOf(error)?.code !== SQLSTATE.cannotConnectNow || Date.now() > deadline) throw error;
    }
  }
}

/** What the server does not let us do while we make our tables is no fault of the program. */
async function inTroubleOf(url: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = databaseErrorOf(error);
    const message = fault && REFUSED.includes(fault.code) ? databaseTrouble(fault, url) : null;
    if (message) throw new DatabaseTrouble(message, { cause: error });
    throw error;
  }
}
