import { type Amount, amountOf } from '../books/amount.ts';

/** Payments to which money went back: how many, how much, and of how many of them the amount was not told. */
export type ReturnedTotals = { count: number; notTold: number; amount: Amount };

/** What the payments of some time came to in one currency. */
export type Totals = {
  invoices: number;
  /** Paid or failed for good; the others are not decided yet. */
  paid: number;
  failed: number;
  gross: Amount;
  fees: Amount;
  refunds: ReturnedTotals;
  chargebacks: ReturnedTotals;
};

/** The same as it comes from the database: sums as text, which may be more than any amount is. */
export type RawTotals = Record<'invoices' | 'paid' | 'failed', number> &
  Record<'refunds' | 'refundsNotTold' | 'chargebacks' | 'chargebacksNotTold', number> &
  Record<'gross' | 'fees' | 'refunded' | 'chargedBack', string>;

export const NOTHING: RawTotals = {
  ...{ invoices: 0, paid: 0, failed: 0, gross: '0', fees: '0' },
  ...{
    refunds: 0,
    refundsNotTold: 0,
    refunded: '0',
    chargebacks: 0,
    chargebacksNotTold: 0,
    chargedBack: '0',
  },
};

/** Totals with their currency. */
export function totalsOf(raw: RawTotals, currency: string, exponent: number): Totals {
  const amount = (minor: string) => amountOf(BigInt(minor), currency, exponent) as Amount;
  const { invoices, paid, failed } = raw;
  return {
    ...{ invoices, paid, failed, gross: amount(raw.gross), fees: amount(raw.fees) },
    refunds: { count: raw.refunds, notTold: raw.refundsNotTold, amount: amount(raw.refunded) },
    chargebacks: { count: raw.chargebacks, notTold: raw.chargebacksNotTold, amount: amount(raw.chargedBack) },
  };
}

/** Totals and others, of one currency. */
export function plusTotals(a: RawTotals, b: RawTotals): RawTotals {
  const sum = (one: string, other: string) => (BigInt(one) + BigInt(other)).toString();
  return {
    ...{ invoices: a.invoices + b.invoices, paid: a.paid + b.paid, failed: a.failed + b.failed },
    ...{ gross: sum(a.gross, b.gross), fees: sum(a.fees, b.fees) },
    ...{ refunds: a.refunds + b.refunds, refundsNotTold: a.refundsNotTold + b.refundsNotTold },
    ...{ refunded: sum(a.refunded, b.refunded), chargebacks: a.chargebacks + b.chargebacks },
    chargebacksNotTold: a.chargebacksNotTold + b.chargebacksNotTold,
    chargedBack: sum(a.chargedBack, b.chargedBack),
  };
}
