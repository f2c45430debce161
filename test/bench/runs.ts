import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { connect, type Sql } from '#db/connection.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Bench } from './bench.ts';
import { makeBenchAccount } from './fill.ts';
import { makeFloorMirror, mirrorPage, readList } from './list-floor.ts';
import { peakMb, seconds } from './report.ts';

const ACTOR = { kind: 'program', name: 'bench' } as const;
const KEYS = { accountId: 'bench', apiKey: 'bench' };
const DAYS = 30;
/** What the sandbox serves in a bearable time. */
const MOST = 100_000;
const RUNS = ['first', 'unchanged', 'one in a hundred behind'] as const;

/**
 * Whole runs against a sandbox that is another process: everything adopted, nothing changed, one in a hundred behind. The
 * floor of the first reads the same list into a mirror; that of the others reads it and throws it away.
 */
export async function benchRuns(bench: Bench): Promise<void> {
  for (const invoices of new Set(bench.sizes.map((size) => Math.min(size, MOST))))
    await runsAt(bench, invoices);
}

async function runsAt(bench: Bench, invoices: number): Promise<void> {
  const sql = connect(await bench.ownDatabase(`runs_${invoices}`), { max: 8, name: 'bench' });
  const now = Math.floor(Date.now() / 1000);
  const window = { from: now - (DAYS + 1) * 86_400, to: now - 60 };
  const sandbox = fork(path.join(import.meta.dirname, 'sandbox.ts'));
  try {
    const history = { startsAt: window.from, endsAt: now - 86_400, perDay: Math.ceil(invoices / DAYS) };
    sandbox.send(history);
    const [url] = (await once(sandbox, 'message')) as [string];
    await makeFloorMirror(sql);
    const mirrored = await seconds(() => readList({ url, ...KEYS }, window, (page) => mirrorPage(sql, page)));
    const read = await seconds(() => readList({ url, ...KEYS }, window));
    await benchEach(bench, sql, url, { invoices, window, floors: { mirrored, read } });
  } finally {
    sandbox.kill();
    await sql.end();
  }
}

type Load = {
  invoices: number;
  window: { from: number; to: number };
  floors: { mirrored: number; read: number };
};

async function benchEach(
  bench: Bench,
  sql: Sql,
  url: string,
  { invoices, window, floors }: Load,
): Promise<void> {
  const privateApi = createPrivateApi({ url, ...KEYS, concurrency: 8, perSecond: 100_000 });
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
  const accountId = await makeBenchAccount(sql, 'run');
  await sql`update accounts set adopt_missing = true where id = ${accountId}`;
  const took: number[] = [];
  for (const name of RUNS) {
    if (name === 'one in a hundred behind') await putBehind(sql, accountId);
    const id = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program' });
    const own = await seconds(() => carryOutRun(tools, id));
    took.push(own);
    const [run] = await sql<{ seen: number; healed: number }[]>`
      select seen, healed from runs where id = ${id.toString()}`;
    bench.put({
      ...{ path: `run, ${name}`, size: invoices, unit: 'rows/s', product: invoices / own },
      floor: invoices / (name === 'first' ? floors.mirrored : floors.read),
      ...(name === 'first' && { goal: 0.6 }),
      ...{ memoryMb: peakMb(process.pid), notes: `${run?.seen} seen, ${run?.healed} healed` },
    });
  }
  const [first = 0, unchanged = 0] = took;
  bench.put({
    ...{ path: 'unchanged run beside the first', size: invoices, unit: 'ms', goal: 0.2 },
    ...{ product: unchanged * 1000, floor: first * 1000 },
  });
}

/** As if the callbacks of one in a hundred had never come. */
async function putBehind(sql: Sql, accountId: number): Promise<void> {
  await sql`
    update invoices set status = 'process_pending', progress = 20, stage = 0, is_final = false, took_money = false,
      processed_amount = null, processed_fee = null, processed_deposit = null, processed_at = null, returned = 0,
      fingerprint = fingerprint + 1, updated_at = updated_at - interval '1 second', furthest_stage = 0
    where account_id = ${accountId} and status = 'processed' and hashtext(id) % 100 = 0`;
}
