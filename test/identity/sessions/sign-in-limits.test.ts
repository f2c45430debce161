import { beforeEach, describe, expect, test } from 'vitest';
import { connect } from '#db/connection.ts';
import { signIn } from '#identity/sessions/sessions.ts';
import { assertMayTry, forgetTries, trimTries } from '#identity/sessions/sign-in-limits.ts';
import { useDatabase } from '../../support/database.ts';
import { anAddress, PASSWORD, somebody } from '../people/somebody.ts';

const database = useDatabase();
const REFUSED = { code: 'too_many_attempts', status: 429 };

let made = 0;
let person: string;
let address: string;
beforeEach(() => {
  made++;
  person = `email:p${made}@shop.example`;
  address = `address:${anAddress()}`;
});

const trying = (limits: Record<string, number> = { [person]: 3, [address]: 5 }) =>
  assertMayTry(database.sql, limits);

async function countOf(key: string): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int from sign_in_failures where key = ${key}`;
  return row?.count ?? 0;
}

/** How many of so many at once were let through to their outcome. */
async function letThrough(tries: readonly Promise<unknown>[]): Promise<number> {
  const ended = await Promise.allSettled(tries);
  for (const one of ended) if (one.status === 'rejected') expect(one.reason).toMatchObject(REFUSED);
  return ended.filter(({ status }) => status === 'fulfilled').length;
}

describe('tries', () => {
  test('count before their outcome is known, up to the limit', async () => {
    for (let time = 0; time < 3; time++) await trying();
    expect([await countOf(person), await countOf(address)]).toEqual([3, 3]);
    await expect(trying()).rejects.toMatchObject(REFUSED);
    expect([await countOf(person), await countOf(address)]).toEqual([3, 3]);
  });

  test('fifty at once on eight connections: exactly as many as the limit come through', async () => {
    expect(await letThrough(Array.from({ length: 50 }, () => trying()))).toBe(3);
    expect([await countOf(person), await countOf(address)]).toEqual([3, 3]);
  });

  test('fifty at once by two processes, too', async () => {
    const other = connect(database.url, { max: 8, name: 'the other process' });
    try {
      const tries = Array.from({ length: 50 }, (_, place) =>
        assertMayTry(place % 2 === 0 ? database.sql : other, { [person]: 7 }),
      );
      expect(await letThrough(tries)).toBe(7);
    } finally {
      await other.end();
    }
  });

  test('fifty at once with their keys in different order wait for each other, and never for ever', async () => {
    const other = `${address}-b`;
    const tries = Array.from({ length: 50 }, (_, place) =>
      trying(place % 2 === 0 ? { [address]: 9, [other]: 9 } : { [other]: 9, [address]: 9 }),
    );
    expect(await letThrough(tries)).toBe(9);
  });

  test('of different people do not count together', async () => {
    for (let time = 0; time < 3; time++) await trying();
    await expect(trying({ [`${person}.other`]: 3 })).resolves.toMatchObject({ keys: [`${person}.other`] });
  });

  test('no longer count after a quarter of an hour', async () => {
    for (let time = 0; time < 3; time++) await trying();
    await database.sql`
      update sign_in_failures set failed_at = now() - interval '15 minutes 1 second' where key = ${person}`;
    await expect(trying()).resolves.toBeDefined();
  });

  test('but do until then', async () => {
    for (let time = 0; time < 3; time++) await trying();
    await database.sql`
      update sign_in_failures set failed_at = now() - interval '14 minutes 50 seconds' where key = ${person}`;
    await expect(trying()).rejects.toMatchObject(REFUSED);
  });
});

describe('the wait', () => {
  const later = (minutes: number) => database.sql`
    update sign_in_failures set failed_at = failed_at - make_interval(mins => ${minutes}) where key = ${person}`;
  const failAll = async () => {
    for (let time = 0; time < 3; time++) await trying({ [person]: 3 });
  };

  test('doubles each time that as many failures again have come, up to four hours, and is told', async () => {
    for (const minutes of [15, 30, 60, 120, 240, 240]) {
      await failAll();
      await later(minutes - 1);
      await expect(trying({ [person]: 3 })).rejects.toMatchObject({
        ...REFUSED,
        message: 'too many failed sign-ins: wait a minute',
      });
      await later(1);
    }
    await expect(trying({ [person]: 3 })).resolves.toBeDefined();
  });

  test('is told in full at its beginning', async () => {
    await failAll();
    await later(16);
    await failAll();
    await expect(trying({ [person]: 3 })).rejects.toMatchObject({
      message: 'too many failed sign-ins: wait 30 minutes',
    });
  });

  test('is a quarter of an hour again a day later, and for what does not grow', async () => {
    await failAll();
    await later(16);
    await failAll();
    await later(24 * 60);
    await failAll();
    await later(16);
    await expect(trying({ [person]: 3 })).resolves.toBeDefined();
    const steady = { what: 'mails asked for', doubles: false };
    const key = `forgotten ${person}`;
    for (let round = 0; round < 4; round++) {
      for (let time = 0; time < 3; time++) await assertMayTry(database.sql, { [key]: 3 }, steady);
      await expect(assertMayTry(database.sql, { [key]: 3 }, steady)).rejects.toMatchObject(REFUSED);
      await database.sql`
        update sign_in_failures set failed_at = failed_at - interval '16 minutes' where key = ${key}`;
    }
  });

  test('does not grow by failures that are spread over the day', async () => {
    for (let time = 0; time < 12; time++) {
      await trying({ [person]: 3 });
      await later(60);
    }
    await expect(trying({ [person]: 3 })).resolves.toBeDefined();
  });
});

describe('a try that turned out well', () => {
  test('is taken back, with what failed before under the keys of the person', async () => {
    await trying();
    await trying();
    await forgetTries(database.sql, await trying());
    expect(await countOf(person)).toBe(0);
  });

  test('takes no failure of the address back but itself', async () => {
    await trying();
    await trying();
    await database.sql`update sign_in_failures set failed_at = failed_at - interval '1 second' where key = ${address}`;
    await forgetTries(database.sql, await trying());
    expect(await countOf(address)).toBe(2);
  });

  test('leaves others as they are', async () => {
    const other = `${person}.other`;
    await trying({ [other]: 3, [address]: 5 });
    await forgetTries(database.sql, await trying());
    expect(await countOf(other)).toBe(1);
  });
});

test('what no longer counts is cleared away, and nothing else', async () => {
  await trying();
  await trying();
  await database.sql`
    update sign_in_failures set failed_at = now() - interval '24 hours 1 second' where ctid = (
      select ctid from sign_in_failures where key = ${person} limit 1)`;
  await trimTries(database.sql);
  expect(await countOf(person)).toBe(1);
});

describe('fifty sign-ins at once', () => {
  const outcomes = async (tries: readonly Promise<unknown>[]) => {
    const ended = await Promise.allSettled(tries);
    return ended.map((one) => (one.status === 'fulfilled' ? 'in' : one.reason.code));
  };

  test('with wrong passwords: ten are looked at, all others refused', async () => {
    const { email } = await somebody(database.sql);
    const from = { address: anAddress(), userAgent: null };
    const told = await outcomes(
      Array.from({ length: 50 }, (_, place) =>
        signIn(database.sql, { email, password: `a wrong one ${place}`, ...from }),
      ),
    );
    expect(told.filter((one) => one === 'wrong_credentials')).toHaveLength(10);
    expect(told.filter((one) => one === 'too_many_attempts')).toHaveLength(40);
    await expect(signIn(database.sql, { email, password: PASSWORD, ...from })).rejects.toMatchObject(REFUSED);
  });

  test('of eight people with their right passwords behind one address: all come in, none is left counted', async () => {
    const from = { address: anAddress(), userAgent: null };
    const people = await Promise.all(Array.from({ length: 8 }, () => somebody(database.sql)));
    const told = await outcomes(
      people.map(({ email }) => signIn(database.sql, { email, password: PASSWORD, ...from })),
    );
    expect(told).toEqual(people.map(() => 'in'));
    expect(await countOf(`address:${from.address}`)).toBe(0);
  });
});

test('a try is counted at one moment under all its keys, so that it can be taken back whole however slow it was', async () => {
  const keys = { [`address:${anAddress()}`]: 30, 'person:slow': 10, 'person:slow at': 10 };
  const tries = await assertMayTry(database.sql, keys);
  const [row] = await database.sql<{ moments: number }[]>`
    select count(distinct failed_at)::int as moments from sign_in_failures where key = any(${Object.keys(keys)})`;
  expect(row?.moments).toBe(1);
  await forgetTries(database.sql, tries);
  expect(await Promise.all(Object.keys(keys).map(countOf))).toEqual([0, 0, 0]);
});
