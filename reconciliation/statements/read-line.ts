import { BadRow, type Cells } from './cells.ts';
import { isReversed, type LineType, lineTypeOf } from './line-types.ts';
import type { Mapping } from './mapping.ts';
import { readDay } from './read-time.ts';

/** One line as it was read: amounts in the currency's minor unit, `day` on the account's clocks. */
export type ReadLine = {
  line: number;
  currency: string;
  exponent: number;
  day: string;
  type: LineType;
  at: Date | null;
  transactionId: string | null;
  invoiceId: string | null;
  referenceId: string | null;
  service: string | null;
  description: string | null;
  status: string | null;
  amount: bigint;
  fee: bigint | null;
  effect: bigint;
  openingBalance: bigint | null;
  balance: bigint | null;
  reserve: bigint | null;
  createdAt: Date | null;
  updatedAt: Date | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
  chargedBackFee: bigint | null;
};

type DayAt = (at: Date) => string;
type Read = Omit<ReadLine, 'line' | 'currency' | 'exponent' | 'reserve' | 'fee'>;

const NOTHING = {
  ...{ at: null, transactionId: null, invoiceId: null, referenceId: null, service: null, description: null },
  ...{ status: null, openingBalance: null, balance: null, createdAt: null, updatedAt: null },
  ...{ processedAmount: null, processedFee: null, refundedAmount: null, chargedBackAmount: null },
  chargedBackFee: null,
} as const;

const abs = (amount: bigint) => (amount < 0n ? -amount : amount);

/**
 * Reads one row of a file.
 * @param dayAt the business day of an instant, on the account's clocks
 * @throws BadRow with the reason
 */
export function readLine(cells: Cells, line: number, mapping: Mapping, dayAt: DayAt): ReadLine {
  const fee = feeOf(cells, mapping);
  const read = {
    transactions: () => transaction(cells, fee, mapping, dayAt),
    trial_balance: () => balanceOfDay(cells, fee, mapping),
    invoices: () => invoice(cells, mapping, dayAt),
  }[mapping.kind]();
  const { currency, exponent } = cells;
  const isOutside =
    (mapping.from !== null && read.day < mapping.from) || (mapping.to !== null && read.day > mapping.to);
  if (isOutside) throw new BadRow(`it is of ${read.day}, which is none of the days of the file`);
  const { charged, ...rest } = read;
  return { line, currency, exponent, ...rest, fee: charged, reserve: cells.amount('reserved_balance') };
}

function feeOf(cells: Cells, { feesBelowZero }: Mapping): bigint | null {
  const fee = cells.amount('fee');
  return fee !== null && feesBelowZero ? -fee : fee;
}

function transaction(
  cells: Cells,
  fee: bigint | null,
  mapping: Mapping,
  dayAt: DayAt,
): Read & { charged: bigint | null } {
  const at = cells.time('at');
  const day = at ? dayAt(at) : mapping.from;
  if (day === null || (!at && mapping.columns.at !== undefined && mapping.from !== mapping.to))
    throw new BadRow('it has no time');
  const [words, description] = [cells.words('type'), cells.words('description')];
  const named = { invoiceId: invoiceIdOf(cells, description), referenceId: cells.id('reference_id') };
  const told = toldAmount(cells);
  const type = lineTypeOf(words, description, told, named.invoiceId !== null || named.referenceId !== null);
  const { amount, charged, effect } = moved(type, told, fee, isReversed(words, description));
  const net = cells.amount('net');
  return {
    ...NOTHING,
    ...{ day, type, at, ...named, transactionId: cells.id('transaction_id'), service: cells.id('service') },
    ...{ description: description ?? words, amount, charged },
    effect: net === null ? effect : effect < 0n ? -abs(net) : net,
    balance: cells.amount('balance'),
  };
}

function invoiceIdOf(cells: Cells, description: string | null): string | null {
  return cells.id('invoice_id') ?? /\bcpi_[A-Za-z0-9]+/.exec(description ?? '')?.[0] ?? null;
}

function toldAmount(cells: Cells): bigint {
  const amount = cells.amount('amount');
  if (amount !== null) return amount;
  const [credit, debit] = [cells.amount('credit'), cells.amount('debit')];
  if (credit !== null || debit !== null) return abs(credit ?? 0n) - abs(debit ?? 0n);
  const net = cells.amount('net');
  if (net === null) throw new BadRow('it has no amount');
  return net;
}

/** Signed, whatever the file's habit: what leaves the account is below nothing. */
function moved(type: LineType, told: bigint, fee: bigint | null, isBack: boolean) {
  const charged = fee ?? 0n;
  switch (type) {
    case 'refund':
    case 'chargeback': {
      const amount = isBack ? abs(told) : -abs(told);
      return { amount, charged: fee, effect: amount - charged };
    }
    case 'payout':
      return { amount: -abs(told), charged: fee, effect: -abs(told) - charged };
    case 'fee':
    case 'chargeback_fee': {
      // A fee by itself is written as the amount, or in the column of fees.
      const all = abs(told === 0n ? charged : told);
      return { amount: 0n, charged: all, effect: -all };
    }
    default:
      return { amount: told, charged: fee, effect: told - charged };
  }
}

function balanceOfDay(cells: Cells, fee: bigint | null, mapping: Mapping): Read & { charged: bigint | null } {
  const text = cells.text('at');
  const day = text === null ? null : readDay(text, mapping.dateForm, mapping.zone);
  if (day === null)
    throw new BadRow(text === null ? 'it has no day' : `“${text.slice(0, 40)}” is no day of this form`);
  const [openingBalance, balance] = [cells.amount('opening_balance'), cells.amount('balance')];
  if (openingBalance === null && balance === null) throw new BadRow('it has no balance');
  const [credit, debit, net] = [cells.amount('credit'), cells.amount('debit'), cells.amount('net')];
  const turned = credit === null && debit === null ? null : abs(credit ?? 0n) - abs(debit ?? 0n);
  const difference = openingBalance === null || balance === null ? 0n : balance - openingBalance;
  return {
    ...NOTHING,
    ...{ day, type: 'balance' as const, openingBalance, balance },
    ...{ amount: cells.amount('amount') ?? turned ?? 0n, charged: fee, effect: net ?? turned ?? difference },
    refundedAmount: cells.amount('refunded_amount'),
    chargedBackAmount: cells.amount('charged_back_amount'),
    chargedBackFee: cells.amount('charged_back_fee'),
  };
}

function invoice(cells: Cells, mapping: Mapping, dayAt: DayAt): Read & { charged: bigint | null } {
  const [createdAt, amount] = [cells.time('created'), cells.amount('amount')];
  const [invoiceId, referenceId] = [cells.id('invoice_id'), cells.id('reference_id')];
  const day = createdAt ? dayAt(createdAt) : mapping.from;
  if (day === null || (!createdAt && mapping.columns.created !== undefined && mapping.from !== mapping.to))
    throw new BadRow('it has no time of creation');
  if (amount === null) throw new BadRow('it has no amount');
  if (invoiceId === null && referenceId === null) throw new BadRow('it names no invoice');
  return {
    ...NOTHING,
    ...{ day, type: 'invoice' as const, at: createdAt, createdAt, invoiceId, referenceId, amount },
    ...{
      updatedAt: cells.time('updated'),
      status: statusOf(cells.id('status')),
      service: cells.id('service'),
    },
    ...{ charged: cells.amount('fee'), effect: 0n },
    processedAmount: cells.amount('processed_amount'),
    processedFee: cells.amount('processed_fee'),
    refundedAmount: cells.amount('refunded_amount'),
    chargedBackAmount: cells.amount('charged_back_amount'),
    chargedBackFee: cells.amount('charged_back_fee'),
  };
}

/** `Partially refunded` is `partially_refunded` in a file for people. */
function statusOf(text: string | null): string | null {
  return text === null ? null : text.trim().toLowerCase().replaceAll(/[ -]+/g, '_');
}
