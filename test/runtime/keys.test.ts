import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '#runtime/config.ts';
import { sessionSecretOf, vaultOf } from '#runtime/keys.ts';

const KEY = 'the key of the environment, long enough';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

const configOf = (environment: Readonly<Record<string, string>> = {}) =>
  readConfig({ NODE_ENV: 'test', DATA_DIR: path.join(folder, 'data'), ...environment }, folder);

describe('a key that nobody named', () => {
  test('is made once and kept where only its owner reads it', async () => {
    const sealed = vaultOf(configOf()).seal('a secret', 'purpose');
    expect(vaultOf(configOf()).open(sealed, 'purpose')).toBe('a secret');
    const file = path.join(folder, 'data/secret-key');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is another one than that of the cookies, which is kept as well', async () => {
    const [one, other] = [sessionSecretOf(configOf()), sessionSecretOf(configOf())];
    vaultOf(configOf());
    expect(one).toBe(other);
    expect(await readFile(path.join(folder, 'data/secret-key'), 'utf8')).not.toBe(one);
    expect((await stat(path.join(folder, 'data/session-secret'))).mode & 0o777).toBe(0o600);
  });

  test('can be named later as the older one, and then the new one seals', async () => {
    const sealed = vaultOf(configOf()).seal('a secret', 'purpose');
    const made = await readFile(path.join(folder, 'data/secret-key'), 'utf8');
    const vault = vaultOf(configOf({ SECRET_KEY: KEY, SECRET_KEY_OLD: made }));
    expect([vault.open(sealed, 'purpose'), vault.isCurrent(sealed)]).toEqual(['a secret', false]);
  });
});

test('keys that are named are kept nowhere', async () => {
  const config = configOf({ SECRET_KEY: KEY, SESSION_SECRET: KEY });
  expect(vaultOf(config).open(vaultOf(config).seal('a secret', 'purpose'), 'purpose')).toBe('a secret');
  expect(sessionSecretOf(config)).toBe(KEY);
  expect(await readdir(folder)).toEqual([]);
});
