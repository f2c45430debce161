import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { fillBothBooks, makeBenchAccount } from './fill.ts';
import { median, report, seconds } from './report.ts';

const ROUNDS = 5;
const ACTOR = { kind: 'program', name: 'bench' } as const;
const FROM = 1_780_000_000;

/** The compare phase against the fingerprint floor at 100k and 1M, then whole runs against the sandbox. */
export async function benchReconcile(sql: Sql): Promise<void> {
  for (const invoices of [100_000, 1_000_000]) await benchCompare(sql, invoices);
  await benchRun(sql, 100_000);
}

async function benchCompare(sql: Sql, invoices: number): Promise<void> {
  const accountId = await makeBenchAccount(sql, `compare-${invoices}`);
  await fillBothBooks(sql, accountId, invoices, FROM);
  const window = { from: FROM, to: FROM + invoices };
  const account = await accountById(sql, accountId);
  const runId = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program' });
  const comparison = { runId, account, window, now: new Date() };
  const product: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await sql`delete from run_findings`;
    floor.push(await seconds(() => compareFloor(sql, accountId)));
    product.push(await seconds(() => sql.begin((transaction) => compare(transaction, comparison))));
  }
  const [found] = await sql<{ count: number }[]>`
    select count(*)::int as count from run_findings where run_id = ${runId.toString()}`;
  report(`compare ${invoices} with ${invoices}, ${found?.count} findings`, median(product), median(floor));
  await sql`delete from run_findings`;
}

/** Two index-only scans merged, then only the differing rows read. */
async function compareFloor(sql: Sql, accountId: number): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local work_mem = '512MB'`;
    // The planner would take a hash join, which costs three times as much.
    await transaction`set local enable_hashjoin = off`;
    await transaction`set local max_parallel_workers_per_gather = 0`;
    await transaction`create temp table floor_findings on commit drop as select id, fingerprint from mirror limit 0`;
    await transaction`
      insert into floor_findings
      select theirs.id, theirs.fingerprint from (
        select coalesce(ours.id, theirs.id) as id
        from (select id, fingerprint from invoices where account_id = ${accountId}) as ours
        full join (select id, fingerprint from mirror where account_id = ${accountId}) as theirs using (id)
        where ours.fingerprint is distinct from theirs.fingerprint
      ) as differing
      left join mirror as theirs on (theirs.account_id, theirs.id) = (${accountId}, differing.id)`;
  });
}

async function benchRun(sql: Sql, invoices: number): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const days = 30;
  const keys = { accountId: 'bench', apiKey: 'bench', liveSecret: 'live', testSecret: 'test' };
  const startsAt = now - (days + 1) * 86_400;
  const history = { seed: 1, startsAt, endsAt: now - 86_400, perDay: Math.ceil(invoices / days) };
  const sandbox = await startSandbox({ ...keys, ...history, scenarios: 'smooth', callbackUrl: null });
  const privateApi = createPrivateApi({ url: sandbox.url, ...keys, concurrency: 8, perSecond: 100_000 });
  const accountId = await makeBenchAccount(sql, 'run');
  await sql`update accounts set adopt_missing = true where id = ${accountId}`;
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
  const order = { accountId, window: { from: startsAt, to: now - 60 }, trigger: 'program' } as const;
  const read = await seconds(() => readList(privateApi, order.window));
  const runs: number[] = [];
  for (const name of ['first run, everything adopted', 'second run, nothing changed']) {
    const id = await queueRun(sql, ACTOR, order);
    runs.push(await seconds(() => carryOutRun(tools, id)));
    const [run] = await sql`select seen, matched, healed, opened from runs where id = ${id.toString()}`;
    console.log(`${name}: ${JSON.stringify(run)}`);
    const [first] = runs;
    report(`${name} (${invoices} invoices), beside reading the sandbox's list alone`, runs.at(-1) ?? 0, read);
    if (runs.length > 1) report('second run beside the first', runs.at(-1) ?? 0, first ?? 0);
  }
  console.log(
    `memory: ${Math.round(process.memoryUsage.rss() / 1e6)} MB (with the sandbox in the same process)`,
  );
  await sandbox.close();
}

/** What the sandbox needs to serve the list, one page after the other: no run can be faster against it. */
async function readList(
  api: ReturnType<typeof createPrivateApi>,
  window: { from: number; to: number },
): Promise<void> {
  let page = await api.page({ ...window, number: 1, size: 500 });
  while (page.next) page = await api.pageByLink(page.next);
}
