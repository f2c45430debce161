import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { deliveriesOf, type Installation, SHOP_DAYS, startInstallation, untilReady } from './installation.ts';
import {
  expectLookedUp,
  expectNoneDoubled,
  expectScheduledOnce,
  expectStore,
  expectWorkDone,
} from './invariants.ts';
import { type Load, pace, type Sent, startLoad } from './load.ts';
import { IS_LONG } from './long.ts';
import { finishedRun, type RunsWithoutEnd, startRuns } from './runs-without-end.ts';

const [WEBS, WORKERS] = IS_LONG ? [3, 2] : [2, 1];
const READY_MS = 60_000;
const PATIENT = { timeout: READY_MS, interval: 50 };
const FORGED = 12;

const random = seeded(11);
let place: Installation;
let balancer: Balancer;
let load: Load;
let runs: RunsWithoutEnd;

beforeAll(async () => {
  place = await startInstallation({
    ...{ webs: WEBS, workers: WORKERS, settings: { DRAIN_SECONDS: '0.5' } },
    // Each process has its pool.
    server: ['max_connections=200'],
  });
  balancer = startBalancer(place.webs.map(({ url }) => url));
  const { address } = balancer;
  load = startLoad({ address, senders: 6, random, deliveries: deliveriesOf(place.sandbox, 0.7, random) });
  runs = startRuns({ sql: place.database.sql, token: place.token, address, days: SHOP_DAYS });
}, 120_000);
afterAll(async () => {
  await load?.stop();
  await runs?.stop();
  await balancer?.stop();
  await place?.close();
}, 60_000);

const ordering = () => ({
  ...{ sql: place.database.sql, token: place.token, days: SHOP_DAYS },
  address: balancer.address,
});
const since = (from: number) => load.sent.slice(from);
const notTaken = (sent: readonly Sent[]) => sent.filter(({ answer }) => answer !== 200);

test('callbacks are shared out among all web processes, and what they queue is done once by the workers', async () => {
  const forged = Array.from({ length: FORGED }, (_, number) => `cpi_forged_${number}`);
  for (const id of forged) {
    const body = `{"data":{"id":"${id}"}}`;
    const answer = await fetch(`${balancer.address()}/callbacks`, { method: 'POST', body });
    expect(answer.status).toBe(401);
  }
  const { sql } = place.database;
  await vi.waitFor(() => expectLookedUp(sql, forged), PATIENT);
  const asked = await sql<{ count: number }[]>`
    select count(*)::int as count from pgboss.job where name = 'check-status' group by data ->> 'invoiceId'`;
  expect(asked.map(({ count }) => count)).toEqual(forged.map(() => 1));
  await vi.waitFor(() => expect(runs.ordered.length).toBeGreaterThan(1), PATIENT);
  expect(notTaken(load.sent)).toEqual([]);
  for (const { url } of place.webs) {
    expect(load.sent.filter(({ to }) => to === url).length).toBeGreaterThan(load.sent.length / (WEBS + 2));
  }
}, 100_000);

test('a rolling restart under load fails no callback of a client that heeds /readyz', async () => {
  const from = load.sent.length;
  for (const one of place.webs) {
    expect(await one.restart(), one.output().slice(-4000)).toBe(0);
    await untilReady(one.url, one.output);
  }
  for (const one of place.workers) expect(await one.restart(), one.output().slice(-4000)).toBe(0);
  await vi.waitFor(() => expect(since(from).length).toBeGreaterThan(50), PATIENT);
  const sent = since(from);
  expect(notTaken(sent)).toEqual([]);
  const { p50, p99 } = pace(sent);
  console.log(
    `rolling restart of ${WEBS} web and ${WORKERS} worker processes: ${sent.length} callbacks, all answered 200, in ${p50.toFixed(1)} ms in the middle, p99 ${p99.toFixed(1)} ms`,
  );
}, 200_000);

test('kill -9 of one web and one worker process: the others go on, and take over what they did', async () => {
  const from = load.sent.length;
  place.webs[0]?.kill();
  place.workers[0]?.kill();
  const others = place.webs.slice(1).map(({ url }) => url);
  await vi.waitFor(() => {
    const taken = since(from).filter(({ to, answer }) => answer === 200 && others.includes(to));
    expect(taken.length).toBeGreaterThan(20);
  }, PATIENT);
  // A process that is gone answers nobody; those that live refuse nobody.
  expect(notTaken(since(from)).filter(({ to }) => others.includes(to))).toEqual([]);
  await untilReady(place.webs[0]?.url ?? '', () => place.webs[0]?.output() ?? '');
}, 100_000);

test('after all of it everything that was promised is there once, and every run and job is done', async () => {
  await runs.stop();
  await load.stop();
  const { sql } = place.database;
  const done = await expectWorkDone(sql, runs.ordered);
  await finishedRun(ordering(), READY_MS);
  expect(await finishedRun(ordering(), READY_MS)).toMatchObject({ opened: 0, healed: 0, closed: 0 });
  const stored = await expectStore(sql, load.sent);
  await expectNoneDoubled(sql);
  // The queue looks at its clock every half a minute.
  if (IS_LONG)
    await vi.waitFor(async () => expect(await expectScheduledOnce(sql)).toContain('plan-runs'), PATIENT);
  await expectScheduledOnce(sql);
  for (const one of place.all()) expect(one.output()).not.toMatch(/^ {4}at /m);
  console.log(
    `${WEBS} web and ${WORKERS} worker processes: ${load.sent.length} callbacks sent, ${stored} in the store, runs ${JSON.stringify(done.runs)}, ${done.jobs} jobs`,
  );
}, 200_000);
