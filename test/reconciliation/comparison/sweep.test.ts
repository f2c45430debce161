import { describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { dueRuns } from '#reconciliation/comparison/due.ts';
import type { RunState, Scope } from '#reconciliation/comparison/runs.ts';
import { nextSweep, oldestDayNotSwept } from '#reconciliation/comparison/sweep.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const DAY_MS = 86_400_000;
// 3 o'clock in Berlin, when the deep run of the night is due.
const FIRST_NIGHT = Date.parse('2026-01-10T02:00:00Z');

async function anAccount(days: { deep?: number; sweep?: number } = {}): Promise<Account> {
  const id = await makeAccount(database.sql);
  await database.sql`
    update accounts set deep_days = ${days.deep ?? 35}, sweep_days = ${days.sweep ?? 400}, recent_every_minutes = 1440
    where id = ${id}`;
  return accountById(database.sql, id);
}

type Past = { scope: Scope; from: number; to: number; at: number; state?: RunState };

async function ran({ id }: Account, { scope, from, to, at, state = 'finished' }: Past): Promise<void> {
  await database.sql`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, queued_at, started_at, finished_at)
    values (${id}, 'schedule', ${scope}, to_timestamp(${from}), to_timestamp(${to}), ${state}, ${new Date(at)},
      ${new Date(at)}, ${new Date(at)})`;
}

/** Nights of a schedule that is looked at every ten minutes for an hour; a sweep that ends as `stateOf` says. */
async function nights(
  account: Account,
  count: number,
  stateOf: (night: number) => RunState = () => 'finished',
  first = FIRST_NIGHT,
): Promise<{ from: number; to: number }[]> {
  const sweeps: { from: number; to: number }[] = [];
  for (let night = 0; night < count; night++) {
    for (let minute = 0; minute < 60; minute += 10) {
      const at = first + night * DAY_MS + minute * 60_000;
      for (const { scope = 'window', window } of await dueRuns(database.sql, account, new Date(at))) {
        const state = scope === 'sweep' ? stateOf(night) : 'finished';
        await ran(account, { scope, ...window, at, state });
        if (scope === 'sweep') sweeps.push(window);
      }
    }
  }
  return sweeps;
}

/** The business days of Berlin that a window holds as a whole, in days before the first night. */
function daysOf({ from, to }: { from: number; to: number }): number[] {
  const ago = (at: number) => {
    const day = new Date(at * 1000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });
    return Math.round((Date.parse('2026-01-10') - Date.parse(day)) / DAY_MS);
  };
  const [oldest, youngest] = [ago(from), ago(to) + 1];
  return Array.from({ length: oldest - youngest + 1 }, (_, nth) => youngest + nth);
}

describe('the nightly sweep', () => {
  test('comes once a night, behind the deep run, and not before it', async () => {
    const account = await anAccount();
    const due = async (at: number) =>
      (await dueRuns(database.sql, account, new Date(at))).map(({ scope }) => scope);
    expect(await due(FIRST_NIGHT)).toEqual(['deep']);
    await ran(account, { scope: 'deep', from: 0, to: 1, at: FIRST_NIGHT });
    expect(await due(FIRST_NIGHT + 60_000)).toEqual(['sweep']);
    await ran(account, { scope: 'sweep', from: 0, to: 1, at: FIRST_NIGHT + 60_000 });
    expect(await due(FIRST_NIGHT + 120_000)).toEqual(['recent']);
  });

  test('begins where the nightly window ends, fifteen days in one part', async () => {
    const account = await anAccount();
    const [first] = await nights(account, 1);
    expect(first && daysOf(first)).toEqual(Array.from({ length: 15 }, (_, nth) => 35 + nth));
  });

  test('compares every day of the last 400 within a month, and so on every night', async () => {
    const account = await anAccount();
    const first = await nights(account, 30);
    const all = first.flatMap(daysOf);
    // The horizon moves on by a day each night.
    const expected = Array.from({ length: 400 - 35 - 30 }, (_, nth) => 35 + nth);
    expect(all).toEqual(expect.arrayContaining(expected));
    const after = new Date(FIRST_NIGHT + 29 * DAY_MS + 3_600_000);
    expect(await oldestDayNotSwept(database.sql, account, after)).toBeNull();
    for (let night = 30; night < 60; night++) {
      const begin = FIRST_NIGHT + night * DAY_MS;
      await nights(account, 1, undefined, begin);
      const morning = new Date(begin + 3_600_000);
      expect(await oldestDayNotSwept(database.sql, account, morning)).toBeNull();
    }
  }, 120_000);

  test('goes on where one has failed, and comes back to it', async () => {
    const account = await anAccount({ deep: 10, sweep: 88 });
    const sweeps = await nights(account, 4, (night) => (night === 0 ? 'failed' : 'finished'));
    expect(sweeps.map(daysOf).map(([youngest]) => youngest)).toEqual([10, 13, 10, 16]);
  });

  test('is none where nothing is older than the nightly window, or none is wanted', async () => {
    for (const days of [
      { deep: 35, sweep: 35 },
      { deep: 35, sweep: 0 },
    ]) {
      expect(await nextSweep(database.sql, await anAccount(days), new Date(FIRST_NIGHT))).toBeNull();
    }
  });
});

describe('the oldest day that was not compared', () => {
  const NOW = new Date('2026-01-10T12:00:00Z');
  const at = NOW.getTime();
  const seconds = (text: string) => Date.parse(text) / 1000;
  const ALL = { from: seconds('2024-12-01T00:00:00Z'), to: seconds('2026-01-10T06:00:00Z') };

  test('is the oldest that the sweep reaches where nothing was compared', async () => {
    const account = await anAccount({ deep: 10, sweep: 30 });
    expect(await oldestDayNotSwept(database.sql, account, NOW)).toEqual({ day: '2025-12-11', days: 30 });
  });

  test('is none where every day was, and comes back a month later', async () => {
    const account = await anAccount();
    await ran(account, { scope: 'window', ...ALL, at });
    expect(await oldestDayNotSwept(database.sql, account, NOW)).toBeNull();
    const later = new Date(at + 32 * DAY_MS);
    expect(await oldestDayNotSwept(database.sql, account, later)).toMatchObject({ days: 400 });
  });

  test('is a day of which a run compared a part only, or that it did not finish', async () => {
    const account = await anAccount({ deep: 10, sweep: 30 });
    const [noon, midnight] = [seconds('2025-12-20T12:00:00Z'), seconds('2025-12-20T23:00:00Z')];
    await ran(account, { scope: 'window', from: ALL.from, to: noon, at });
    await ran(account, { scope: 'window', from: midnight, to: ALL.to, at });
    await ran(account, { scope: 'window', ...ALL, at, state: 'failed' });
    expect(await oldestDayNotSwept(database.sql, account, NOW)).toEqual({ day: '2025-12-20', days: 1 });
  });

  test('is a day of which the list was short', async () => {
    const account = await anAccount();
    await ran(account, { scope: 'deep', ...ALL, at });
    await database.sql`
      insert into run_slices (run_id, number, slice_from, slice_to, is_short, listed, provider_total, not_compared)
      select id, 1, '2025-11-03T12:00:00Z', '2025-11-03T12:00:01Z', true, 687, 692, 5 from runs
      where account_id = ${account.id}`;
    expect(await oldestDayNotSwept(database.sql, account, NOW)).toEqual({ day: '2025-11-03', days: 1 });
  });
});
