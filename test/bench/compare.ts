import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Bench } from './bench.ts';
import { fillBothBooks, makeBenchAccount } from './fill.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 5;
const ACTOR = { kind: 'program', name: 'bench' } as const;
const FROM = 1_780_000_000;

/** The compare phase of a run against the fingerprint floor. */
export async function benchCompare(bench: Bench): Promise<void> {
  for (const invoices of bench.sizes) await compareAt(bench, invoices);
}

async function compareAt({ sql, put }: Bench, invoices: number): Promise<void> {
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
  put({
    ...{ path: 'compare both books', size: invoices, unit: 'ms', goal: 1.2 },
    ...{ product: median(product) * 1000, floor: median(floor) * 1000, notes: `${found?.count} findings` },
  });
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
