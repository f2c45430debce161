import { describe, expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { dueRuns, nextRuns } from '#reconciliation/comparison/due.ts';
import { isOvertaken } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../support/database.ts';

const database = useDatabase();
const HOUR = 3600;
const DAY = 24 * HOUR;
const seconds = (at: string) => Date.parse(at) / 1000;

type Past = {
  scope: 'recent' | 'deep' | 'window';
  queuedAt: string;
  state?: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  to?: string;
};

/** An account with these runs behind it, that sweeps nothing. */
async function accountWith(...past: Past[]): Promise<number> {
  const accountId = await makeAccount(database.sql);
  await database.sql`update accounts set sweep_days = 0 where id = ${accountId}`;
  for (const { scope, queuedAt, state = 'finished', to = queuedAt } of past) {
    const isOver = !['queued', 'running'].includes(state);
    await database.sql`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at)
      values (${accountId}, 'schedule', ${scope}, ${to}::timestamptz - interval '1 hour', ${to}, ${state}, ${queuedAt},
        ${isOver ? queuedAt : null})`;
  }
  return accountId;
}

async function dueAt(at: string, accountId: number) {
  const due = await dueRuns(database.sql, await accountById(database.sql, accountId), new Date(at));
  return due.map(({ scope, window }) => ({ scope, ...window }));
}

// Berlin is an hour ahead of UTC in winter: the deep run of 3 o'clock is due at 02:00Z.
const DEEP_DONE: Past = { scope: 'deep', queuedAt: '2026-11-10T02:00:00Z' };

describe('the recent run', () => {
  test('is due every so many minutes, not before', async () => {
    const accountId = await accountWith(DEEP_DONE, { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' });
    expect(await dueAt('2026-11-10T12:14:59Z', accountId)).toEqual([]);
    expect(await dueAt('2026-11-10T12:15:00Z', accountId)).toMatchObject([{ scope: 'recent' }]);
    await database.sql`update accounts set recent_every_minutes = 60 where id = ${accountId}`;
    expect(await dueAt('2026-11-10T12:59:59Z', accountId)).toEqual([]);
    expect(await dueAt('2026-11-10T13:00:00Z', accountId)).toMatchObject([{ scope: 'recent' }]);
  });

  test('reaches from an hour before the end of the last finished one up to now', async () => {
    const accountId = await accountWith(DEEP_DONE, { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' });
    expect(await dueAt('2026-11-10T12:15:00Z', accountId)).toEqual([
      { scope: 'recent', from: seconds('2026-11-10T11:00:00Z'), to: seconds('2026-11-10T12:15:00Z') },
    ]);
  });

  test.each(['failed', 'cancelled'] as const)('leaves no gap where the last one has %s', async (state) => {
    const accountId = await accountWith(
      DEEP_DONE,
      { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' },
      { scope: 'recent', queuedAt: '2026-11-10T12:15:00Z', state },
    );
    expect(await dueAt('2026-11-10T12:30:00Z', accountId)).toEqual([
      { scope: 'recent', from: seconds('2026-11-10T11:00:00Z'), to: seconds('2026-11-10T12:30:00Z') },
    ]);
  });

  test('takes no notice of a window that somebody chose by hand', async () => {
    const accountId = await accountWith(
      DEEP_DONE,
      { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' },
      { scope: 'window', queuedAt: '2026-11-10T12:10:00Z', to: '2026-01-31T00:00:00Z' },
    );
    expect(await dueAt('2026-11-10T12:15:00Z', accountId)).toMatchObject([
      { from: seconds('2026-11-10T11:00:00Z') },
    ]);
  });

  test('of an account that was never reconciled comes after its deep one, and is not needed at once', async () => {
    const accountId = await accountWith();
    expect(await dueAt('2026-11-10T12:00:00Z', accountId)).toMatchObject([{ scope: 'deep' }]);
  });
});

describe('after an outage', () => {
  test('of a few hours one run catches up, whatever number of ticks was missed', async () => {
    const accountId = await accountWith(DEEP_DONE, { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' });
    expect(await dueAt('2026-11-10T19:47:00Z', accountId)).toEqual([
      { scope: 'recent', from: seconds('2026-11-10T11:00:00Z'), to: seconds('2026-11-10T19:47:00Z') },
    ]);
  });

  test('over a night one deep run catches up', async () => {
    const accountId = await accountWith(DEEP_DONE, { scope: 'recent', queuedAt: '2026-11-10T12:00:00Z' });
    const to = seconds('2026-11-13T09:00:00Z');
    expect(await dueAt('2026-11-13T09:00:00Z', accountId)).toEqual([
      { scope: 'deep', from: to - 35 * DAY, to },
    ]);
  });

  test('of months no recent run reaches further back than the deep one does', async () => {
    const accountId = await accountWith(
      { scope: 'recent', queuedAt: '2026-05-01T12:00:00Z' },
      { scope: 'deep', queuedAt: '2026-11-10T02:00:00Z', state: 'failed' },
    );
    const to = seconds('2026-11-10T12:00:00Z');
    expect(await dueAt('2026-11-10T12:00:00Z', accountId)).toEqual([
      { scope: 'recent', from: to - 35 * DAY, to },
    ]);
  });
});

describe('while Paymega’s API is away', () => {
  const failedAt = async (accountId: number, at: string, scope = 'recent', fault = 'server_error') => {
    await database.sql`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at, fault)
      values (${accountId}, 'schedule', ${scope}, ${at}, ${at}, 'failed', ${at}, ${at}, ${fault})`;
  };
  const answeredAt = (accountId: number, at: string, outcome: string) => database.sql`
    insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome)
    values (${accountId}, 'cpi_1', 'pending', ${at}, ${at}, ${outcome})`;
  const isDue = async (at: string, accountId: number) =>
    (await dueAt(`2026-11-10T${at}Z`, accountId)).map(({ scope }) => scope);

  test('runs are tried further and further apart, an hour at the most, and the deep one waits', async () => {
    const accountId = await accountWith({ scope: 'recent', queuedAt: '2026-11-10T00:00:00Z' });
    await failedAt(accountId, '2026-11-10T02:10:00Z');
    expect(await isDue('02:24:59', accountId)).toEqual([]);
    expect(await isDue('02:25:00', accountId)).toEqual(['recent']);
    await failedAt(accountId, '2026-11-10T02:25:00Z');
    expect(await isDue('02:54:59', accountId)).toEqual([]);
    expect(await isDue('02:55:00', accountId)).toEqual(['recent']);
    for (const at of ['03:00', '04:00', '05:00', '06:00']) await failedAt(accountId, `2026-11-10T${at}:00Z`);
    expect(await isDue('06:59:59', accountId)).toEqual([]);
    expect(await isDue('07:00:00', accountId)).toEqual(['recent']);
  });

  test('the first answer to anything brings the runs back, over all that was missed', async () => {
    const accountId = await accountWith(DEEP_DONE, { scope: 'recent', queuedAt: '2026-11-10T03:00:00Z' });
    for (const at of ['04:00', '05:00', '06:00', '07:00']) await failedAt(accountId, `2026-11-10T${at}:00Z`);
    await answeredAt(accountId, '2026-11-10T07:06:00Z', 'no_answer');
    expect(await isDue('07:10:00', accountId)).toEqual([]);
    await answeredAt(accountId, '2026-11-10T07:07:00Z', 'found');
    expect(await dueAt('2026-11-10T07:10:00Z', accountId)).toEqual([
      {
        scope: 'recent',
        from: seconds('2026-11-10T02:00:00Z'),
        to: seconds('2026-11-10T07:10:00Z'),
      },
    ]);
  });

  test('what a wrong key has stopped is no outage: the schedule stays as it is', async () => {
    const accountId = await accountWith(DEEP_DONE);
    for (const at of ['04:00', '05:00'])
      await failedAt(accountId, `2026-11-10T${at}:00Z`, 'recent', 'unauthorised');
    expect(await isDue('05:15:00', accountId)).toEqual(['recent']);
  });

  test('the deep run that failed of it comes again, once the API is back', async () => {
    const accountId = await accountWith();
    await failedAt(accountId, '2026-11-10T02:00:00Z', 'deep');
    expect(await isDue('02:59:00', accountId)).toEqual(['recent']);
    await answeredAt(accountId, '2026-11-10T03:00:00Z', 'found');
    expect(await isDue('03:00:01', accountId)).toEqual(['deep']);
  });

  test('a run that a later one has overtaken is not tried again', async () => {
    const { sql } = database;
    const accountId = await accountWith();
    await failedAt(accountId, '2026-11-10T04:00:00Z');
    const [{ id } = { id: 0n }] = await sql<
      { id: bigint }[]
    >`select id from runs where account_id = ${accountId}`;
    expect(await isOvertaken(sql, id)).toBe(false);
    await sql`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at)
      values (${accountId}, 'schedule', 'recent', '2026-11-10T03:00:00Z', '2026-11-10T05:00:00Z', 'finished', now(), now())`;
    expect(await isOvertaken(sql, id)).toBe(true);
    await sql`update runs set trigger = 'person' where id = ${id}`;
    expect(await isOvertaken(sql, id)).toBe(false);
  });
});

describe('the deep run', () => {
  test('is due at its hour of the account’s clocks, once', async () => {
    const accountId = await accountWith(
      { scope: 'deep', queuedAt: '2026-11-09T02:00:30Z' },
      { scope: 'recent', queuedAt: '2026-11-10T01:55:00Z' },
    );
    expect(await dueAt('2026-11-10T01:59:59Z', accountId)).toEqual([]);
    expect(await dueAt('2026-11-10T02:00:00Z', accountId)).toMatchObject([{ scope: 'deep' }]);
    await database.sql`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at)
      values (${accountId}, 'schedule', 'deep', '2026-10-06', '2026-11-10', 'failed', '2026-11-10T02:00:00Z', now())`;
    expect(await dueAt('2026-11-10T02:05:00Z', accountId)).toEqual([]);
  });

  test('reaches over the account’s days', async () => {
    const accountId = await accountWith();
    await database.sql`update accounts set deep_days = 7 where id = ${accountId}`;
    const to = seconds('2026-11-10T12:00:00Z');
    expect(await dueAt('2026-11-10T12:00:00Z', accountId)).toEqual([
      { scope: 'deep', from: to - 7 * DAY, to },
    ]);
  });
});

/** How often, and when, the deep run comes where somebody looks every five minutes from `from` for `hours`. */
async function deepRunsWithin(from: string, hours: number, deepAtHour: number): Promise<string[]> {
  const accountId = await accountWith({
    scope: 'deep',
    queuedAt: new Date(Date.parse(from) - 1000).toISOString(),
  });
  await database.sql`
    update accounts set deep_at_hour = ${deepAtHour}, recent_every_minutes = 1440 where id = ${accountId}`;
  const account = await accountById(database.sql, accountId);
  const came: string[] = [];
  for (let minute = 0; minute < hours * 60; minute += 5) {
    const now = new Date(Date.parse(from) + minute * 60_000);
    const [order] = await dueRuns(database.sql, account, now);
    if (order?.scope !== 'deep') continue;
    came.push(now.toISOString());
    await database.sql`
      insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, finished_at)
      values (${accountId}, 'schedule', 'deep', ${now}, ${now}, 'finished', ${now}, ${now})`;
  }
  return came;
}

describe('the deep run comes once a night where the clocks of Berlin', () => {
  const NIGHTS_OF_SPRING = [
    '2026-03-28T02:00:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T01:00:00.000Z',
  ];
  const NIGHTS_OF_AUTUMN = [
    '2026-10-24T01:00:00.000Z',
    '2026-10-25T02:00:00.000Z',
    '2026-10-26T02:00:00.000Z',
  ];

  test('go forward: 3 o’clock is an hour earlier by UTC from that night on', async () => {
    expect(await deepRunsWithin('2026-03-27T12:00:00Z', 72, 3)).toEqual(NIGHTS_OF_SPRING);
  });

  test('go back: 3 o’clock is an hour later', async () => {
    expect(await deepRunsWithin('2026-10-23T12:00:00Z', 72, 3)).toEqual(NIGHTS_OF_AUTUMN);
  });

  test('go forward over its hour, which does not exist that night', async () => {
    const spring = await deepRunsWithin('2026-03-27T12:00:00Z', 72, 2);
    expect(spring.map((at) => at.slice(0, 10))).toEqual(NIGHTS_OF_SPRING.map((at) => at.slice(0, 10)));
  });

  test('go back over its hour, which exists twice that night', async () => {
    const autumn = await deepRunsWithin('2026-10-23T12:00:00Z', 72, 2);
    expect(autumn.map((at) => at.slice(0, 10))).toEqual(NIGHTS_OF_AUTUMN.map((at) => at.slice(0, 10)));
  });

  test('change, and is announced for the hour at which it comes', async () => {
    const account = await accountById(database.sql, await accountWith());
    const announced = async (at: string) =>
      (await nextRuns(database.sql, account, new Date(at))).deepAt.toISOString();
    expect(await announced('2026-03-28T12:00:00Z')).toBe(NIGHTS_OF_SPRING[1]);
    expect(await announced('2026-10-24T12:00:00Z')).toBe(NIGHTS_OF_AUTUMN[1]);
  });
});

describe('nothing is due', () => {
  test.each(['queued', 'running'] as const)('while a run of the account is %s', async (state) => {
    const busy = await accountWith({ scope: 'window', queuedAt: '2026-11-01T00:00:00Z', state });
    expect(await dueAt('2026-11-10T12:00:00Z', busy)).toEqual([]);
    const idle = await accountWith();
    expect(await dueAt('2026-11-10T12:00:00Z', idle)).not.toEqual([]);
  });
});
