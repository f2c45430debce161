import type { Change, Shown } from './invoice-view.ts';
import type { Parts } from './parts.ts';

/** Changes an invoice and sends the callback that tells of it. Throws where there is no such invoice. */
export function changeAndTell(parts: Parts, id: string, change: Change): Shown {
  const shown = parts.ledger.change(id, change);
  if (!shown) throw new Error(`no invoice ${id}`);
  tell(parts, shown);
  return shown;
}

/** Sends the callback that tells how an invoice is now, to where it says. */
export function tell(parts: Parts, shown: Shown): void {
  const url = shown.callbackUrl ?? parts.callbackUrl;
  if (url !== null) parts.sender.send(shown, url);
}
