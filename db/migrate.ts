import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
const LOCK = 7_202_611;
const OLDEST_SERVER = 180_000;

/**
 * Brings the database to the schema of this version. Any number of processes may call it at once: one works, the
 * others wait for it.
 * @throws where the server is older than PostgreSQL 18 (take-in reads `returning old`)
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [server] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int as version`;
    if (!server || server.version < OLDEST_SERVER) {
      throw new Error(`Counterfoil needs PostgreSQL 18 or newer; this server says ${server?.version}`);
    }
    await sql`select pg_advisory_lock(${LOCK})`;
    await applyMigrations(drizzle(sql), { migrationsFolder: FOLDER });
  } finally {
    await sql.end();
  }
}
