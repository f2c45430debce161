import { connect, type Sql } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/currencies.ts';
import type { Config } from './config.ts';

/** The open database, migrated and filled with what must be there. */
export type Store = { sql: Sql; close(): Promise<void> };

/**
 * Opens the store: the PostgreSQL of `DATABASE_URL`, or the embedded one of the data folder.
 * @param isGuest a short visit beside a server that may be running: the embedded one is stopped only if nobody uses it
 */
export async function openStore(config: Config, isGuest = false): Promise<Store> {
  const embedded = config.DATABASE_URL ? null : await openEmbedded(config.DATA_DIR);
  const url = config.DATABASE_URL ?? (embedded as NonNullable<typeof embedded>).url;
  await migrate(url);
  const { sql } = connect(url, { max: isGuest ? 6 : 16 });
  await fillCurrencies(sql);
  return {
    sql,
    async close() {
      await sql.end({ timeout: 5 });
      // What another process started, or a kill left behind, is stopped only where nobody else works with it.
      if (isGuest || !embedded?.isOurs) await embedded?.stopUnlessInUse();
      else await embedded.stop();
    },
  };
}
