import { rm } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { environmentOf } from '../support/product.ts';
import { freePort } from '../support/running.ts';
import { seeded } from '../support/seeded.ts';
import { isReady, startShop, untilReady } from './installation.ts';
import { expectStore } from './invariants.ts';
import { type Load, startLoad } from './load.ts';
import { killServerOf, serverFolder } from './own-database.ts';
import { type Supervised, startSupervised } from './supervised.ts';
import { createTally } from './tally.ts';

const KILLS = Number(process.env.FAULT_KILLS || 4);
const SEED = Number(process.env.FAULT_SEED || Date.now() % 1_000_000);
const READY_MS = 1000 * Number(process.env.FAULT_READY_SECONDS || 60);
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
  folder = await serverFolder('faults');
  sandbox = await startShop(1);
  const PORT = String(await freePort());
  const own = { PROCESS: 'all', PORT, DATA_DIR: folder, PUBLIC_URL: `http://127.0.0.1:${PORT}` };
  product = startSupervised({ ...(await environmentOf(sandbox, '')), ...own });
  await untilReady(product.url, product.output);
}, 100_000);

afterAll(async () => {
  await load?.stop();
  await product?.stop();
  await sandbox?.close();
  const left = await openEmbedded(folder);
  await left.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

test(
  `${KILLS} kills -9 of the product, its own database and both lose no callback that was answered 200, and double none`,
  async () => {
    load = startLoad({ address: () => product.url, senders: SENDERS, random });
    const tally = createTally(TARGETS);
    let ownEnds = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      await after(Math.floor(random() * LONGEST_CALM_MS));
      // The last one must be outlived by the product itself.
      const target: Target = kill === KILLS ? 'database' : (TARGETS[kill % TARGETS.length] ?? 'both');
      const began = performance.now();
      await killed(target);
      await untilTaken(kill, target);
      tally.readyAgain(target, performance.now() - began);
      // A product that was up when only its database was killed has outlived it.
      if (target === 'database') expect(product.ownEnds(), product.output()).toBe(ownEnds);
      ownEnds = product.ownEnds();
    }
    await workerGoesOn();
    await load.stop();
    const sql = connect((await openEmbedded(folder)).url, { max: 2 });
    try {
      const stored = await expectStore(sql, load.sent);
      tally.tell(`${KILLS} kills with seed ${SEED}`, load.sent, stored, [product]);
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
  if (target !== 'database' && isProductFirst) product.kill();
  if (target !== 'product') await killServerOf(folder);
  if (target !== 'database' && !isProductFirst) product.kill();
}

/** Ready again means: it says so, and takes a callback. */
async function untilTaken(kill: number, target: Target): Promise<void> {
  await vi.waitFor(
    async () => {
      const is = `ready after kill ${kill} (${target})\n${product.output().slice(-4000)}`;
      expect(await isReady(product.url), is).toBe(true);
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
