import { beforeAll, describe, expect, test } from 'vitest';
import { purposeOf } from '#identity/accounts/account-keys.ts';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { createPasswordLink, holderOfLink, setPasswordByLink } from '#identity/people/password-links.ts';
import { beginEnrolment, confirmEnrolment, recoveryCodesLeft } from '#identity/people/second-factor.ts';
import { signIn } from '#identity/sessions/sessions.ts';
import { anAddress, codeOf, PASSWORD, somebody } from '../../identity/people/somebody.ts';
import { COMMAND_KEY, counterfoil, counterfoilWith, type Ended } from '../../support/command-line.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const run = (...args: string[]) => counterfoil(database.appUrl, ...args);
const ACTOR = { kind: 'program', name: 'test' } as const;
const BY_THE_COMMAND = { actor: 'program:command line' };
const linesOf = (act: string) =>
  database.sql`select actor, subject, details from audit where act = ${act} order by id`;

/** One sentence on standard error, nothing on standard output, and exit code 1. */
function expectRefused(ended: Ended, sentence: string | RegExp): void {
  expect(ended).toEqual({ code: 1, out: '', err: expect.stringMatching(sentence) });
  expect(ended.err.trim().split('\n')).toHaveLength(1);
}

describe('counterfoil person link', () => {
  test('prints a link by which somebody sets a new password, and nothing else', async () => {
    const person = await somebody(database.sql);
    const ended = await run('person', 'link', person.email.toUpperCase());
    expect(ended).toEqual({
      ...{ code: 0, err: '' },
      out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:3000\/password\/[\w-]{43}\n$/),
    });
    const secret = ended.out.trim().split('/').at(-1) ?? '';
    expect(await holderOfLink(database.sql, secret)).toEqual({ id: person.id, email: person.email });
    await setPasswordByLink(database.sql, secret, 'walnut orbit cello seven', anAddress());
    const from = { address: anAddress(), userAgent: null };
    const signedIn = signIn(database.sql, {
      email: person.email,
      password: 'walnut orbit cello seven',
      ...from,
    });
    await expect(signedIn).resolves.toMatchObject({ stage: 'full' });
    const [line, ...others] = await linesOf('password_link.created');
    expect([line, others]).toEqual([expect.objectContaining(BY_THE_COMMAND), []]);
    expect(JSON.stringify(line)).not.toContain(secret);
  });

  test('takes the place of a link made before', async () => {
    const person = await somebody(database.sql);
    const before = await createPasswordLink(database.sql, ACTOR, person.id, 'reset');
    expect((await run('person', 'link', person.email)).code).toBe(0);
    expect(await holderOfLink(database.sql, before)).toBeNull();
  });

  test('refuses somebody whom nobody knows', async () => {
    expectRefused(await run('person', 'link', 'nobody@shop.example'), /there is no such person/);
  });
});

describe('counterfoil person remove-factor', () => {
  test('takes the second factor away: the password alone lets in again', async () => {
    const { sql } = database;
    const person = await somebody(sql, 'admin');
    const vault = createVault([COMMAND_KEY]);
    const seed = (await beginEnrolment(sql, vault, person))?.secret ?? '';
    const codes = await confirmEnrolment(sql, vault, person, ACTOR, codeOf(seed));
    const enter = () =>
      signIn(sql, { email: person.email, password: PASSWORD, address: anAddress(), userAgent: null });
    expect(await enter()).toMatchObject({ stage: 'code' });
    const ended = await run('person', 'remove-factor', person.email);
    expect(ended).toEqual({
      ...{ code: 0, err: '' },
      out: `${person.email} signs in with the password alone now\n`,
    });
    expect(await enter()).toMatchObject({ stage: 'full' });
    expect(await recoveryCodesLeft(sql, person.id)).toBe(0);
    expect(await linesOf('second_factor.removed')).toEqual([
      expect.objectContaining({ ...BY_THE_COMMAND, subject: `person:${person.id}` }),
    ]);
    for (const secret of [seed, ...codes]) expect(ended.out + ended.err).not.toContain(secret);
  });

  test('refuses somebody whom nobody knows', async () => {
    expectRefused(await run('person', 'remove-factor', 'nobody@shop.example'), /there is no such person/);
    expect(await linesOf('second_factor.removed')).toHaveLength(1);
  });
});

describe('counterfoil secrets reseal', () => {
  const NEWEST = 'the newest key of these tests, long enough';
  const PLAIN = { apiKey: 'plain api key', liveSecret: 'plain live secret', testSecret: 'plain test secret' };
  let accountId = 0;
  let seed = '';
  beforeAll(async () => {
    const { sql } = database;
    const vault = createVault([COMMAND_KEY]);
    const names = { slug: 'second', name: 'Second shop', paymegaAccountId: 'coma_2', timeZone: 'Asia/Tokyo' };
    const addresses = { apiUrl: 'https://api.example', cardgateUrl: 'https://cards.example' };
    accountId = (await addAccount(sql, vault, ACTOR, { ...names, ...addresses, ...PLAIN })).id;
    const person = await somebody(sql);
    seed = (await beginEnrolment(sql, vault, person))?.secret ?? '';
    await confirmEnrolment(sql, vault, person, ACTOR, codeOf(seed));
  });

  const sealed = () =>
    database.sql<{ kind: string; sealed: Buffer }[]>`
      select kind::text, sealed from account_secrets
      union all select 'seed', totp_secret from people where totp_secret is not null order by kind`;
  const opensAll = async (key: string) => {
    const vault = createVault([key]);
    const rows = (await sealed()).filter(({ kind }) => kind !== 'seed');
    return rows.map(({ kind, sealed: text }) => vault.open(text, purposeOf(accountId, kind as 'api_key')));
  };

  test('refuses without the key that they were sealed with, and leaves them as they were', async () => {
    const before = await sealed();
    const ended = await counterfoilWith({ SECRET_KEY: NEWEST }, database.appUrl, 'secrets', 'reseal');
    expectRefused(ended, /SECRET_KEY/);
    expect(await sealed()).toEqual(before);
  });

  test('seals them with the newest key: the old one opens nothing any more, and can go', async () => {
    const both = { SECRET_KEY: NEWEST, SECRET_KEY_OLD: COMMAND_KEY };
    const ended = await counterfoilWith(both, database.appUrl, 'secrets', 'reseal');
    expect(ended).toEqual({ code: 0, out: '4 sealed again with the newest SECRET_KEY\n', err: '' });
    expect(await opensAll(NEWEST)).toEqual(['plain api key', 'plain live secret', 'plain test secret']);
    await expect(opensAll(COMMAND_KEY)).rejects.toMatchObject({ name: 'VaultError' });
    const again = await counterfoilWith({ SECRET_KEY: NEWEST }, database.appUrl, 'secrets', 'reseal');
    expect(again).toEqual({ code: 0, out: '0 sealed again with the newest SECRET_KEY\n', err: '' });
    expect(await linesOf('secrets.resealed')).toMatchObject([
      { ...BY_THE_COMMAND, details: { count: 4 } },
      { ...BY_THE_COMMAND, details: { count: 0 } },
    ]);
    for (const secret of [...Object.values(PLAIN), seed]) expect(ended.out).not.toContain(secret);
  });
});

describe('counterfoil database roles', () => {
  test.each([
    ['a name that is none', ['--owner', 'no name'], /“no name” is no name for a role here/],
    ['one role for both', ['--owner', 'one', '--app', 'one'], /must be two roles/],
  ])('refuses %s, and makes up no password', async (_, options, sentence) => {
    expectRefused(await run('database', 'roles', ...options), sentence);
  });
});

describe('counterfoil reconcile', () => {
  const KEYS = {
    ...{ PAYMEGA_API_URL: 'http://127.0.0.1:9', PAYMEGA_CARDGATE_URL: 'http://127.0.0.1:9' },
    ...{
      PAYMEGA_ACCOUNT_ID: 'coma_main',
      PAYMEGA_API_KEY: 'a key that is secret',
      TIME_ZONE: 'Europe/Berlin',
    },
    PUBLIC_URL: 'https://console.example',
    ...{ PAYMEGA_LIVE_SECRET: 'a live secret', PAYMEGA_TEST_SECRET: 'a test secret' },
  };
  const reconcile = (...args: string[]) =>
    counterfoilWith(KEYS, database.appUrl, 'reconcile', '--from', '2026-02-01', ...args);

  test.each([
    ['a day that is none', ['--to', '2026-02-30'], /“2026-02-30” is not a day: write YYYY-MM-DD/],
    ['days in the wrong order', ['--to', '2026-01-31', '--account', 'main'], /day/],
    [
      'an account that is not there',
      ['--to', '2026-02-02', '--account', 'nobody'],
      /there is no account “nobody”/,
    ],
  ])('refuses %s, and begins no run', async (_, args, sentence) => {
    await makeAccount(database.sql);
    const ended = await reconcile(...args);
    expectRefused(ended, sentence);
    for (const secret of ['a key that is secret', 'a live secret']) expect(ended.err).not.toContain(secret);
    expect((await database.sql`select from runs`).count).toBe(0);
  });
});

test('a command that is none is refused, and says which there are', async () => {
  const ended = await run('reconsile');
  expect(ended).toEqual({ code: 1, out: '', err: expect.stringContaining("unknown command 'reconsile'") });
});
