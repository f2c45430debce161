import { Heap } from '../platform/heap.ts';
import type { Shown } from '../platform/invoice-view.ts';
import type { Attempt } from './delivery-outcomes.ts';
import type { History } from './history.ts';
import { plotFacts } from './scenarios.ts';

/** A procedural callback on its way in: what it tells, and how it comes. */
export type Arrival = Attempt & { index: number; place: number; shown: Shown };

const SHORT_TAIL_SECONDS = 6 * 3600;
const LONG_TAIL_SECONDS = 7 * 86_400;

/**
 * The procedural callbacks that arrive from `from` up to and without `until`, by time. Lazy: invoices are looked at
 * as the time comes to them, and `until` may be infinite.
 */
export function* arrivals(
  history: History,
  from: number,
  until: number,
): Generator<Arrival, void, undefined> {
  const { calendar } = history;
  const coming = new Heap<Arrival>((a, b) => a.at - b.at || a.index - b.index || a.place - b.place);
  const shortFrom = calendar.firstFrom(from - SHORT_TAIL_SECONDS);
  const end = calendar.countUntil(until - 1);
  for (let index = calendar.firstFrom(from - LONG_TAIL_SECONDS); index < end; index++) {
    yield* takenUntil(coming, calendar.createdAt(index));
    // Most stories end within hours: those from days ago need not be told to know that nothing is left of them.
    if (index < shortFrom && plotFacts(history.part(index).plot).tail === 'hours') continue;
    for (const arrival of arrivalsOf(history, index)) {
      if (arrival.at >= from && arrival.at < until) coming.push(arrival);
    }
  }
  yield* takenUntil(coming, until);
}

function* takenUntil(coming: Heap<Arrival>, at: number): Generator<Arrival, void, undefined> {
  for (let next = coming.least; next && next.at < at; next = coming.least) {
    coming.pop();
    yield next;
  }
}

function arrivalsOf(history: History, index: number): Arrival[] {
  const attempts = history.story(index).flatMap(({ shown, attempts }) => {
    return shown ? attempts.map((attempt) => ({ ...attempt, shown })) : [];
  });
  return attempts.map((attempt, place) => ({ ...attempt, index, place }));
}
