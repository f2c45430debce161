import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Bench } from './bench.ts';
import type { Book } from './book.ts';
import { type Answer, type Files, type Peer, peers, writeFiles } from './peers/peers.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 5;
const ROUNDS_OF_PEERS = 3;
/** Beyond so many rows one round of a peer says as much. */
const LARGE = 500_000;
const ACTOR = { kind: 'program', name: 'bench' } as const;

type Measured = { seconds: number; kinds: Record<string, number> };

/** The compare phase of a run against the fingerprint floor, and beside other programs that find the same. */
export async function benchCompare(bench: Bench): Promise<void> {
  for (const size of bench.sizes) {
    const book = await bench.book(size);
    const product = await besideFloor(bench, book);
    const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-peers-'));
    try {
      const files = await writeFiles(bench.sql, book.accountId, folder);
      for (const peer of peers()) await besidePeer(bench, size, product, peer, files);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function besideFloor({ sql, put }: Bench, { accountId, size, window }: Book): Promise<Measured> {
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
  const found = await sql<{ kind: string; count: number }[]>`
    select kind, count(*)::int as count from run_findings where run_id = ${runId.toString()} group by kind`;
  const kinds = Object.fromEntries(found.map(({ kind, count }) => [kind, count]));
  const all = found.reduce((sum, { count }) => sum + count, 0);
  put({
    ...{ path: 'compare both books', size, unit: 'ms', goal: 1.2 },
    ...{ product: median(product) * 1000, floor: median(floor) * 1000 },
    notes: `${all} findings of ${found.length} kinds`,
  });
  await sql`delete from run_findings`;
  await sql`delete from runs where id = ${runId.toString()}`;
  return { seconds: median(product), kinds };
}

/** A peer stands where the floor does: a ratio below one is ahead of it. */
async function besidePeer(
  { put }: Bench,
  size: number,
  product: Measured,
  { name, compare: own }: Peer,
  files: Files,
): Promise<void> {
  if (typeof own === 'string') return console.log(`${name} is left out: ${own}`);
  const answers: Answer[] = [];
  for (let round = 0; round < (size > LARGE ? 1 : ROUNDS_OF_PEERS); round++) answers.push(await own(files));
  const [{ version = '', kinds = {} } = {}] = answers;
  if (!isDeepStrictEqual(sorted(kinds), sorted(product.kinds)))
    throw new Error(`${name} found ${JSON.stringify(kinds)}, the product ${JSON.stringify(product.kinds)}`);
  const peak = Math.max(...answers.map(({ peakMb }) => peakMb));
  const rows = [
    ['from its CSV', 'fromFile'],
    ['in its memory', 'inMemory'],
  ] as const;
  for (const [how, key] of rows)
    put({
      ...{ path: `compare beside ${name} ${how}`, size, unit: 'ms', product: product.seconds * 1000 },
      ...{ floor: median(answers.map((answer) => answer[key])) * 1000, memoryMb: peak },
      ...(key === 'fromFile' && { goal: 1 }),
      notes: `${name} ${version} stands as floor; the same findings; the memory is its own`,
    });
}

function sorted(kinds: Record<string, number>): [string, number][] {
  return Object.entries(kinds).toSorted(([a], [b]) => (a < b ? -1 : 1));
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
