import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { changePerson, type Person } from '#identity/people/people.ts';
import { recoveryCodesLeft, removeSecondFactor } from '#identity/people/second-factor.ts';
import { changeSettings, settings } from '#identity/people/security-settings.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import {
  type Opened,
  openAfterEnrolment,
  passCode,
  sessionOf,
  sessionsOf,
  signIn,
} from '#identity/sessions/sessions.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, anAddress, codeOf, enrol, PASSWORD, STEP_MS, somebody, VAULT } from '../people/somebody.ts';

const database = useDatabase();
const REFUSED = { code: 'too_many_attempts', status: 429 };
const WRONG_CODE = { code: 'wrong_code', status: 401 };
const SIGN_IN_AGAIN = { code: 'sign_in_again', status: 401 };

let person: Person;
let seed: string;
let recoveryCodes: string[];
let from: { address: string; userAgent: string };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-01T12:00:10Z') });
  from = { address: anAddress(), userAgent: 'Mozilla/5.0 (test)' };
  person = await somebody(database.sql);
  ({ seed, recoveryCodes } = await enrol(database.sql, person));
  laterBy(1);
});
afterEach(() => {
  vi.useRealTimers();
});

const laterBy = (steps: number) => vi.setSystemTime(Date.now() + steps * STEP_MS);
const withPassword = (who = person): Promise<Opened> =>
  signIn(database.sql, { email: who.email, password: PASSWORD, ...from });
const withCode = (secret: string, code: string) => passCode(database.sql, VAULT, { secret, code, ...from });
const stageOf = async (secret: string) => (await sessionOf(database.sql, secret))?.stage ?? null;
const started = () => database.sql`
  select details from audit where act = 'session.started' and person_id = ${person.id} order by id`;

/** Six digits that are no code of now, and not of a step around it. */
function wrongCode(): string {
  const right = [-1, 0, 1].map((step) => codeOf(seed, step));
  return ['000000', '111111', '222222', '333333'].find((one) => !right.includes(one)) ?? '';
}

describe('with a second factor', () => {
  test('the password opens a session that can do nothing but take the code', async () => {
    const { secret, stage } = await withPassword();
    expect(stage).toBe('code');
    expect(await stageOf(secret)).toBe('code');
    expect(await sessionsOf(database.sql, person.id)).toEqual([]);
    expect(await started()).toEqual([]);
  });

  test('and it is over after ten minutes', async () => {
    const { secret } = await withPassword();
    const [session] = await database.sql`
      select (expires_at - created_at)::text as lasts from sessions where person_id = ${person.id}`;
    expect(session).toEqual({ lasts: '00:10:00' });
    await database.sql`
      update sessions set expires_at = expires_at - interval '10 minutes' where person_id = ${person.id}`;
    await expect(withCode(secret, codeOf(seed))).rejects.toMatchObject(SIGN_IN_AGAIN);
  });

  test('the code opens everything with another secret; the first one is dead', async () => {
    const first = await withPassword();
    const second = await withCode(first.secret, codeOf(seed));
    expect(second.stage).toBe('full');
    expect(second.secret).not.toBe(first.secret);
    expect(await stageOf(first.secret)).toBeNull();
    expect(await sessionOf(database.sql, second.secret)).toMatchObject({ stage: 'full', person });
    expect(await sessionsOf(database.sql, person.id)).toHaveLength(1);
    expect(await started()).toEqual([{ details: {} }]);
  });

  test('a recovery code does the same, and the audit says so', async () => {
    const { secret } = await withPassword();
    expect((await withCode(secret, recoveryCodes[3] ?? '')).stage).toBe('full');
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(9);
    expect(await started()).toEqual([{ details: { with: 'a recovery code' } }]);
  });

  test('a wrong code opens nothing, and the right one still does', async () => {
    const { secret } = await withPassword();
    await expect(withCode(secret, wrongCode())).rejects.toMatchObject(WRONG_CODE);
    expect(await stageOf(secret)).toBe('code');
    expect((await withCode(secret, codeOf(seed))).stage).toBe('full');
  });

  test('one code opens one session, also for two who have the password at the same time', async () => {
    const [one, other] = [await withPassword(), await withPassword()];
    const code = codeOf(seed);
    const ended = await Promise.allSettled([withCode(one.secret, code), withCode(other.secret, code)]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: WRONG_CODE });
    expect(await sessionsOf(database.sql, person.id)).toHaveLength(1);
    expect(await started()).toHaveLength(1);
  });

  test('one first step opens one session, also with two right codes at the same time', async () => {
    const { secret } = await withPassword();
    const codes = [codeOf(seed), recoveryCodes[0] ?? ''];
    const ended = await Promise.allSettled(codes.map((code) => withCode(secret, code)));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await sessionsOf(database.sql, person.id)).toHaveLength(1);
  });

  test('a recovery code is not used up where the sign-in had to begin again', async () => {
    await expect(withCode('made-up', recoveryCodes[0] ?? '')).rejects.toMatchObject(SIGN_IN_AGAIN);
    expect(await recoveryCodesLeft(database.sql, person.id)).toBe(10);
  });

  test('a session that is full already is not one to give a code to', async () => {
    const full = await withCode((await withPassword()).secret, codeOf(seed));
    laterBy(1);
    await expect(withCode(full.secret, codeOf(seed))).rejects.toMatchObject(SIGN_IN_AGAIN);
    expect(await stageOf(full.secret)).toBe('full');
  });

  test('whoever was disabled between both steps does not come in', async () => {
    const { secret } = await withPassword();
    await database.sql`update people set disabled_at = now() where id = ${person.id}`;
    await expect(withCode(secret, codeOf(seed))).rejects.toMatchObject(SIGN_IN_AGAIN);
  });

  test('that was taken away between both steps, its old code opens nothing; the password alone does then', async () => {
    const { secret } = await withPassword();
    await removeSecondFactor(database.sql, person.id, ACTOR);
    await expect(withCode(secret, codeOf(seed))).rejects.toMatchObject(WRONG_CODE);
    expect((await withPassword()).stage).toBe('full');
  });
});

describe('wrong codes', () => {
  const fail = async (times: number) => {
    const { secret } = await withPassword();
    for (let time = 0; time < times; time++) {
      await expect(withCode(secret, wrongCode())).rejects.toMatchObject(WRONG_CODE);
    }
    return secret;
  };

  test('ten in a quarter of an hour are all: then the right one does not help, either', async () => {
    const secret = await fail(10);
    await expect(withCode(secret, codeOf(seed))).rejects.toMatchObject(REFUSED);
    await expect(withCode(secret, recoveryCodes[0] ?? '')).rejects.toMatchObject(REFUSED);
    expect(await stageOf(secret)).toBe('code');
  });

  test('are counted by person: neither a new first step nor another address begins anew', async () => {
    await fail(10);
    from = { ...from, address: anAddress() };
    const { secret } = await withPassword();
    await expect(withCode(secret, codeOf(seed))).rejects.toMatchObject(REFUSED);
  });

  test('thirty at once get no further than ten', async () => {
    const { secret } = await withPassword();
    const ended = await Promise.allSettled(Array.from({ length: 30 }, () => withCode(secret, wrongCode())));
    const codes = ended.map((one) => (one.status === 'rejected' ? one.reason.code : 'in'));
    expect(codes.filter((code) => code === 'wrong_code')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(20);
  });

  test('no longer count after it, nor after a right one', async () => {
    const secret = await fail(10);
    await database.sql`
      update sign_in_failures set failed_at = failed_at - interval '16 minutes' where key = ${`code:${person.id}`}`;
    expect((await withCode(secret, codeOf(seed))).stage).toBe('full');
    laterBy(1);
    const again = await fail(9);
    expect((await withCode(again, codeOf(seed))).stage).toBe('full');
    laterBy(1);
    expect((await withCode(await fail(9), codeOf(seed))).stage).toBe('full');
  });

  test('of one person do not hinder another', async () => {
    await fail(10);
    const other = await somebody(database.sql);
    const enrolled = await enrol(database.sql, other);
    laterBy(1);
    const { secret } = await withPassword(other);
    expect((await withCode(secret, codeOf(enrolled.seed))).stage).toBe('full');
  });
});

describe('where admins need a second factor', () => {
  const need = (adminsNeedSecondFactor: boolean) =>
    changeSettings(database.sql, ACTOR, { adminsNeedSecondFactor });
  beforeEach(() => need(true));
  afterEach(() => need(false));

  test('an admin without one comes no further than to its enrolment', async () => {
    const admin = await somebody(database.sql, 'admin');
    const { secret, stage } = await withPassword(admin);
    expect(stage).toBe('enrolment');
    expect(await sessionsOf(database.sql, admin.id)).toEqual([]);
    await expect(withCode(secret, '123456')).rejects.toMatchObject(SIGN_IN_AGAIN);
  });

  test('and goes on with a new session when it is done', async () => {
    const admin = await somebody(database.sql, 'admin');
    const first = await withPassword(admin);
    await enrol(database.sql, admin);
    const second = await openAfterEnrolment(database.sql, admin, from);
    expect(second.stage).toBe('full');
    expect(second.secret).not.toBe(first.secret);
    expect(await stageOf(first.secret)).toBe('enrolment');
    expect(await stageOf(second.secret)).toBe('full');
    expect((await withPassword(admin)).stage).toBe('code');
  });

  test.each(['viewer', 'finance', 'operator'] as const)('a %s does not', async (role: Role) => {
    expect((await withPassword(await somebody(database.sql, role))).stage).toBe('full');
  });

  test('ends the sessions of admins without one, and no others, from then on and before', async () => {
    await need(false);
    const [admin, enrolled, viewer] = [
      await somebody(database.sql, 'admin'),
      await somebody(database.sql, 'admin'),
      await somebody(database.sql, 'viewer'),
    ];
    const [without, with_, other] = [
      await withPassword(admin),
      await withPassword(enrolled),
      await withPassword(viewer),
    ];
    await enrol(database.sql, enrolled);
    expect(await need(true)).toBeGreaterThanOrEqual(1);
    expect(await stageOf(without.secret)).toBeNull();
    expect(await sessionsOf(database.sql, admin.id)).toEqual([]);
    expect([await stageOf(with_.secret), await stageOf(other.secret)]).toEqual(['full', 'full']);
    const [line] = await database.sql`
      select details from audit where act = 'settings.changed' order by id desc limit 1`;
    expect(line?.details).toMatchObject({ sessions_ended: expect.any(Number) });
  });

  test('ends that of who becomes an admin without one, or whose second factor is taken away', async () => {
    const [promoted, enrolled] = [
      await somebody(database.sql, 'viewer'),
      await somebody(database.sql, 'admin'),
    ];
    const first = await withPassword(promoted);
    const change = { role: 'admin', accounts: null, isDisabled: false } as const;
    await changePerson(database.sql, ACTOR, promoted.id, change);
    expect([await stageOf(first.secret), await sessionsOf(database.sql, promoted.id)]).toEqual([null, []]);
    const { recoveryCodes } = await enrol(database.sql, enrolled);
    const second = await withCode((await withPassword(enrolled)).secret, recoveryCodes[0] ?? '');
    expect(await stageOf(second.secret)).toBe('full');
    await removeSecondFactor(database.sql, enrolled.id, ACTOR);
    expect([await stageOf(second.secret), await sessionsOf(database.sql, enrolled.id)]).toEqual([null, []]);
  });

  test('leaves none open, whatever has written it', async () => {
    const admin = await somebody(database.sql, 'admin');
    await need(false);
    const { secret } = await withPassword(admin);
    await database.sql`update settings set admins_need_second_factor = true`;
    expect(await stageOf(secret)).toBeNull();
  });

  test('an admin who has one is asked for the code, as everybody', async () => {
    const admin = await somebody(database.sql, 'admin');
    await enrol(database.sql, admin);
    expect((await withPassword(admin)).stage).toBe('code');
  });
});

describe('the settings', () => {
  test('demand no second factor until somebody says so, and tell the audit when it changed', async () => {
    const lines = () =>
      database.sql`select act, details from audit where subject = 'settings' order by id desc`;
    const before = (await lines()).length;
    expect(await settings(database.sql)).toEqual({ adminsNeedSecondFactor: false });
    await changeSettings(database.sql, ACTOR, { adminsNeedSecondFactor: true });
    await changeSettings(database.sql, ACTOR, { adminsNeedSecondFactor: true });
    expect(await settings(database.sql)).toEqual({ adminsNeedSecondFactor: true });
    await changeSettings(database.sql, ACTOR, { adminsNeedSecondFactor: false });
    expect((await lines()).slice(0, -before || undefined)).toEqual([
      { act: 'settings.changed', details: { admins_need_second_factor: 'true → false' } },
      { act: 'settings.changed', details: { admins_need_second_factor: 'false → true' } },
    ]);
  });
});
