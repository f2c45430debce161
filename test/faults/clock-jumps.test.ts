import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { type Installation, SHOP_DAYS, startInstallation } from './installation.ts';
import { expectNoneDoubled, expectStore, expectWorkDone } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { serverFolder } from './own-database.ts';
import { finishedRun } from './runs-without-end.ts';

/** Debian's faketime: what it shows a process as now stands in a file. */
const FAKETIME = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file));
const READY_MS = 60_000;
const PATIENT = { timeout: READY_MS, interval: 50 };

describe.skipIf(FAKETIME === undefined)('a clock that jumps', () => {
  let folder: string;
  let place: Installation;
  let load: Load;

  beforeAll(async () => {
    folder = await serverFolder('clock');
    await setClock('+0');
    const settings = {
      ...{ LD_PRELOAD: FAKETIME ?? '', FAKETIME_TIMESTAMP_FILE: clockFile(), FAKETIME_NO_CACHE: '1' },
      ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' },
    };
    place = await startInstallation({ webs: 1, workers: 1, settings });
    const address = () => place.webs[0]?.url ?? '';
    load = startLoad({ address, senders: 2, random: seeded(9) });
  }, 100_000);
  afterAll(async () => {
    await load?.stop();
    await place?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const clockFile = () => path.join(folder, 'now');
  const setClock = (offset: string) => writeFile(clockFile(), offset);

  test.each([
    ['three days ahead', '+3d'],
    ['back, to two days behind', '-2d'],
    ['right again', '+0'],
  ])('of web and worker, to %s: callbacks are taken, and a run ends', async (_, offset) => {
    await setClock(offset);
    const from = load.sent.length;
    const ordering = {
      ...{ sql: place.database.sql, token: place.token, days: SHOP_DAYS },
      address: () => place.webs[0]?.url ?? '',
    };
    await finishedRun(ordering, READY_MS);
    await vi.waitFor(() => expect(load.sent.length).toBeGreaterThan(from + 10), PATIENT);
    expect(load.sent.slice(from).filter(({ answer }) => answer !== 200)).toEqual([]);
    const latest = await place.database.sql<{ days: number }[]>`
      select round(extract(epoch from received_at - now()) / 86400)::int as days
      from callbacks order by id desc limit 1`;
    expect(latest).toEqual([{ days: Number.parseInt(offset, 10) }]);
  });

  test('nothing is lost by it, and nothing waits for a time that has been', async () => {
    await load.stop();
    const { sql } = place.database;
    await expectWorkDone(sql, []);
    const stored = await expectStore(sql, load.sent);
    await expectNoneDoubled(sql);
    for (const one of place.all()) expect(one.ownEnds(), one.output().slice(-4000)).toBe(0);
    console.log(`clocks jumped by days: ${load.sent.length} callbacks sent, ${stored} in the store`);
  });
});
