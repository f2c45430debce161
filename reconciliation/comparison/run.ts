import { setMaxListeners } from 'node:events';
import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import { LOCK, withLock } from '#db/lock.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { foreignText } from '#paymega/foreign-text.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { analyseWhatGrew } from './analyse.ts';
import { applyInSteps, compareWithList, type Steps } from './apply.ts';
import { fetchChanges } from './changes.ts';
import type { Compared } from './compare.ts';
import { lockList } from './compare-invoices.ts';
import type { Comparison } from './comparison.ts';
import { fetchWindow } from './fetch.ts';
import { recheck } from './recheck.ts';
import type { RunUnderWay } from './run-under-way.ts';
import { type Run, run as readRun } from './runs.ts';
import { countNotCompared } from './short.ts';
import { MOST_A_STEP } from './stretch-of-findings.ts';
import type { Window } from './window.ts';

// Healing is writing: more at once than a small server has processors gain nothing.
const STEPS_AT_ONCE = 2;

/** Carries out a step of a run; whoever watches sees how long it takes. */
export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Who watches a run; the clock says what is young, overdue and stuck. */
export type Watch = {
  signal?: AbortSignal;
  onProgress?: () => void;
  clock?: () => Date;
  step?: Step;
  /** How much one step of applying takes (Comparison). */
  mostAStep?: number;
};

/**
 * Carries out one reconciliation: fetch, recheck, compare, apply. A run that died goes on where it was; one
 * that is over is returned as it is. One run an account at a time: the lock is the database's, so a dead
 * worker holds none.
 * @throws Refusal `run_under_way` (409) where another run of the account goes on; PaymegaError where the list
 * cannot be read. The run is then on record as failed, nothing was compared, and calling again tries again.
 */
export async function carryOutRun(tools: CheckTools, id: bigint, watch: Watch = {}): Promise<Run> {
  const order = await readRun(tools.sql, id);
  if (isOver(order)) return order;
  await withLock(
    tools.sql,
    'counterfoil run',
    { class: LOCK.run, key: order.accountId },
    async (lost) => {
      // As it is now that nobody else works on it: somebody may have ended it, or given it a later end.
      const own = await readRun(tools.sql, id);
      if (isOver(own)) return;
      await claim(tools.sql, own);
      const signal = watch.signal ? AbortSignal.any([watch.signal, lost]) : lost;
      await phases(tools, own, { ...watch, signal });
    },
    () =>
      new Refusal('run_under_way', `a run of ${order.account} is under way: wait for it, or cancel it`, 409),
  );
  return readRun(tools.sql, id);
}

function isOver({ state }: Run): boolean {
  return state === 'finished' || state === 'cancelled';
}

// We hold the lock, so a run that still calls itself running has lost its worker.
async function claim(sql: Sql, { id, accountId }: Run): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      update runs set state = 'queued' where account_id = ${accountId} and state = 'running' and id <> ${id}`;
    await transaction`
      update runs
      set state = 'running', phase = 'fetch', started_at = coalesce(started_at, now()), finished_at = null,
        message = null
      where id = ${id} and state in ('queued', 'running', 'failed')`;
    await forgetWhatIsOld(transaction, id);
  });
}

/** What a run that goes on had read long ago is read again: our book has gone on meanwhile. */
async function forgetWhatIsOld(sql: Queryable, id: bigint): Promise<void> {
  const longAgo = sql`now() - interval '1 hour'`;
  await sql`
    update run_slices set fetched_at = null, seen = 0
    where run_id = ${id} and not is_short and fetched_at < ${longAgo}`;
  await sql`
    update run_rechecks set outcome = null, asked_at = null
    where run_id = ${id} and outcome <> 'changed' and asked_at < ${longAgo}`;
}

async function phases(tools: CheckTools, order: Run, watch: Watch): Promise<void> {
  const { sql } = tools;
  const window = { from: seconds(order.windowFrom), to: seconds(order.windowTo) };
  const underWay = runUnderWay(sql, order, window, watch);
  const step: Step = watch.step ?? ((_name, work) => work());
  try {
    await step('fetch', async () => {
      await fetchWindow(tools, underWay);
      await fetchChanges(tools, underWay);
    });
    await enter(sql, order.id, 'recheck');
    await step('recheck', () => recheck(tools, underWay));
    await underWay.assertGoesOn();
    await enter(sql, order.id, 'compare');
    await analyseWhatGrew(sql);
    const account = await accountById(sql, order.accountId);
    const { mostAStep = MOST_A_STEP } = watch;
    const comparison: Comparison = { runId: order.id, account, window, now: underWay.now(), mostAStep };
    const steps = stepsOf(sql, underWay);
    const first = await step('compare', () => steps.alone((held) => compareWithList(held, comparison)));
    await enter(sql, order.id, 'apply');
    await step('apply', async () => {
      const compared = await applyInSteps(steps, comparison, first);
      await sql.begin(async (transaction) => {
        await expectRunning(transaction, order.id);
        await finish(transaction, order.id, compared);
      });
    });
    await analyseWhatGrew(sql);
    underWay.onProgress();
  } catch (error) {
    await fail(sql, order.id, error, underWay.signal);
    throw error;
  }
}

function runUnderWay(sql: Sql, { id, accountId, scope }: Run, window: Window, watch: Watch): RunUnderWay {
  const signal = watch.signal ? AbortSignal.any([watch.signal]) : new AbortController().signal;
  // Every call under way listens to it: many, but no leak.
  setMaxListeners(0, signal);
  return {
    id,
    accountId,
    scope,
    window,
    signal,
    async assertGoesOn() {
      signal.throwIfAborted();
      const [row] = await sql<{ state: string }[]>`select state from runs where id = ${id}`;
      if (row?.state === 'cancelled') throw new Refusal('run_cancelled', `run ${id} was cancelled`, 409);
    },
    onProgress: () => watch.onProgress?.(),
    now: watch.clock ?? (() => new Date()),
  };
}

/**
 * Each step in a transaction of its own, during which nobody else changes the account's list. The run's row is held no
 * longer than it takes to commit, so that a cancellation waits for no step: it undoes the one under way.
 */
function stepsOf(sql: Sql, { id, accountId, assertGoesOn, onProgress }: RunUnderWay): Steps {
  const inStep =
    (kind: 'alone' | 'beside') =>
    async <T>(work: (transaction: Queryable) => Promise<T>) => {
      await assertGoesOn();
      const { done } = await sql.begin(async (transaction) => {
        await lockList(transaction, accountId, kind);
        const done = await work(transaction);
        await expectRunning(transaction, id);
        return { done };
      });
      onProgress();
      return done as T;
    };
  return { alone: inStep('alone'), beside: inStep('beside'), atOnce: STEPS_AT_ONCE };
}

// Holds the run's row to the commit: a cancellation comes before it, or finds that the run is over. What another step has
// written refers to the row, and does not hinder that.
async function expectRunning(transaction: Queryable, id: bigint): Promise<void> {
  const [row] = await transaction<{ state: string }[]>`
    select state from runs where id = ${id} for no key update`;
  if (row?.state !== 'running') throw new Refusal('run_cancelled', `run ${id} was cancelled`, 409);
}

async function enter(sql: Sql, id: bigint, phase: Run['phase']): Promise<void> {
  await sql`
    update runs set phase = ${phase},
      seen = (select coalesce(sum(seen), 0) from run_slices where run_id = runs.id and not is_short)
    where id = ${id} and state = 'running'`;
}

async function finish(sql: Queryable, id: bigint, compared: Compared): Promise<void> {
  const run = id.toString();
  const notCompared = await countNotCompared(sql, id);
  await sql`
    update runs set state = 'finished', phase = 'done', finished_at = now(), message = null, fault = null,
      matched = ${compared.matched}, expected = ${compared.expected},
      unanswered = ${compared.unanswered + notCompared}
    where id = ${run}`;
  await sql`delete from run_findings where run_id = ${run}`;
  await sql`delete from run_rechecks where run_id = ${run}`;
}

// Stopped with its process, a run stays as it is and goes on at the next start; cancelled, it stays
// cancelled.
async function fail(sql: Sql, id: bigint, error: unknown, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const message = messageOf(error);
  const fault = error instanceof PaymegaError ? error.fault : null;
  await sql`
    update runs set state = 'failed', finished_at = now(), message = ${message}, fault = ${fault}
    where id = ${id} and state = 'running'`;
}

// A database's own words may quote a row.
function messageOf(error: unknown): string {
  const fault = databaseErrorOf(error);
  if (fault) return `the database refused a step of it (${fault.code})`;
  return error instanceof Error ? foreignText(error.message) : 'unknown';
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
