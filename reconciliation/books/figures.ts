import { type Amount, amountOf } from './amount.ts';

/** One book's payments of a day in one currency, or one book's less the other's. */
export type Figures = {
  invoices: number;
  paid: number;
  gross: Amount;
  fees: Amount;
  returned: Amount;
  /** Those parts of what was returned; not there where the figures do not tell them apart. */
  refunded?: Amount;
  chargedBack?: Amount;
  net: Amount;
};

/** The same as they come from the database: sums as text, which may be more than any amount is. */
export type RawFigures = {
  invoices: number;
  paid: number;
  gross: string;
  fees: string;
  returned: string;
  /** The part of what was returned that was charged back; not there where it is not told apart. */
  chargedBack?: string;
};

export const NO_FIGURES: RawFigures = { invoices: 0, paid: 0, gross: '0', fees: '0', returned: '0' };

/** Figures with their currency, and what follows from them. */
export function figuresOf(raw: RawFigures, currency: string, exponent: number): Figures {
  const amount = (minor: bigint) => amountOf(minor, currency, exponent) as Amount;
  const [gross, fees, returned] = [BigInt(raw.gross), BigInt(raw.fees), BigInt(raw.returned)];
  return {
    ...{ invoices: raw.invoices, paid: raw.paid, gross: amount(gross), fees: amount(fees) },
    ...{ returned: amount(returned), net: amount(gross - fees - returned) },
    ...(raw.chargedBack !== undefined && {
      refunded: amount(returned - BigInt(raw.chargedBack)),
      chargedBack: amount(BigInt(raw.chargedBack)),
    }),
  };
}

/** Figures and others. */
export function plus(a: RawFigures, b: RawFigures): RawFigures {
  return both(a, b, 1n);
}

/** Figures less others. */
export function less(a: RawFigures, b: RawFigures): RawFigures {
  return both(a, b, -1n);
}

function both(a: RawFigures, b: RawFigures, sign: 1n | -1n): RawFigures {
  const sum = (one: string, other: string) => (BigInt(one) + sign * BigInt(other)).toString();
  const count = (one: number, other: number) => one + Number(sign) * other;
  return {
    ...{ invoices: count(a.invoices, b.invoices), paid: count(a.paid, b.paid), gross: sum(a.gross, b.gross) },
    ...{ fees: sum(a.fees, b.fees), returned: sum(a.returned, b.returned) },
    ...((a.chargedBack ?? b.chargedBack) !== undefined && {
      chargedBack: sum(a.chargedBack ?? '0', b.chargedBack ?? '0'),
    }),
  };
}

/** Whether there is nothing in any of them: sums that cancel out in the net are something. */
export function isNothing({ invoices, paid, gross, fees, returned }: RawFigures): boolean {
  return invoices === 0 && paid === 0 && [gross, fees, returned].every((sum) => BigInt(sum) === 0n);
}
