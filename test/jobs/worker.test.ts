import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureAccount } from '#identity/accounts/accounts.ts';
import { openQueue, type Queue } from '#jobs/queue.ts';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { lockList } from '#reconciliation/comparison/compare-invoices.ts';
import { queueRun, run as readRun } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../support/database.ts';
import { environmentOf, SHOP_OPENED } from '../support/product.ts';
import { type Running, SECRETS, startProduct } from '../support/running.ts';
import { withWorker } from './within-worker.ts';

const database = useDatabase();
const DAY = 86_400;
const ACTOR = { kind: 'program', name: 'test' } as const;
const PATIENT = { timeout: 50_000, interval: 100 };

let sandbox: Sandbox;
let accountId = 0;
beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ seed: 11, accountId: 'account', apiKey: 'key', perDay: 30, callbackUrl: null, scenarios: 'smooth' },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: SHOP_OPENED },
    now: () => SHOP_OPENED + 10 * DAY,
  });
  const shop = { slug: 'main', name: 'Shop', paymegaAccountId: 'account', timeZone: 'Europe/Berlin' };
  accountId = (await ensureAccount(database.sql, shop)).id;
});
afterAll(() => sandbox.close());

async function ordered(queue: Queue, account = accountId): Promise<bigint> {
  const window = { from: SHOP_OPENED, to: SHOP_OPENED + 10 * DAY };
  return database.sql.begin(async (within) => {
    const id = await queueRun(within, ACTOR, { accountId: account, window, trigger: 'program' });
    await queue.send('reconcile', { runId: id.toString() }, { within });
    return id;
  });
}

const stateOf = async (id: bigint) => (await readRun(database.sql, id)).state;

describe('a worker', () => {
  test('carries out a run that was queued', async () => {
    await withWorker(database.sql, sandbox, async (queue) => {
      const id = await ordered(queue);
      await vi.waitFor(async () => expect(await stateOf(id)).toBe('finished'), PATIENT);
      const { seen, opened } = await readRun(database.sql, id);
      expect(seen).toBeGreaterThan(200);
      expect(opened).toBeGreaterThan(0);
      await vi.waitFor(async () => {
        const [job] = await database.sql`
          select state from pgboss.job where name = 'reconcile' and data ->> 'runId' = ${id.toString()}`;
        expect(job?.state).toBe('completed');
      }, PATIENT);
    });
  });

  test('asks Paymega about the invoice of a queued status check, and keeps the answer', async () => {
    const [known] = await database.sql<{ id: string }[]>`
      select invoice_id as id from discrepancies where kind = 'missing_ours' limit 1`;
    const invoiceId = known?.id ?? '';
    await withWorker(database.sql, sandbox, async (queue) => {
      await queue.send('check-status', { accountId, invoiceId, askedBy: 'callback', personId: null });
      const answers = () => database.sql`
        select outcome, asked_by from status_checks where invoice_id = ${invoiceId} and asked_by = 'callback'`;
      await vi.waitFor(
        async () => expect(await answers()).toEqual([{ outcome: 'found', askedBy: 'callback' }]),
        PATIENT,
      );
      expect((await database.sql`select from invoices where id = ${invoiceId}`).count).toBe(1);
    });
  });

  test('carries out runs of several accounts at once: none waits for one that does not go on', async () => {
    const { sql } = database;
    const held = await makeAccount(sql);
    await withWorker(sql, sandbox, async (queue) => {
      const waiting = await sql.begin(async (transaction) => {
        await lockList(transaction, held);
        const id = await ordered(queue, held);
        await vi.waitFor(async () => expect((await readRun(sql, id)).phase).toBe('compare'), PATIENT);
        const other = await ordered(queue);
        await vi.waitFor(async () => expect(await stateOf(other)).toBe('finished'), PATIENT);
        expect(await readRun(sql, id)).toMatchObject({ state: 'running', phase: 'compare' });
        return id;
      });
      await vi.waitFor(async () => expect(await stateOf(waiting)).toBe('finished'), PATIENT);
    });
  });

  test('leaves a run that was cancelled alone', async () => {
    const queue = await openQueue(database.sql, () => undefined);
    const id = await ordered(queue);
    await database.sql`update runs set state = 'cancelled', finished_at = now() where id = ${id.toString()}`;
    await queue.stop();
    await withWorker(database.sql, sandbox, async () => {
      await vi.waitFor(async () => {
        const [job] = await database.sql`
          select state from pgboss.job where name = 'reconcile' and data ->> 'runId' = ${id.toString()}`;
        expect(job?.state).toBe('completed');
      }, PATIENT);
    });
    expect(await readRun(database.sql, id)).toMatchObject({ state: 'cancelled', seen: 0 });
  });
});

describe('a worker that is a process of its own', () => {
  const HURDLE: Partial<FaultSwitches> = { slowMs: 400 };
  const startWorkerProcess = async (): Promise<Running> =>
    startProduct({
      ...(await environmentOf(sandbox, database.url)),
      PROCESS: 'worker',
      LOG_LEVEL: 'info',
    });

  async function orderedSlowly(): Promise<bigint> {
    Object.assign(sandbox.faults, HURDLE);
    const queue = await openQueue(database.sql, () => undefined);
    const id = await ordered(queue);
    await queue.stop();
    return id;
  }

  const slicesOf = (id: bigint) => database.sql`
    select number, fetched_at from run_slices where run_id = ${id.toString()} and fetched_at is not null`;

  test.each(['kill', 'stop'] as const)(
    'and ends in the middle of a run (%s) loses nothing: at the next start it goes on where it was',
    async (end) => {
      const id = await orderedSlowly();
      const first = await startWorkerProcess();
      await vi.waitFor(async () => expect((await slicesOf(id)).length).toBeGreaterThan(0), PATIENT);
      await first[end]();
      const saved = await slicesOf(id);
      expect(await stateOf(id)).toBe('running');
      expect(saved.length).toBeLessThan((await readRun(database.sql, id)).slicesTotal);

      Object.assign(sandbox.faults, { slowMs: 0 });
      const second = await startWorkerProcess();
      await vi.waitFor(async () => expect(await stateOf(id)).toBe('finished'), PATIENT);
      expect(await slicesOf(id)).toEqual(expect.arrayContaining([...saved]));
      const code = await second.stop();
      const troubles = second
        .output()
        .split('\n')
        .filter((line) => line.includes('did not close'));
      expect({ code, troubles }).toEqual({ code: 0, troubles: [] });
    },
    120_000,
  );
});
