import { readAddress } from '#db/address.ts';
import { connect, type Sql } from '#db/connection.ts';
import { type Embedded, openEmbedded, type Tell } from '#db/embedded.ts';
import { migrate, startingAlone } from '#db/migrate.ts';
import { patiently } from '#db/patience.ts';
import { powerNotes, roleOf } from '#db/power.ts';
import { type Supervision, supervise } from '#db/supervise.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import type { Config } from './config.ts';

const PATIENCE_MS = 60_000;

/** The open database, migrated and filled with what must be there. */
export type Store = {
  sql: Sql;
  /** What of its address or its settings its operator should know: one sentence each. */
  notes: string[];
  close(): Promise<void>;
};

/**
 * Opens the store: the PostgreSQL of `DATABASE_URL`, or the embedded one of the data folder, which is started again
 * where it dies.
 * @param isGuest a short visit beside a server that may be running: the embedded one is stopped only if nobody uses it,
 * and nobody waits for it where it dies
 * @throws DatabaseTrouble
 */
export async function openStore(
  config: Config,
  isGuest = false,
  tell: Tell = () => undefined,
): Promise<Store> {
  const embedded = config.DATABASE_URL ? null : await openEmbedded(config.DATA_DIR, [], tell);
  let sql: Sql | undefined;
  let supervision: Supervision | undefined;
  const close = async () => {
    await sql?.end({ timeout: 5 });
    await supervision?.end();
    // What another process started, or a kill left behind, is stopped only where nobody else works with it.
    const isOurs = supervision?.isOurs() ?? embedded?.isOurs;
    if (isGuest || !isOurs) await embedded?.stopUnlessInUse();
    else await embedded?.stop();
  };
  try {
    const { url, ownerUrl } = addressesOf(config, embedded);
    await migrate(ownerUrl, ownerUrl === url ? undefined : await roleOf(url));
    const pool = connect(url, { max: isGuest ? 6 : 16 });
    sql = pool;
    if (embedded && !isGuest) supervision = supervise(embedded, pool, tell);
    const giveUpAt = Date.now() + PATIENCE_MS;
    await patiently(
      () => startingAlone(pool, () => fillCurrencies(pool)),
      () => giveUpAt,
    );
    return { sql: pool, notes: [...readAddress(url).notes, ...(await notesOn(pool))], close };
  } catch (error) {
    // What was started must not outlive a start that failed.
    await close();
    throw error;
  }
}

/** Where the application works, and where whoever owns its tables migrates them: one address where nobody made two. */
function addressesOf(
  { DATABASE_URL, MIGRATION_DATABASE_URL }: Config,
  embedded: Embedded | null,
): { url: string; ownerUrl: string } {
  if (embedded) return { url: embedded.appUrl, ownerUrl: embedded.ownerUrl };
  if (!DATABASE_URL) throw new Error('there is no database');
  return { url: DATABASE_URL, ownerUrl: MIGRATION_DATABASE_URL ?? DATABASE_URL };
}

/** What the server is set to that could lose what it has said it keeps, and what our role may do to it. */
async function notesOn(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select name from pg_settings
    where name in ('synchronous_commit', 'fsync', 'full_page_writes') and setting = 'off' order by name`;
  const losses = rows.map(
    ({ name }) =>
      `The database is set to ${name}=off: when its machine fails it loses callbacks that were answered 200`,
  );
  return [...losses, ...(await powerNotes(sql))];
}
