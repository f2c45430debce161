import type { History } from './history.ts';
import { type Finding, scenarioFacts } from './scenarios.ts';

/** One thing that a correct reconciliation finds. */
export type Expected = Finding & { invoiceId: string };

/** Invoices whose timeline is younger than this are still in flight: nothing is expected of them. */
export const QUIET_SECONDS = 3600;

/**
 * What a correct reconciliation at `at` must have found in the procedural history, and how each item ends. Lazy.
 * Changes by hand and invoices created by API calls are not in it.
 */
export function* expectedFindings(history: History, at: number): Generator<Expected, void, undefined> {
  const end = history.calendar.countUntil(at - QUIET_SECONDS);
  for (let index = 0; index < end; index++) {
    const { scenario, part } = history.part(index);
    const { expects, parts } = scenarioFacts(scenario);
    if (expects.length === 0 || part + 1 < parts) continue;
    const whole = part === 0 ? [index] : [index - 1, index];
    if (!whole.every((one) => finishedAt(history, one) <= at)) continue;
    for (const finding of expects) yield { invoiceId: history.id(index), ...finding };
  }
}

function finishedAt(history: History, index: number): number {
  const times = history.timeline(index).flatMap(({ at, attempts }) => [at, ...attempts.map((one) => one.at)]);
  return Math.max(...times) + QUIET_SECONDS;
}
