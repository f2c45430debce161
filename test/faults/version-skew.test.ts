import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { schemaStanding } from '#db/migrate.ts';
import { freePort } from '../support/running.ts';
import { seeded } from '../support/seeded.ts';
import { deliveriesOf, type Installation, SHOP_DAYS, startInstallation, untilReady } from './installation.ts';
import { expectNoneDoubled, expectStore, expectWorkDone } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { finishedRun } from './runs-without-end.ts';
import { type Supervised, startSupervised } from './supervised.ts';

/** The built sources of the version before the newest migration; `npm run test:faults` makes them. */
const OLDER = process.env.FAULT_OLDER_VERSION;
const READY_MS = 60_000;
const PATIENT = { timeout: READY_MS, interval: 50 };

describe.skipIf(OLDER === undefined)('an upgrade beside web processes of the version before', () => {
  const random = seeded(17);
  let place: Installation;
  let newer: Supervised[] = [];
  let load: Load;
  let turn = 0;

  beforeAll(async () => {
    place = await startInstallation({ webs: 1, workers: 0, ...(OLDER !== undefined && { root: OLDER }) });
    const deliveries = deliveriesOf(place.sandbox, 0.7, random);
    load = startLoad({ address, senders: 4, random, deliveries });
  }, 120_000);
  afterAll(async () => {
    await load?.stop();
    for (const one of newer) await one.stop();
    await place?.close();
  }, 60_000);

  const older = () => place.webs[0]?.url ?? '';
  /** In turn, among those that are open. */
  function address(): string {
    const urls = [older(), ...newer.slice(0, 1).map(({ url }) => url)];
    return urls[turn++ % urls.length] ?? '';
  }

  test('the older one takes callbacks while the newer one migrates, and afterwards beside it', async () => {
    const { sql } = place.database;
    await vi.waitFor(() => expect(load.sent.length).toBeGreaterThan(20), PATIENT);
    expect(await schemaStanding(sql)).toBe('older');
    const start = async (PROCESS: string) =>
      startSupervised({ ...place.settings, PROCESS, PORT: String(await freePort()) });
    const web = await start('web');
    await untilReady(web.url, web.output);
    expect(await schemaStanding(sql)).toBe('current');
    const migrated = load.sent.length;
    newer = [web, await start('worker')];
    await vi.waitFor(() => {
      const byOlder = load.sent.slice(migrated).filter(({ to }) => to === older());
      expect(byOlder.length).toBeGreaterThan(30);
    }, PATIENT);
    const ordering = { sql, token: place.token, days: SHOP_DAYS, address: () => web.url };
    await finishedRun(ordering, READY_MS);
    await load.stop();
    await expectWorkDone(sql, []);
    expect(await finishedRun(ordering, READY_MS)).toBeDefined();
    expect(load.sent.filter(({ answer }) => answer !== 200)).toEqual([]);
    const stored = await expectStore(sql, load.sent);
    await expectNoneDoubled(sql);
    console.log(
      `an upgrade beside an older process: ${migrated} callbacks until the schema was new, ${load.sent.length} in all, every one answered 200, ${stored} in the store`,
    );
  }, 200_000);
});
