import { connect, type Sql } from '#db/connection.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Bench } from './bench.ts';
import type { CarriedOut, RunOrder } from './carry-out.ts';
import { makeBenchAccount } from './fill.ts';
import { firstWord, forked } from './forked.ts';
import { makeFloorMirror, mirrorPage, readList } from './list-floor.ts';
import { seconds } from './report.ts';

const ACTOR = { kind: 'program', name: 'bench' } as const;
const KEYS = { accountId: 'bench', apiKey: 'bench' };
const DAYS = 30;
/** Of more a run takes minutes, which `--only runs` takes. */
const MOST_BESIDE_OTHERS = 100_000;
const RUNS = ['first', 'unchanged', 'one in a hundred behind'] as const;

/**
 * Whole runs against a sandbox that is another process: everything adopted, nothing changed, one in a hundred behind. The
 * floor of the first reads the same list into a mirror; that of the others reads it and throws it away.
 */
export async function benchRuns(bench: Bench): Promise<void> {
  const most = bench.alone ? Number.POSITIVE_INFINITY : MOST_BESIDE_OTHERS;
  for (const invoices of new Set(bench.sizes.map((size) => Math.min(size, most))))
    await runsAt(bench, invoices);
}

async function runsAt(bench: Bench, invoices: number): Promise<void> {
  const databaseUrl = await bench.ownDatabase(`runs_${invoices}`);
  const sql = connect(databaseUrl, { max: 8, name: 'bench' });
  const now = Math.floor(Date.now() / 1000);
  const window = { from: now - (DAYS + 1) * 86_400, to: now - 60 };
  const history = { startsAt: window.from, endsAt: now - 86_400, perDay: Math.ceil(invoices / DAYS) };
  const sandbox = forked('sandbox.ts', history);
  try {
    const url = await firstWord<string>(sandbox);
    await makeFloorMirror(sql);
    const mirrored = await seconds(() => readList({ url, ...KEYS }, window, (page) => mirrorPage(sql, page)));
    const read = await seconds(() => readList({ url, ...KEYS }, window));
    const order = { databaseUrl, api: { url, ...KEYS } };
    await benchEach(bench, sql, order, { invoices, window, floors: { mirrored, read } });
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
  order: Omit<RunOrder, 'run'>,
  { invoices, window, floors }: Load,
): Promise<void> {
  const accountId = await makeBenchAccount(sql, 'run');
  await sql`update accounts set adopt_missing = true where id = ${accountId}`;
  const took: number[] = [];
  for (const name of RUNS) {
    if (name === 'one in a hundred behind') await putBehind(sql, accountId);
    const id = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program' });
    const done = await carriedOut({ ...order, run: id.toString() });
    took.push(done.took);
    const [run] = await sql<{ seen: number; healed: number }[]>`
      select seen, healed from runs where id = ${id.toString()}`;
    bench.put({
      ...{ path: `run, ${name}`, size: invoices, unit: 'rows/s', product: invoices / done.took },
      floor: invoices / (name === 'first' ? floors.mirrored : floors.read),
      ...(name === 'first' && { goal: 0.6 }),
      ...{ memoryMb: done.peak, notes: `${run?.seen} seen, ${run?.healed} healed` },
    });
  }
  const [first = 0, unchanged = 0] = took;
  bench.put({
    ...{ path: 'unchanged run beside the first', size: invoices, unit: 'ms', goal: 0.2 },
    ...{ product: unchanged * 1000, floor: first * 1000 },
  });
}

async function carriedOut(order: RunOrder): Promise<CarriedOut> {
  const worker = forked('carry-out.ts', order);
  const done = await firstWord<CarriedOut>(worker);
  worker.disconnect();
  return done;
}

/** As if the callbacks of one in a hundred had never come. */
async function putBehind(sql: Sql, accountId: number): Promise<void> {
  await sql`
    update invoices set status = 'process_pending', progress = 20, stage = 0, is_final = false, took_money = false,
      processed_amount = null, processed_fee = null, processed_deposit = null, processed_at = null, returned = 0,
      fingerprint = fingerprint + 1, updated_at = updated_at - interval '1 second', furthest_stage = 0
    where account_id = ${accountId} and status = 'processed' and hashtext(id) % 100 = 0`;
}
