import { Temporal } from 'temporal-polyfill';
import { statusFacts } from '../../statuses.ts';
import { SANDBOX_CURRENCIES } from '../history/figures.ts';
import type { InvoiceView } from '../platform/invoice-view.ts';
import type { Ledger } from '../platform/ledger.ts';

/** One movement of the account, as the portal books it. Amounts in the currency's minor unit, signed. */
export type Entry = {
  /** Unix seconds. */
  at: number;
  type: 'payment' | 'refund' | 'chargeback';
  view: InvoiceView;
  amount: bigint;
  fee: bigint;
};

const CHARGEBACK_FEE_UNITS = 15n;

/**
 * Every movement of live money in a currency up to an instant, in order: the same truth that the private
 * API tells.
 */
export function entriesUntil(ledger: Ledger, currency: string, until: number): Entry[] {
  const all: Entry[] = [];
  const span = ledger.span(0, until);
  for (let place = 0; place < span.total; place++) all.push(...entriesOf(span.at(place), currency));
  return all.filter(({ at }) => at < until).sort(inOrder);
}

function entriesOf(view: InvoiceView, currency: string): Entry[] {
  if (isTooFine(view)) return [];
  if (view.mode !== 'live' || view.currency !== currency || !statusFacts(view.status).tookMoney) return [];
  const at = view.processedAt ?? view.updatedAt;
  const paid = view.processedAmount ?? view.paymentAmount;
  const entries: Entry[] = [{ at, type: 'payment', view, amount: paid, fee: view.processedFee ?? view.fee }];
  if (view.refundedAmount > 0n)
    entries.push({
      at: view.refundedAt ?? view.updatedAt,
      type: 'refund',
      view,
      amount: -view.refundedAmount,
      fee: 0n,
    });
  const chargebackFee = CHARGEBACK_FEE_UNITS * 10n ** BigInt(view.exponent);
  if (view.chargedBackAmount > 0n)
    entries.push({
      at: view.updatedAt,
      type: 'chargeback',
      view,
      amount: -view.chargedBackAmount,
      fee: chargebackFee,
    });
  return entries;
}

/** What is finer than its currency stands in no file: no portal could write it to the cent. */
function isTooFine({ currency, exponent }: InvoiceView): boolean {
  const known = SANDBOX_CURRENCIES[currency as keyof typeof SANDBOX_CURRENCIES];
  return known !== undefined && known.exponent !== exponent;
}

function inOrder(a: Entry, b: Entry): number {
  return a.at - b.at || (a.view.id < b.view.id ? -1 : a.view.id > b.view.id ? 1 : a.type < b.type ? -1 : 1);
}

/** The live invoices created in a stretch, oldest first. */
export function invoicesBetween(
  ledger: Ledger,
  currency: string,
  from: number,
  until: number,
): InvoiceView[] {
  const span = ledger.span(from, until - 1);
  const all = Array.from({ length: span.total }, (_, place) => span.at(place));
  return all.filter((view) => !isTooFine(view) && view.mode === 'live' && view.currency === currency);
}

/** The instants of a day on the clocks of a zone, half open, in Unix seconds. */
export function dayBetween(day: string, zone: string): { from: number; until: number } {
  const date = Temporal.PlainDate.from(day);
  const seconds = (one: Temporal.PlainDate) =>
    one.toZonedDateTime({ timeZone: zone }).epochMilliseconds / 1000;
  return { from: seconds(date), until: seconds(date.add({ days: 1 })) };
}

/** The days of a month up to one, that one included. */
export function monthTo(day: string): string[] {
  const last = Temporal.PlainDate.from(day);
  return Array.from({ length: last.day }, (_, place) => last.with({ day: place + 1 }).toString());
}
