import { Presets, SingleBar } from 'cli-progress';
import type { Sql } from '#db/connection.ts';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type Run, run as readRun, unfinishedRunOf } from '#reconciliation/comparison/runs.ts';
import { windowOfDays } from '#reconciliation/comparison/window-of-days.ts';
import type { Config } from '../config.ts';
import { ACTOR, withBooks } from './visit.ts';

const LOOK_MS = 300;

/**
 * `reconcile`: one run in the foreground; a bar on a terminal, then the summary. One of the same days that
 * has failed or was interrupted goes on from what it had read.
 */
export async function reconcile(
  config: Config,
  options: { from: string; to: string; account?: string; json?: boolean },
): Promise<void> {
  for (const day of [options.from, options.to]) {
    if (!isDay(day)) throw new Refusal('bad_day', `“${day}” is not a day: write YYYY-MM-DD`);
  }
  await withBooks(config, async (sql, connections) => {
    const account = await accountBySlug(sql, options.account);
    const window = windowOfDays(account, options, new Date());
    const unfinished = await unfinishedRunOf(sql, account.id, window);
    if (unfinished !== null) process.stderr.write(`Run ${unfinished} of these days goes on where it was\n`);
    const order = { accountId: account.id, window, trigger: 'program' } as const;
    const id = unfinished ?? (await queueRun(sql, ACTOR, order));
    const stopBar = process.stderr.isTTY && !options.json ? showProgress(sql, id) : () => undefined;
    const signal = abortedBySignal();
    const tools = await checkToolsOf({ sql, connectionOf: connections.of }, account.id);
    const done = await carryOutRun(tools, id, { signal }).finally(stopBar);
    process.stdout.write(options.json ? `${JSON.stringify(summary(done))}\n` : `${summaryText(done)}\n`);
  });
}

// Date takes the 30th of February for the 2nd of March.

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && day.getTime() >= 0 && day.toISOString().startsWith(text);
}

function abortedBySignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () =>
    controller.abort(new Refusal('interrupted', 'interrupted: the run goes on at the next start')),
  );
  return controller.signal;
}

function showProgress(sql: Sql, id: bigint): () => void {
  const bar = new SingleBar(
    { format: '{phase} |{bar}| {value}/{total} · {seen} invoices', stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(1, 0, { phase: 'fetch', seen: 0 });
  const timer = setInterval(() => {
    readRun(sql, id).then(
      ({ phase, slicesDone, slicesTotal, recheckDone, recheckTotal, seen }) => {
        const [done, total] = phase === 'recheck' ? [recheckDone, recheckTotal] : [slicesDone, slicesTotal];
        bar.setTotal(Math.max(total, 1));
        bar.update(done, { phase: phase.padEnd(8), seen });
      },
      () => clearInterval(timer),
    );
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    bar.stop();
  };
}

function summary(run: Run) {
  const { seen, matched, expected, unanswered, healed, opened, stillOpen, closed } = run;
  return {
    run: run.id.toString(),
    account: run.account,
    state: run.state,
    window_from: run.windowFrom,
    window_to: run.windowTo,
    seen,
    matched,
    expected,
    unanswered,
    healed,
    opened,
    still_open: stillOpen,
    closed,
    provider_total: run.short?.total ?? null,
    listed: run.short?.listed ?? null,
  };
}

function summaryText(run: Run): string {
  return [
    `Run ${run.id} of ${run.account}: ${run.state}`,
    `  seen ${run.seen}, matched ${run.matched}, expected ${run.expected}, not compared ${run.unanswered}`,
    ...(run.short ? [`  Paymega counts ${run.short.total}, its list showed ${run.short.listed}`] : []),
    `  healed ${run.healed}, opened ${run.opened}, still open ${run.stillOpen}, closed ${run.closed}`,
  ].join('\n');
}
