import type { CallbackSender } from '../platform/callbacks.ts';
import type { Ledger } from '../platform/ledger.ts';
import type { Scheduler } from '../platform/scheduler.ts';
import { arrivals } from './arrivals.ts';
import type { History } from './history.ts';

/** Sends the procedural callbacks as their time comes, from `from` (Unix seconds) on. */
export function startLiveFeed(
  history: History,
  ledger: Ledger,
  scheduler: Scheduler,
  sender: CallbackSender,
  from: number,
): void {
  const coming = arrivals(history, from, Number.POSITIVE_INFINITY);
  const planNext = () => {
    const { value: arrival } = coming.next();
    if (!arrival) return;
    scheduler.at(arrival.at, () => {
      const view = ledger.withChanges(arrival.view);
      const url = view?.callbackUrl ?? null;
      // A refused callback is sent again by the sender's own schedule.
      if (view && url !== null && !arrival.isRetryOfRefused) sender.send(view, url, arrival.isSignedRight);
      planNext();
    });
  };
  planNext();
}
