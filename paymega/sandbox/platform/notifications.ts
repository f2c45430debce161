import type { Change, InvoiceView } from './invoice-view.ts';
import type { Parts } from './parts.ts';

/** Changes an invoice and sends the callback that tells of it. Throws where there is no such invoice. */
export function changeAndNotify(parts: Parts, id: string, change: Change): InvoiceView {
  const view = parts.ledger.change(id, change);
  if (!view) throw new Error(`no invoice ${id}`);
  notify(parts, view);
  return view;
}

/** Sends the callback that tells how an invoice is now, to where it says. */
export function notify(parts: Parts, view: InvoiceView): void {
  const url = view.callbackUrl ?? parts.callbackUrl;
  if (url !== null) parts.sender.send(view, url);
}
