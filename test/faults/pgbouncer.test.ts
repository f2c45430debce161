import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { deliveriesOf, type Installation, SHOP_DAYS, startInstallation } from './installation.ts';
import { expectNoneDoubled, expectStore, expectWorkDone } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { PGBOUNCER, type PgBouncer, startPgBouncer } from './pgbouncer.ts';
import { finishedRun, type RunsWithoutEnd, startRuns } from './runs-without-end.ts';

const READY_MS = 60_000;
const PATIENT = { timeout: READY_MS, interval: 50 };
/** Far fewer than the pools of two processes would open. */
const POOL = 12;

describe.skipIf(!existsSync(PGBOUNCER))('behind PgBouncer in transaction mode', () => {
  const random = seeded(13);
  let bouncer: PgBouncer;
  let place: Installation;
  let load: Load;
  let runs: RunsWithoutEnd;

  beforeAll(async () => {
    place = await startInstallation({
      ...{ webs: 1, workers: 1 },
      async databaseOf({ settings }) {
        bouncer = await startPgBouncer(settings.DATABASE_URL, POOL);
        return { DATABASE_URL: bouncer.url };
      },
    });
    const deliveries = deliveriesOf(place.sandbox, 0.7, random);
    load = startLoad({ address, senders: 6, random, deliveries });
    runs = startRuns(ordering());
  }, 120_000);
  afterAll(async () => {
    await load?.stop();
    await runs?.stop();
    await place?.close();
    await bouncer?.stop();
  }, 60_000);

  const address = () => place.webs[0]?.url ?? '';
  const ordering = () => ({ sql: place.database.sql, token: place.token, address, days: SHOP_DAYS });

  test('callbacks are taken, runs end, and an export is made, over fewer connections than are asked for', async () => {
    await vi.waitFor(() => expect(runs.ordered.length).toBeGreaterThan(1), PATIENT);
    const headers = { authorization: `Bearer ${place.token}` };
    const made = await fetch(`${address()}/api/v1/exports/invoices`, { headers });
    expect([made.status, (await made.text()).split('\n').length]).toEqual([200, expect.any(Number)]);
    await runs.stop();
    await load.stop();
    const { sql } = place.database;
    const [sessions] = await sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity where usename = 'counterfoil_app'`;
    expect(sessions?.count).toBeLessThanOrEqual(POOL);
    const done = await expectWorkDone(sql, runs.ordered);
    await finishedRun(ordering(), READY_MS);
    expect(await finishedRun(ordering(), READY_MS)).toMatchObject({ opened: 0, healed: 0, closed: 0 });
    expect(load.sent.filter(({ answer }) => answer !== 200)).toEqual([]);
    const stored = await expectStore(sql, load.sent);
    await expectNoneDoubled(sql);
    for (const one of place.all()) expect(one.output()).not.toMatch(/"level":50/);
    console.log(
      `behind PgBouncer: ${stored} callbacks in the store over ${sessions?.count} connections, runs ${JSON.stringify(done.runs)}, ${done.jobs} jobs`,
    );
  }, 200_000);
});
