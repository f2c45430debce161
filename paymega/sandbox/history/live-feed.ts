import type { CallbackSender } from '../platform/callbacks.ts';
import type { Ledger } from '../platform/ledger.ts';
import type { Agenda } from '../platform/scheduler.ts';
import { arrivals } from './arrivals.ts';
import type { History } from './history.ts';

/** Sends the procedural callbacks as their time comes, from `from` (Unix seconds) on. */
export function startLiveFeed(
  history: History,
  ledger: Ledger,
  agenda: Agenda,
  sender: CallbackSender,
  from: number,
): void {
  const coming = arrivals(history, from, Number.POSITIVE_INFINITY);
  const planNext = () => {
    const { value: arrival } = coming.next();
    if (!arrival) return;
    agenda.at(arrival.at, () => {
      const shown = ledger.withChanges(arrival.shown);
      const url = shown?.callbackUrl ?? null;
      // A refused callback is sent again by the sender's own schedule.
      if (shown && url !== null && !arrival.isRetryOfRefused) sender.send(shown, url, arrival.isSignedRight);
      planNext();
    });
  };
  planNext();
}
