import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ensureAccount } from '#identity/accounts/accounts.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { queueRun, run as readRun, runs, unfinishedRunOf } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { environmentOf, SHOP_OPENED } from '../../support/product.ts';
import { SECRET_KEY, SECRETS } from '../../support/running.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DAY = 86_400;
const ACTOR = { kind: 'program', name: 'test' } as const;
const PATIENT = { timeout: 50_000, interval: 50 };
const Summary = z.looseObject({ run: z.string(), state: z.string(), seen: z.number(), opened: z.number() });

const database = useDatabase();
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

type Command = { child: ChildProcess; ended: Promise<{ code: number | null; out: string; err: string }> };

/** `counterfoil reconcile` over these days, as an operator calls it. */
async function reconcile(from: string, to: string): Promise<Command> {
  const settings = {
    ...(await environmentOf(sandbox, database.appUrl)),
    SECRET_KEY,
    TIME_ZONE: 'Europe/Berlin',
  };
  const secrets = { PAYMEGA_LIVE_SECRET: SECRETS.live, PAYMEGA_TEST_SECRET: SECRETS.test };
  const args = ['build/run/counterfoil.js', 'reconcile', '--from', from, '--to', to, '--json'];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...settings, ...secrets, NODE_ENV: 'production' },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return { child, ended: once(child, 'close').then(([code]) => ({ code, out, err })) };
}

const slicesSaved = (id: bigint) => database.sql`
  select number, fetched_at from run_slices where run_id = ${id.toString()} and fetched_at is not null`;
const latest = async () => (await runs(database.sql, { accountId, limit: 1 }))[0];

/** The run of a command, once it has saved a slice. */
async function halfway(before: bigint | undefined): Promise<bigint> {
  return vi.waitFor(async () => {
    const run = await latest();
    if (!run || run.id === before) throw new Error('no run yet');
    expect(run.slicesDone).toBeGreaterThan(0);
    return run.id;
  }, PATIENT);
}

describe('a run of the command line', () => {
  test.each(['is interrupted', 'fails'] as const)(
    'that %s goes on from its slices when it is called again',
    async (how) => {
      const before = (await latest())?.id;
      sandbox.faults.slowMs = 150;
      const first = await reconcile('2025-10-10', '2025-10-17');
      const id = await halfway(before);
      if (how === 'fails') sandbox.faults.status403 = 1;
      else first.child.kill('SIGINT');
      expect(await first.ended).toMatchObject({ code: 1, out: '' });
      const state = how === 'fails' ? 'failed' : 'running';
      expect(await readRun(database.sql, id)).toMatchObject({ state });
      const saved = await slicesSaved(id);
      expect(saved.length).toBeLessThan((await readRun(database.sql, id)).slicesTotal);

      Object.assign(sandbox.faults, { slowMs: 0, status403: 0 });
      const { code, out, err } = await (await reconcile('2025-10-10', '2025-10-17')).ended;
      expect({ code, err }).toEqual({ code: 0, err: `Run ${id} of these days goes on where it was\n` });
      expect(Summary.parse(JSON.parse(out))).toMatchObject({ run: id.toString(), state: 'finished' });
      expect(await slicesSaved(id)).toEqual(expect.arrayContaining([...saved]));
    },
    120_000,
  );

  test('that has finished is another one when it is called again', async () => {
    const before = await latest();
    const { code, out } = await (await reconcile('2025-10-10', '2025-10-17')).ended;
    expect(code).toBe(0);
    expect(Summary.parse(JSON.parse(out)).run).not.toBe(before?.id.toString());
  });
});

describe('what goes on', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const order = async (account: number, from: number, to: number, state: string) => {
    const window = { from, to };
    const id = await queueRun(database.sql, ACTOR, { accountId: account, window, trigger: 'program' });
    await database.sql`update runs set state = ${state} where id = ${id.toString()}`;
    return id;
  };

  test('is a run of today that ended its window a while ago; it reaches up to now', async () => {
    const account = await makeAccount(database.sql);
    const [from, to] = [now() - DAY, now() - 5];
    const id = await order(account, from, to - 600, 'failed');
    expect(await unfinishedRunOf(database.sql, account, { from, to })).toBe(id);
    expect((await readRun(database.sql, id)).windowTo).toEqual(new Date(to * 1000));
  });

  test.each([
    ['finished', 0],
    ['cancelled', 0],
    ['failed', 3601],
  ] as const)('is no run that is %s, or that ended its window %i seconds before', async (state, ago) => {
    const account = await makeAccount(database.sql);
    const [from, to] = [now() - DAY, now() - 5];
    const id = await order(account, from, to - ago, state);
    expect(await unfinishedRunOf(database.sql, account, { from, to })).toBeNull();
    expect((await readRun(database.sql, id)).windowTo).toEqual(new Date((to - ago) * 1000));
  });

  test('is no run of other days, nor one before a later run of the same', async () => {
    const account = await makeAccount(database.sql);
    const [from, to] = [now() - 10 * DAY, now() - 5 * DAY];
    await order(account, from, to, 'failed');
    expect(await unfinishedRunOf(database.sql, account, { from: from + 1, to })).toBeNull();
    expect(await unfinishedRunOf(database.sql, account, { from, to: to + 1 })).toBeNull();
    await order(account, from, to, 'finished');
    expect(await unfinishedRunOf(database.sql, account, { from, to })).toBeNull();
  });
});
