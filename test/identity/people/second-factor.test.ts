import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createVault } from '#identity/accounts/vault.ts';
import { type Person, personById } from '#identity/people/people.ts';
import {
  beginEnrolment,
  confirmEnrolment,
  recoveryCodesLeft,
  removeSecondFactor,
  renewRecoveryCodes,
  resealSeeds,
  takeCode,
} from '#identity/people/second-factor.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, codeOf, enrol, NEW_KEY, OLD_KEY, STEP_MS, somebody, VAULT } from './somebody.ts';

const database = useDatabase();
const NOON = Date.parse('2026-11-01T12:00:10Z');

let person: Person;

// The clock of the codes stands still; everything else goes on.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  person = await somebody(database.sql);
});
afterEach(() => {
  vi.useRealTimers();
});

const laterBy = (steps: number) => vi.setSystemTime(Date.now() + steps * STEP_MS);
const taken = (code: string, vault = VAULT) => takeCode(database.sql, vault, person.id, code);
const begun = async () => (await beginEnrolment(database.sql, VAULT, person))?.secret ?? '';
const confirmed = (code: string) => confirmEnrolment(database.sql, VAULT, person, ACTOR, code);
const lines = async () =>
  (await database.sql`select act from audit where subject = ${`person:${person.id}`} order by id`).map(
    ({ act }) => act,
  );

/** A six-digit code that is not right at any time around now. */
function wrongCode(seed: string): string {
  const right = [-2, -1, 0, 1, 2].map((step) => codeOf(seed, step));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((one) => !right.includes(one)) ?? ''
  );
}

describe('enrolling a second factor', () => {
  test('tells the app a seed of its own, the same until its first code came back', async () => {
    const first = await beginEnrolment(database.sql, VAULT, person);
    expect(await beginEnrolment(database.sql, VAULT, person)).toEqual(first);
    expect(first?.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(first?.uri ?? '');
    expect(uri.searchParams.get('secret')).toBe(first?.secret);
    expect(uri.searchParams.get('issuer')).toBe('Counterfoil');
    expect(decodeURIComponent(uri.href)).toContain(person.email);
    const other = await somebody(database.sql);
    expect((await beginEnrolment(database.sql, VAULT, other))?.secret).not.toBe(first?.secret);
  });

  test('asks for nothing until it is confirmed', async () => {
    const seed = await begun();
    expect((await personById(database.sql, person.id)).hasSecondFactor).toBe(false);
    expect(await taken(codeOf(seed))).toBeNull();
    expect(await lines()).toEqual([]);
  });

  test('ends with the first code of the app, and ten recovery codes that are told once', async () => {
    const codes = await confirmed(codeOf(await begun()));
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([0-9a-f]{5}-){3}[0-9a-f]{5}$/);
    expect((await personById(database.sql, person.id)).hasSecondFactor).toBe(true);
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(10);
    expect(await lines()).toEqual(['second_factor.enrolled']);
  });

  test.each(['', '12345', '1234567', 'abcdef', '-'])('is not confirmed by “%s”', async (code) => {
    await begun();
    await expect(confirmed(code)).rejects.toMatchObject({ code: 'wrong_code', status: 422 });
  });

  test('is not confirmed by a wrong code, and goes on with the right one', async () => {
    const seed = await begun();
    await expect(confirmed(wrongCode(seed))).rejects.toMatchObject({ code: 'wrong_code' });
    expect((await personById(database.sql, person.id)).hasSecondFactor).toBe(false);
    expect(await confirmed(codeOf(seed))).toHaveLength(10);
  });

  test('is refused to whom has one: neither is the seed told again, nor are there other codes', async () => {
    const { seed } = await enrol(database.sql, person);
    expect(await beginEnrolment(database.sql, VAULT, person)).toBeNull();
    laterBy(1);
    await expect(confirmed(codeOf(seed))).rejects.toMatchObject({ code: 'already_enrolled', status: 409 });
  });

  test('that was not begun cannot be confirmed', async () => {
    await expect(confirmed('123456')).rejects.toMatchObject({ name: 'Refusal' });
  });

  test('is confirmed once by two at the same time', async () => {
    const code = codeOf(await begun());
    const ended = await Promise.allSettled([confirmed(code), confirmed(code)]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(10);
    expect(await lines()).toEqual(['second_factor.enrolled']);
  });
});

describe('a code of the app', () => {
  let seed: string;
  beforeEach(async () => {
    seed = (await enrol(database.sql, person)).seed;
    laterBy(10);
  });

  test.each([
    ['of now', 0],
    ['of the step before', -1],
    ['of the step after', 1],
  ])('%s is right', async (_, step) => {
    expect(await taken(codeOf(seed, step))).toBe('code');
  });

  test.each([-3, -2, 2, 3])('of %i steps away is not', async (step) => {
    expect(await taken(codeOf(seed, step))).toBeNull();
  });

  test('is right with spaces, as apps show it', async () => {
    const code = codeOf(seed);
    expect(await taken(` ${code.slice(0, 3)} ${code.slice(3)} `)).toBe('code');
  });

  test('is taken once', async () => {
    const code = codeOf(seed);
    expect([await taken(code), await taken(code)]).toEqual(['code', null]);
  });

  test('that was taken a step early is not taken again when its time has come, nor after it', async () => {
    const code = codeOf(seed, 1);
    expect(await taken(code)).toBe('code');
    laterBy(1);
    expect(await taken(code)).toBeNull();
    laterBy(1);
    expect(await taken(code)).toBeNull();
    expect(await taken(codeOf(seed))).toBe('code');
  });

  test('that is older than the last one taken is not taken any more', async () => {
    expect(await taken(codeOf(seed))).toBe('code');
    expect(await taken(codeOf(seed, -1))).toBeNull();
  });

  test('that confirmed the enrolment is not taken afterwards', async () => {
    const other = await somebody(database.sql);
    const enrolled = await enrol(database.sql, other);
    expect(await takeCode(database.sql, VAULT, other.id, codeOf(enrolled.seed))).toBeNull();
  });

  test('is taken once by eight at the same time', async () => {
    const code = codeOf(seed);
    const all = await Promise.all(Array.from({ length: 8 }, () => taken(code)));
    expect(all.filter((one) => one !== null)).toEqual(['code']);
  });

  test('of somebody else is wrong', async () => {
    const other = await somebody(database.sql);
    const enrolled = await enrol(database.sql, other);
    laterBy(1);
    const code = codeOf(enrolled.seed);
    expect(await taken(code)).toBeNull();
    expect(await takeCode(database.sql, VAULT, other.id, code)).toBe('code');
  });

  test.each(['', ' ', '------', 'null', '０１２３４５', 'x'.repeat(10_000)])('“%s” is none', async (code) => {
    expect(await taken(code)).toBeNull();
  });

  test('and anything that is wrong uses nothing up', async () => {
    expect(await taken(wrongCode(seed))).toBeNull();
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(10);
    expect(await taken(codeOf(seed))).toBe('code');
  });
});

test('the seed is what any authenticator app makes codes of: six digits of SHA-1 every thirty seconds', async () => {
  const uri = (await beginEnrolment(database.sql, VAULT, person))?.uri ?? '';
  // RFC 6238's defaults are those of the apps that read nothing but the secret.
  expect(uri).toMatch(/[?&]period=30(&|$)/);
  expect(uri).toMatch(/[?&]digits=6(&|$)/);
  expect(uri).toMatch(/[?&]algorithm=SHA1(&|$)/);
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const plain = new TOTP({ secret: Secret.fromBase32(secret) });
  expect(await confirmed(plain.generate({ timestamp: NOON }))).toHaveLength(10);
});

describe('a recovery code', () => {
  let codes: string[];
  beforeEach(async () => {
    codes = (await enrol(database.sql, person)).recoveryCodes;
  });

  test('is taken instead of the app, each once', async () => {
    for (const code of codes) expect(await taken(code)).toBe('recovery_code');
    for (const code of codes) expect(await taken(code)).toBeNull();
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(0);
  });

  test.each([
    ['in capitals', (code: string) => code.toUpperCase()],
    ['without hyphens', (code: string) => code.replaceAll('-', '')],
    ['with spaces in their place', (code: string) => code.replaceAll('-', ' ')],
    ['with blanks around it', (code: string) => `\t${code} \n`],
  ])('is taken %s, and is used up then in any other way of writing it', async (_, written) => {
    const [code = ''] = codes;
    expect(await taken(written(code))).toBe('recovery_code');
    expect(await taken(code)).toBeNull();
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(9);
  });

  test('is taken once by eight at the same time', async () => {
    const [code = ''] = codes;
    const all = await Promise.all(Array.from({ length: 8 }, () => taken(code)));
    expect(all.filter((one) => one !== null)).toEqual(['recovery_code']);
  });

  test('of somebody else is wrong', async () => {
    const other = await somebody(database.sql);
    await enrol(database.sql, other);
    expect(await takeCode(database.sql, VAULT, other.id, codes[0] ?? '')).toBeNull();
  });

  test('is worth nothing when there are new ones', async () => {
    const renewed = await renewRecoveryCodes(database.sql, person, ACTOR);
    expect(renewed).toHaveLength(10);
    expect(await taken(codes[0] ?? '')).toBeNull();
    expect(await taken(renewed[0] ?? '')).toBe('recovery_code');
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(9);
    expect(await lines()).toEqual(['second_factor.enrolled', 'recovery_codes.renewed']);
  });

  test('new ones are ten again, also for four who ask at the same time', async () => {
    const asked = Array.from({ length: 4 }, () => renewRecoveryCodes(database.sql, person, ACTOR));
    const told = await Promise.all(asked);
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(10);
    const good = [];
    for (const [first = ''] of told) good.push(await taken(first));
    expect(good.filter((each) => each !== null)).toEqual(['recovery_code']);
  });
});

describe('a second factor that is taken away', () => {
  test('leaves nothing behind that is right, and is on the audit', async () => {
    const { seed, recoveryCodes } = await enrol(database.sql, person);
    await removeSecondFactor(database.sql, person.id, ACTOR);
    laterBy(1);
    expect(await taken(codeOf(seed))).toBeNull();
    expect(await taken(recoveryCodes[0] ?? '')).toBeNull();
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(0);
    expect((await personById(database.sql, person.id)).hasSecondFactor).toBe(false);
    expect(await lines()).toEqual(['second_factor.enrolled', 'second_factor.removed']);
  });

  test('is enrolled anew with another seed, of whose codes each is taken', async () => {
    const { seed } = await enrol(database.sql, person);
    laterBy(5);
    expect(await taken(codeOf(seed, 1))).toBe('code');
    await removeSecondFactor(database.sql, person.id, ACTOR);
    const again = await enrol(database.sql, person);
    expect(again.seed).not.toBe(seed);
    laterBy(1);
    expect(await taken(codeOf(again.seed))).toBe('code');
  });
});

describe('what the database keeps', () => {
  test('is neither a seed nor a recovery code, in any way of writing them', async () => {
    const { seed, recoveryCodes } = await enrol(database.sql, person);
    const [kept] = await database.sql<{ text: string }[]>`
      select (select jsonb_agg(people)::text from people) ||
        (select jsonb_agg(recovery_codes)::text from recovery_codes) ||
        (select jsonb_agg(audit)::text from audit) as text`;
    const bytes = Buffer.from(Secret.fromBase32(seed).bytes);
    const plain = recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]);
    for (const secret of [seed, bytes.toString('base64'), ...plain]) {
      expect(kept?.text).not.toContain(secret);
      expect(kept?.text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(kept?.text).not.toContain(bytes.toString('hex'));
  });

  test('opens for its own person alone: a seed that was put into another row is refused', async () => {
    const { seed } = await enrol(database.sql, person);
    const other = await somebody(database.sql);
    await database.sql`
      update people set totp_secret = (select totp_secret from people where id = ${person.id}),
        totp_confirmed_at = now() where id = ${other.id}`;
    laterBy(1);
    await expect(takeCode(database.sql, VAULT, other.id, codeOf(seed))).rejects.toMatchObject({
      name: 'VaultError',
    });
    await database.sql`update people set totp_secret = null, totp_confirmed_at = null where id = ${other.id}`;
  });

  test('is sealed again with a new key, and then the old one is not needed', async () => {
    const { seed } = await enrol(database.sql, person);
    const [both, fresh] = [createVault([NEW_KEY, OLD_KEY]), createVault([NEW_KEY])];
    laterBy(1);
    await expect(taken(codeOf(seed), fresh)).rejects.toMatchObject({ name: 'VaultError' });
    expect(await taken(codeOf(seed), both)).toBe('code');
    const [{ count } = { count: 0 }] = await database.sql<{ count: number }[]>`
      select count(*)::int from people where totp_secret is not null`;
    expect(await resealSeeds(database.sql, both)).toBe(count);
    expect(await resealSeeds(database.sql, both)).toBe(0);
    laterBy(1);
    expect(await taken(codeOf(seed), fresh)).toBe('code');
    await database.sql`update people set totp_secret = null, totp_confirmed_at = null`;
  });
});
