import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { seeded } from '../support/seeded.ts';
import { expectWhole, ordered, untilBegun } from './exports-under-way.ts';
import { deliveriesOf, type Installation, isReady, SHOP_DAYS, startInstallation } from './installation.ts';
import { expectLookedUp, expectNoneDoubled, expectStore, expectWorkDone } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { finishedRun, type RunsWithoutEnd, startRuns } from './runs-without-end.ts';
import { createTally } from './tally.ts';
import { discrepanciesOf, undisturbed } from './undisturbed.ts';

const KILLS = Number(process.env.FAULT_KILLS || 4);
const SEED = Number(process.env.FAULT_SEED || Date.now() % 1_000_000);
const READY_MS = 1000 * Number(process.env.FAULT_READY_SECONDS || 60);
const LONGEST_CALM_MS = 1500;
const TARGETS = ['web', 'worker', 'database', 'all'] as const;
type Target = (typeof TARGETS)[number];

const twin = useDatabase();
const random = seeded(SEED);
const forged: string[] = [];
let place: Installation;
let load: Load;
let runs: RunsWithoutEnd;

beforeAll(async () => {
  place = await startInstallation({ webs: 1, workers: 1 });
  // So that a kill finds a run under way.
  place.sandbox.faults.slowMs = 30;
}, 100_000);
afterAll(async () => {
  await load?.stop();
  await runs?.stop();
  await place?.close();
}, 120_000);

const web = () => place.webs[0]?.url ?? '';

test(
  `${KILLS} kills -9 of web, worker, database and all at once, under load and with runs going on: nothing is lost, doubled or stuck`,
  async () => {
    const { sandbox, database, token } = place;
    const { sql } = database;
    const deliveries = deliveriesOf(sandbox, 0.7, random);
    load = startLoad({ address: web, senders: 4, random, deliveries });
    const ordering = { sql, token, address: web, days: SHOP_DAYS };
    runs = startRuns(ordering);
    const tally = createTally(TARGETS);
    for (let kill = 1; kill <= KILLS; kill++) {
      await after(Math.floor(random() * LONGEST_CALM_MS));
      const target = TARGETS[kill % TARGETS.length] ?? 'all';
      const began = performance.now();
      const ends = ownEnds();
      await killed(target);
      await untilTaken(`kill ${kill} (${target})`);
      if (target === 'database') expect(ownEnds()).toBe(ends);
      tally.readyAgain(target, performance.now() - began);
    }
    await runs.stop();
    await load.stop();
    const done = await expectWorkDone(sql, runs.ordered);
    await finishedRun(ordering, READY_MS);
    // As the books stand now, there is nothing left to find.
    expect(await finishedRun(ordering, READY_MS)).toMatchObject({ opened: 0, healed: 0, closed: 0 });
    const stored = await expectStore(sql, load.sent);
    await expectNoneDoubled(sql);
    await expectLookedUp(sql, forged);
    const found = await discrepanciesOf(sql);
    expect(found).toEqual(await undisturbed(twin.sql, sandbox, sql));
    tally.tell(`${KILLS} kills with seed ${SEED}`, load.sent, stored, place.all());
    console.log(
      `runs ${JSON.stringify(done.runs)}, ${done.jobs} jobs, ${forged.length} forged callbacks looked up, ${found.length} discrepancies, as undisturbed`,
    );
    // Started while the database was away, a process may end with a sentence, and never with a fault.
    for (const one of place.all()) expect(one.output()).not.toMatch(/^ {4}at /m);
  },
  KILLS * (READY_MS + 5000) + 300_000,
);

test('an export that was being made when its worker was killed is made anew, whole', async () => {
  const { accountId, database, workers } = place;
  const { sql } = database;
  let id = 0n;
  await sql.begin(async (transaction) => {
    await transaction`lock table export_pieces in access exclusive mode`;
    id = await ordered(sql, accountId);
    await untilBegun(sql, id);
    for (const one of workers) one.kill();
  });
  expect(await expectWhole(sql, id)).toBe(2);
}, 150_000);

/** Of those that were up: a worker may still have been starting. */
const ownEnds = () => place.webs.reduce((sum, one) => sum + one.ownEnds(), 0);

async function killed(target: Target): Promise<void> {
  for (const one of place.webs) if (target === 'web' || target === 'all') one.kill();
  for (const one of place.workers) if (target === 'worker' || target === 'all') one.kill();
  if (target === 'database' || target === 'all') await place.database.kill();
}

/** Ready again means: it says so, takes a callback, and keeps what a forged one names. */
async function untilTaken(when: string): Promise<void> {
  const id = `cpi_forged_${forged.length}`;
  await vi.waitFor(
    async () => {
      expect(await isReady(web()), `ready after ${when}\n${place.webs[0]?.output().slice(-4000)}`).toBe(true);
      expect(await load.sendOne()).toBe(200);
      const answer = await fetch(`${web()}/callbacks`, { method: 'POST', body: `{"data":{"id":"${id}"}}` });
      expect(answer.status).toBe(401);
    },
    { timeout: READY_MS, interval: 50 },
  );
  forged.push(id);
}
