import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { environmentOf } from '../support/product.ts';
import { freePort, SECRETS } from '../support/running.ts';
import { seeded } from '../support/seeded.ts';
import { bookOf, foldOfCallbacks } from './book-of-callbacks.ts';
import { type Load, startLoad } from './load.ts';
import { type Supervised, startSupervised } from './supervised.ts';

const KILLS = Number(process.env.FAULT_KILLS || 12);
const SEED = Number(process.env.FAULT_SEED || Date.now() % 1_000_000);
const READY_MS = 1000 * Number(process.env.FAULT_READY_SECONDS || 60);
const START_MS = 90_000;
const SENDERS = 4;
const LONGEST_CALM_MS = 1500;
const TARGETS = ['product', 'database', 'both'] as const;
type Target = (typeof TARGETS)[number];

let folder: string;
let sandbox: Sandbox;
let product: Supervised;
let load: Load;
const random = seeded(SEED);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-faults-'));
  // Where we are root, the database server runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  sandbox = await startSandbox({
    ...{ seed: 5, accountId: 'account', apiKey: 'key', perDay: 1, callbackUrl: null },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: Math.floor(Date.now() / 1000) },
  });
  const settings = { ...(await environmentOf(sandbox, '')), PROCESS: 'all' };
  const port = await freePort();
  product = startSupervised(folder, port, { ...settings, PUBLIC_URL: `http://127.0.0.1:${port}` });
  await vi.waitFor(async () => expect(await isReady()).toBe(true), { timeout: START_MS, interval: 100 });
}, START_MS + 10_000);

afterAll(async () => {
  await load?.stop();
  await product?.stop();
  await sandbox?.close();
  const left = await openEmbedded(folder);
  await left.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

const isReady = () =>
  fetch(`${product.url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

test(
  `${KILLS} kills -9 of the product, its database and both lose no callback that was answered 200, and double none`,
  async () => {
    load = startLoad(product.url, SENDERS, random);
    const readyMs: Record<Target, number[]> = { product: [], database: [], both: [] };
    let ownEnds = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      await after(Math.floor(random() * LONGEST_CALM_MS));
      // The last one must be outlived by the product itself.
      const target: Target = kill === KILLS ? 'database' : (TARGETS[kill % TARGETS.length] ?? 'both');
      const began = performance.now();
      await killed(target);
      await untilTaken(kill, target);
      readyMs[target].push(performance.now() - began);
      // A product that was up when only its database was killed has outlived it.
      if (target === 'database') expect(product.ownEnds(), product.output()).toBe(ownEnds);
      ownEnds = product.ownEnds();
    }
    await workerGoesOn();
    await load.stop();
    const sql = connect((await openEmbedded(folder)).url, { max: 2 });
    try {
      const stored = await expectStore(sql);
      tell(readyMs, stored);
    } finally {
      await sql.end();
    }
    expect(product.output()).not.toMatch(/^ {4}at /m);
    expect(await product.stop()).toBe(0);
  },
  KILLS * (READY_MS + 5000) + 120_000,
);

async function killed(target: Target): Promise<void> {
  const isProductFirst = random() < 0.5;
  if (target !== 'database' && isProductFirst) product.killProduct();
  if (target !== 'product') await product.killDatabase();
  if (target !== 'database' && !isProductFirst) product.killProduct();
}

/** Ready again means: it says so, and takes a callback. */
async function untilTaken(kill: number, target: Target): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await isReady(), `ready after kill ${kill} (${target})\n${product.output().slice(-4000)}`).toBe(
        true,
      );
      expect(await load.sendOne()).toBe(200);
    },
    { timeout: READY_MS, interval: 50 },
  );
}

/** The worker, too, has outlived the last kill: it asks Paymega about an invoice that a forged callback names. */
async function workerGoesOn(): Promise<void> {
  const body = '{"data":{"id":"cpi_forged"}}';
  // A connection that the last kill broke may still be found: then it is to be sent again, as any sender would.
  await vi.waitFor(
    async () => {
      const forged = await fetch(`${product.url}/callbacks`, { method: 'POST', body });
      expect(forged.status).toBe(401);
    },
    { timeout: READY_MS, interval: 100 },
  );
  const sql = connect((await openEmbedded(folder)).url, { max: 1 });
  await vi.waitFor(
    async () => {
      const jobs = await sql`
        select from pgboss.job
        where name = 'check-status' and state = 'completed' and data ->> 'invoiceId' = 'cpi_forged'`;
      expect(jobs.count).toBe(1);
    },
    { timeout: READY_MS, interval: 100 },
  );
  await sql.end();
}

async function expectStore(sql: Sql): Promise<number> {
  const rows = await sql<{ sha256: string; count: number }[]>`
    select encode(body_sha256, 'hex') as sha256, count(*)::int as count from callbacks group by body_sha256`;
  const stored = new Map(rows.map(({ sha256, count }) => [sha256, count]));
  const taken = load.sent.filter(({ answer }) => answer === 200);
  expect(taken.length).toBeGreaterThan(KILLS);
  expect(taken.filter(({ sha256 }) => stored.get(sha256) !== 1)).toEqual([]);
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  const known = new Set(load.sent.map(({ sha256 }) => sha256));
  expect(rows.filter(({ sha256 }) => !known.has(sha256))).toEqual([]);
  // Nothing but taken, “come again” and nobody there.
  expect(load.sent.filter(({ answer }) => ![200, 503, 'none'].includes(answer))).toEqual([]);
  expect(await bookOf(sql)).toEqual(await foldOfCallbacks(sql));
  return rows.length;
}

function tell(readyMs: Record<Target, number[]>, stored: number): void {
  const count = (answer: number | 'none') => load.sent.filter((one) => one.answer === answer).length;
  const kinds = TARGETS.map((target) => {
    const times = readyMs[target].toSorted((a, b) => a - b);
    const [median, longest] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0];
    return `${target} ${times.length} (ready again after ${seconds(median)} s in the middle, ${seconds(longest)} at most)`;
  });
  console.log(
    [
      `${KILLS} kills with seed ${SEED}: ${kinds.join(', ')}`,
      `${load.sent.length} callbacks sent: ${count(200)} answered 200, ${count(503)} with 503, ${count('none')} not`,
      `${stored} in the store, none of the answered ones lost, none doubled; ${product.starts()} starts, ${product.ownEnds()} that ended by themselves`,
    ].join('\n'),
  );
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
