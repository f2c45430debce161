import { type Amount, amountOf } from '../books/amount.ts';

/** The money that moved in one currency and service on a day, by one book, or one book's less the other's. */
export type MoneySide = {
  sales: number;
  gross: Amount;
  /** What Paymega charged for these sales, as far as it told; of so many it did not tell. */
  fees: Amount;
  unknownFees: number;
  refunds: number;
  refunded: Amount;
  chargebacks: number;
  chargedBack: Amount;
  /** Gross less fees, refunds and charge-backs. */
  net: Amount;
};

/** So many payments, and what was ordered with them. */
export type Count = { payments: number; ordered: Amount };

/** The parts of a day's flow: opening + created − processed − failed − expired − terminated = closing. */
export const FLOW = [
  'opening',
  'created',
  'processed',
  'failed',
  'expired',
  'terminated',
  'closing',
] as const;

/** What was pending when a day began, what came and went, and what was pending when it ended. */
export type Flow = Record<(typeof FLOW)[number], Count>;

type Side<Part> = { ours: Part; theirs: Part };

/** One line of a day by money. */
export type MoneyLine = { currency: string; exponent: number; service: string | null } & Side<MoneySide> & {
    /** Ours less theirs. */
    difference: MoneySide;
    /**
     * Whether both books have the same money of the same payments: two differences that cancel out are two.
     */
    agrees: boolean;
    flow: Side<Flow>;
  };

/** A currency's lines of a day together. */
export type MoneyTotal = Omit<MoneyLine, 'service'>;

/** The sum of movements of one kind: minor units as text. */
export type MoneySum = { kind: string; events: number; amount: string; fee: string; unknownFees: number };

/** Sums of movements as the figures of a day. */
export function sideOf(sums: readonly MoneySum[], currency: string, exponent: number): MoneySide {
  const of = (kind: string) => sums.filter((sum) => sum.kind === kind);
  const events = (kind: string) => of(kind).reduce((sum, one) => sum + one.events, 0);
  const amount = (minor: bigint) => amountOf(minor, currency, exponent) as Amount;
  const money = (kind: string, name: 'amount' | 'fee' = 'amount') =>
    of(kind).reduce((sum, one) => sum + BigInt(one[name]), 0n);
  const [gross, fees] = [money('processed'), money('processed', 'fee')];
  const [refunded, chargedBack] = [money('refunded'), money('charged_back')];
  return {
    ...{ sales: events('processed'), gross: amount(gross), fees: amount(fees) },
    unknownFees: of('processed').reduce((sum, one) => sum + one.unknownFees, 0),
    ...{ refunds: events('refunded'), refunded: amount(refunded) },
    ...{ chargebacks: events('charged_back'), chargedBack: amount(chargedBack) },
    net: amount(gross - fees - refunded - chargedBack),
  };
}

/** The lines of each currency together; currencies are never added. */
export function totalsOf(lines: readonly MoneyLine[]): MoneyTotal[] {
  const currencies = [...new Map(lines.map((line) => [line.currency, line])).values()];
  return currencies.map(({ currency, exponent }) => {
    const own = lines.filter((line) => line.currency === currency);
    const sum = (of: (line: MoneyLine) => MoneySide) => own.map(of).reduce(plusSide);
    return {
      ...{ currency, exponent },
      ...{ ours: sum(({ ours }) => ours), theirs: sum(({ theirs }) => theirs) },
      difference: sum(({ difference }) => difference),
      agrees: own.every(({ agrees }) => agrees),
      flow: {
        ours: own.map(({ flow }) => flow.ours).reduce(plusFlow),
        theirs: own.map(({ flow }) => flow.theirs).reduce(plusFlow),
      },
    };
  });
}

/** Two sides of one currency together. */
export function plusSide(a: MoneySide, b: MoneySide): MoneySide {
  const sum = (one: Amount, other: Amount): Amount => ({ ...one, minor: one.minor + other.minor });
  return {
    ...{ sales: a.sales + b.sales, unknownFees: a.unknownFees + b.unknownFees },
    ...{ refunds: a.refunds + b.refunds, chargebacks: a.chargebacks + b.chargebacks },
    ...{ gross: sum(a.gross, b.gross), fees: sum(a.fees, b.fees), refunded: sum(a.refunded, b.refunded) },
    ...{ chargedBack: sum(a.chargedBack, b.chargedBack), net: sum(a.net, b.net) },
  };
}

/** One side less another of the same currency. */
export function lessSide(a: MoneySide, b: MoneySide): MoneySide {
  const less = (one: Amount): Amount => ({ ...one, minor: -one.minor });
  return plusSide(a, {
    ...{ sales: -b.sales, unknownFees: -b.unknownFees, refunds: -b.refunds, chargebacks: -b.chargebacks },
    ...{ gross: less(b.gross), fees: less(b.fees), refunded: less(b.refunded) },
    ...{ chargedBack: less(b.chargedBack), net: less(b.net) },
  });
}

function plusFlow(a: Flow, b: Flow): Flow {
  const sum = (one: Count, other: Count): Count => ({
    payments: one.payments + other.payments,
    ordered: { ...one.ordered, minor: one.ordered.minor + other.ordered.minor },
  });
  return Object.fromEntries(FLOW.map((part) => [part, sum(a[part], b[part])])) as Flow;
}

/** Whether a side has nothing in it: of a difference, that the books agree. */
export function isNoMoney(side: MoneySide): boolean {
  const sums = [side.gross, side.fees, side.refunded, side.chargedBack];
  const counts = [side.sales, side.refunds, side.chargebacks, side.unknownFees];
  return counts.every((count) => count === 0) && sums.every(({ minor }) => minor === 0n);
}
