import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeOnce } from '#db/write-once.ts';
import { createVault, type Vault } from '#identity/accounts/vault.ts';
import { type Config, ConfigError } from './config.ts';

const SHORTEST = 32;

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
  if (!existsSync(file)) writeOnce(file, randomBytes(32).toString('hex'));
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < SHORTEST)
    throw new ConfigError(`${file} does not hold a secret: restore it, or remove it`);
  return secret;
}
