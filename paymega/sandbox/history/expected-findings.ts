import type { History } from './history.ts';
import { type Finding, plotFacts } from './scenarios.ts';

/** One thing that a correct reconciliation finds. */
export type Expected = Finding & { invoiceId: string };

/** Invoices whose story is younger than this are still in flight: nothing is expected of them. */
export const SETTLED_SECONDS = 3600;

/**
 * What a correct reconciliation at `at` must have found in the procedural history, and how each item ends. Lazy.
 * Changes by hand and invoices created by API calls are not in it.
 */
export function* truth(history: History, at: number): Generator<Expected, void, undefined> {
  const end = history.calendar.countUntil(at - SETTLED_SECONDS);
  for (let index = 0; index < end; index++) {
    const { plot, part } = history.part(index);
    const { expects, parts } = plotFacts(plot);
    if (expects.length === 0 || part + 1 < parts) continue;
    const whole = part === 0 ? [index] : [index - 1, index];
    if (!whole.every((one) => settledAt(history, one) <= at)) continue;
    for (const finding of expects) yield { invoiceId: history.id(index), ...finding };
  }
}

function settledAt(history: History, index: number): number {
  const times = history.story(index).flatMap(({ at, attempts }) => [at, ...attempts.map((one) => one.at)]);
  return Math.max(...times) + SETTLED_SECONDS;
}
