import type { Sql } from '#db/connection.ts';
import { startingAlone } from '#db/migrate.ts';
import {
  createProviderConnections,
  type ProviderConnections,
} from '#identity/accounts/provider-connections.ts';
import type { Config } from '../config.ts';
import { accountOfKeys, configuredKeys } from '../configured-account.ts';
import { openDemo } from '../demo.ts';
import { vaultOf } from '../keys.ts';
import { openStore } from '../store.ts';

export const ACTOR = { kind: 'program', name: 'command line' } as const;
/** A short visit to the store, beside a server that may be running. */
export async function visit(config: Config, work: (sql: Sql) => Promise<void>): Promise<void> {
  const store = await openStore(config, true);
  try {
    await work(store.sql);
  } finally {
    await store.close();
  }
}

export async function withBooks(
  config: Config,
  work: (sql: Sql, connections: ProviderConnections) => Promise<void>,
): Promise<void> {
  const store = await openStore(config, true);
  const configured = configuredKeys(config);
  const example = configured ? null : await openDemo(config, null);
  try {
    const keys = configured ?? example?.keys;
    if (!keys) throw new Error('there are no keys to reach Paymega');
    const { sql } = store;
    const vault = vaultOf(config);
    await startingAlone(sql, () => accountOfKeys(sql, vault, config, keys, example !== null));
    await work(sql, createProviderConnections(sql, vault, example !== null, config.PAYMEGA_PRE_REQUEST_PATH));
  } finally {
    await example?.close();
    await store.close();
  }
}
