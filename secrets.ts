import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVault, type Vault } from '#reconciliation/vault.ts';
import type { Config } from './config.ts';

/** The vault of this configuration. Without SECRET_KEY a key is made up once, in the data folder. */
export function vaultOf(config: Config): Vault {
  return createVault([config.SECRET_KEY ?? kept(config, 'secret-key'), ...(config.SECRET_KEY_OLD ?? [])]);
}

/** What signs the cookies. Without SESSION_SECRET it is made up once, in the data folder. */
export function sessionSecretOf(config: Config): string {
  return config.SESSION_SECRET ?? kept(config, 'session-secret');
}

function kept(config: Config, name: string): string {
  const file = path.join(config.DATA_DIR, name);
  mkdirSync(config.DATA_DIR, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Made at an earlier start, or by a process that starts beside us.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
