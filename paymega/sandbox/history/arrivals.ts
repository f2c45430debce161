import TinyQueue from 'tinyqueue';
import type { InvoiceView } from '../platform/invoice-view.ts';
import type { Attempt } from './delivery-outcomes.ts';
import type { History } from './history.ts';
import { scenarioFacts } from './scenarios.ts';

/** A procedural callback on its way in: what it tells, and how it comes. */
export type Arrival = Attempt & { index: number; place: number; view: InvoiceView };

const SHORT_TAIL_SECONDS = 6 * 3600;
const LONG_TAIL_SECONDS = 7 * 86_400;

/**
 * The procedural callbacks that arrive from `from` up to and without `until`, by time. Lazy: invoices are
 * looked at as the time comes to them, and `until` may be infinite.
 */
export function* arrivals(
  history: History,
  from: number,
  until: number,
): Generator<Arrival, void, undefined> {
  const { calendar } = history;
  const coming = new TinyQueue<Arrival>([], (a, b) => a.at - b.at || a.index - b.index || a.place - b.place);
  const shortFrom = calendar.firstFrom(from - SHORT_TAIL_SECONDS);
  const end = calendar.countUntil(until - 1);
  for (let index = calendar.firstFrom(from - LONG_TAIL_SECONDS); index < end; index++) {
    yield* takenUntil(coming, calendar.createdAt(index));
    // Most timelines end within hours: those from days ago need not be told to know that nothing is left of
    // them.
    if (index < shortFrom && scenarioFacts(history.part(index).scenario).tail === 'hours') continue;
    for (const arrival of arrivalsOf(history, index)) {
      if (arrival.at >= from && arrival.at < until) coming.push(arrival);
    }
  }
  yield* takenUntil(coming, until);
}

function* takenUntil(coming: TinyQueue<Arrival>, at: number): Generator<Arrival, void, undefined> {
  for (let next = coming.peek(); next && next.at < at; next = coming.peek()) {
    coming.pop();
    yield next;
  }
}

function arrivalsOf(history: History, index: number): Arrival[] {
  const attempts = history.timeline(index).flatMap(({ view, attempts }) => {
    return view ? attempts.map((attempt) => ({ ...attempt, view })) : [];
  });
  return attempts.map((attempt, place) => ({ ...attempt, index, place }));
}
