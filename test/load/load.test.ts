import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Installation, SHOP_DAYS, startInstallation } from '../faults/installation.ts';
import { type RunsWithoutEnd, startRuns } from '../faults/runs-without-end.ts';
import { signIn } from '../support/product.ts';
import { SECRETS } from '../support/running.ts';
import { type Reading, startReaders } from './readers.ts';
import type { Order, Outcome, Took } from './send-steadily.ts';

/** How long the load lasts; the long mode is `npm run test:load`. */
const SECONDS = Number(process.env.LOAD_SECONDS || 3);
const IS_LONG = SECONDS >= 60;
/** A most that lasts: of an empty book it is taken for seconds only. */
const MOST_SECONDS = IS_LONG ? 60 : 2;
const SHARE = 0.7;
const READERS = IS_LONG ? 40 : 8;
const BEYOND_SECONDS = IS_LONG ? 30 : 3;
const CONNECTIONS_BEYOND = 4000;
/** More than two cores take by themselves, however busy they were when the most was measured. */
const BEYOND = 4000;
/** More than may wait in the product at once. */
const BURST = 3000;
const PATIENT = { timeout: 30_000, interval: 100 };
const GIVEN_UP_MS = 20_000;
const MB = 1024 * 1024;
const FLAT_MB = 150;

let place: Installation;
let runs: RunsWithoutEnd;
let reading: Reading;
let most = 0;

beforeAll(async () => {
  place = await startInstallation({ webs: 1, workers: 1 });
  const { sandbox, token, database } = place;
  sandbox.faults.slowMs = 20;
  runs = startRuns({ sql: database.sql, token, address, days: SHOP_DAYS });
  reading = startReaders({ url: address(), cookie: await signIn(address()), token, readers: READERS });
}, 120_000);
afterAll(async () => {
  await reading?.stop();
  await runs?.stop();
  await place?.close();
}, 120_000);

const address = () => place.webs[0]?.url ?? '';

async function sent(order: Pick<Order, 'connections' | 'perSecond' | 'seconds' | 'name'>): Promise<Outcome> {
  const sender = fork(path.join(import.meta.dirname, 'send-steadily.ts'), { execArgv: ['--import', 'tsx'] });
  sender.send({ ...order, port: Number(new URL(address()).port), secret: SECRETS.live });
  const [outcome] = (await once(sender, 'message')) as [Outcome];
  sender.kill();
  return outcome;
}

/** Whether another one is asked to come again at once. */
function turnedAway(): Promise<boolean> {
  const signal = AbortSignal.timeout(1000);
  return fetch(`${address()}/callbacks`, { method: 'POST', body: 'one more', signal }).then(
    ({ status }) => status === 503,
    () => false,
  );
}

/** Megabytes that the web process holds now. */
function memoryMb(): number {
  const status = readFileSync(`/proc/${place.webs[0]?.pid()}/status`, 'utf8');
  return Math.round((Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / MB);
}

const told = (took?: Took) =>
  took
    ? `${took.count} (p50 ${took.p50.toFixed(1)} ms, p99 ${took.p99.toFixed(1)} ms, longest ${took.longest.toFixed(0)} ms)`
    : '0';

test('the most that is taken, with a run, exports and readers beside it', async () => {
  const outcome = await sent({ connections: 64, perSecond: null, seconds: MOST_SECONDS, name: 'most' });
  expect(Object.keys(outcome.by)).toEqual(['200']);
  most = outcome.perSecond;
  console.log(`at the most ${most.toFixed(0)} callbacks a second: ${told(outcome.by[200])}`);
}, 180_000);

test(
  `at ${SHARE} of it for ${SECONDS} s everything is taken, every reader is served, and memory stays flat`,
  async () => {
    const memory: number[] = [];
    const watch = (async () => {
      for (let tenth = 0; tenth < 10; tenth++) {
        await after((SECONDS * 1000) / 10);
        memory.push(memoryMb());
      }
    })();
    const perSecond = most * SHARE;
    const outcome = await sent({ connections: 256, perSecond, seconds: SECONDS, name: 'steady' });
    await watch;
    const read = reading.told();
    console.log(
      [
        `${perSecond.toFixed(0)} callbacks a second for ${SECONDS} s: ${told(outcome.by[200])}`,
        `memory of the web process by tenths of the time: ${memory.join(', ')} MB`,
        `beside it ${runs.ordered.length} runs, ${read.exports} exports, ${read.pages} pages of ${READERS} readers (p50 ${read.p50.toFixed(0)} ms, p99 ${read.p99.toFixed(0)} ms)`,
      ].join('\n'),
    );
    expect(Object.keys(outcome.by)).toEqual(['200']);
    // Later Paymega would have given it up.
    if (IS_LONG) expect(outcome.by[200]?.longest).toBeLessThan(GIVEN_UP_MS);
    expect(read.failures).toEqual([]);
    const [early, late] = [memory.slice(0, 4), memory.slice(-3)].map((some) => Math.max(...some));
    expect(late).toBeLessThan((early ?? 0) + FLAT_MB);
  },
  // Whoever falls behind is still to say by how much.
  SECONDS * 1000 + 240_000,
);

test.runIf(IS_LONG)(
  'beyond it what is too much is asked to come again, and all goes on by itself',
  async () => {
    const beyond = { connections: CONNECTIONS_BEYOND, perSecond: Math.max(most * 3, BEYOND) };
    const outcome = await sent({ ...beyond, seconds: BEYOND_SECONDS, name: 'beyond' });
    console.log(
      `${beyond.perSecond.toFixed(0)} callbacks a second for ${BEYOND_SECONDS} s: ${outcome.perSecond.toFixed(0)} a second taken, ${told(outcome.by[200])}; 503 to ${told(outcome.by[503])}; not answered ${told(outcome.by.none)}; memory ${memoryMb()} MB; since they were written: 200 ${told(outcome.sinceWritten[200])}, 503 ${told(outcome.sinceWritten[503])}`,
    );
    expect(Object.keys(outcome.by).sort()).toEqual(['200', '503']);
    expect(outcome.withoutRetryAfter).toBe(0);
    const again = await sent({ connections: 16, perSecond: 50, seconds: IS_LONG ? 10 : 1, name: 'again' });
    expect(Object.keys(again.by)).toEqual(['200']);
    console.log(`then 50 a second: ${told(again.by[200])}; memory ${memoryMb()} MB`);
  },
  120_000,
);

test.runIf(IS_LONG)(
  'while the book is locked so many callbacks wait and no more: the next are asked at once to come again',
  async () => {
    const { sql } = place.database;
    const order = { connections: BURST, perSecond: BURST * 2, seconds: 0.5, name: 'burst' };
    let burst: Promise<Outcome> | undefined;
    await sql.begin(async (transaction) => {
      await transaction`lock table invoices in access exclusive mode`;
      burst = sent(order);
      await vi.waitFor(async () => expect(await turnedAway()).toBe(true), PATIENT);
    });
    const outcome = (await burst) ?? { by: {}, sinceWritten: {}, perSecond: 0, withoutRetryAfter: 0 };
    console.log(
      `${BURST} callbacks at a locked book: 200 to ${told(outcome.by[200])}; 503 to ${told(outcome.by[503])}`,
    );
    expect(Object.keys(outcome.by).sort()).toEqual(['200', '503']);
    expect(outcome.by[200]?.count).toBeGreaterThan(0);
    expect(outcome.withoutRetryAfter).toBe(0);
  },
  60_000,
);

test('everything that was answered 200 is in the store', async () => {
  const [row] = await place.database.sql<{ count: number; apart: number }[]>`
    select count(*)::int as count, count(distinct body_sha256)::int as apart from callbacks`;
  expect(row?.count).toBe(row?.apart);
  for (const one of place.all()) expect(one.ownEnds(), one.output().slice(-3000)).toBe(0);
}, 60_000);
