import type { Ledger } from '../platform/ledger.ts';
import { dayBetween, type Entry, entriesUntil, invoicesBetween, monthTo } from './entries.ts';
import type { Cell, Sheet } from './sheet.ts';

/** What somebody asks the portal for. */
export type Asked = {
  ledger: Ledger;
  accountId: string;
  day: string;
  currency: string;
  zone: string;
  exponent: number;
};

/** A line of the transactions, with the balance that the portal tells after it. */
export type Line = Entry & { balance: bigint; ids?: { id: string; reference: string; description: string } };

export const TRANSACTIONS_HEADER = [
  ...['created', 'transaction_id', 'invoice_id', 'reference_id', 'type', 'amount', 'fee', 'balance'],
  ...['reserved_balance', 'currency', 'description', 'service_code', 'customer', 'customer_metadata'],
];

/** The movements of a day, in order, and the balance before them. */
export function linesOfDay({ ledger, day, currency, zone }: Asked): { opening: bigint; lines: Entry[] } {
  const { from, until } = dayBetween(day, zone);
  const all = entriesUntil(ledger, currency, until);
  const opening = all.filter(({ at }) => at < from).reduce((sum, one) => sum + one.amount - one.fee, 0n);
  return { opening, lines: all.filter(({ at }) => at >= from) };
}

/** The running balance after each line. */
export function withBalances(opening: bigint, lines: readonly (Entry & Pick<Line, 'ids'>)[]): Line[] {
  let balance = opening;
  return lines.map((line) => {
    balance += line.amount - line.fee;
    return { ...line, balance };
  });
}

/**
 * `transactions`: one day. What ends it, and that it tells of people, is the platform's; its first columns
 * are assumed.
 */
export function transactionsSheet({ currency, exponent }: Asked, lines: readonly Line[]): Sheet {
  const money = (minor: bigint): Cell => ({ minor, exponent });
  return {
    titles: [],
    header: TRANSACTIONS_HEADER,
    rows: lines.map(({ at, type, view, amount, fee, balance, ids }, place) => [
      ...[{ at }, ids ? `trg_${place}` : `tr_${view.id.slice(4)}_${type}`, ids?.id ?? view.id],
      ...[
        ids?.reference ?? view.referenceId,
        type,
        money(amount),
        money(fee),
        money(balance),
        money(0n),
        currency,
      ],
      ...[ids?.description ?? view.description, view.service, `payer.${view.id.slice(4, 12)}@mail.example`],
      `{"name":"Ada Berg","note":"rings; twice,\nthen waits"}`,
    ]),
  };
}

/** `trial_balance`: a row a day from the first of the month. */
export function trialBalanceSheet(asked: Asked): Sheet {
  const { currency, exponent } = asked;
  const money = (minor: bigint): Cell => ({ minor, exponent });
  const sum = (lines: readonly Entry[], of: (line: Entry) => bigint) =>
    lines.reduce((all, one) => all + of(one), 0n);
  const rows = monthTo(asked.day).map((day): Cell[] => {
    const { opening, lines } = linesOfDay({ ...asked, day });
    const of = (type: Entry['type']) => lines.filter((line) => line.type === type);
    const net = sum(lines, ({ amount, fee }) => amount - fee);
    return [
      ...[{ day }, currency, money(opening), money(sum(of('payment'), ({ amount }) => amount))],
      ...[money(sum(of('payment'), ({ fee }) => fee)), money(-sum(of('refund'), ({ amount }) => amount))],
      ...[
        money(-sum(of('chargeback'), ({ amount }) => amount)),
        money(sum(of('chargeback'), ({ fee }) => fee)),
      ],
      ...[money(net), money(opening + net), money(0n)],
    ];
  });
  const amounts = ['amount', 'fee', 'refunded_amount', 'charged_back_amount', 'charged_back_fee', 'net'];
  return {
    titles: [],
    header: ['date', 'currency', 'opening_balance', ...amounts, 'closing_balance', 'reserved_balance'],
    rows,
  };
}

/** The invoice export of those created on a day, by the columns that the platform's documents list. */
export function invoicesSheet({ ledger, accountId, day, currency, zone, exponent }: Asked): Sheet {
  const { from, until } = dayBetween(day, zone);
  const money = (minor: bigint | null): Cell => (minor === null ? null : { minor, exponent });
  const rows = invoicesBetween(ledger, currency, from, until).map((view, place): Cell[] => [
    ...[
      accountId,
      { at: view.createdAt },
      { at: view.updatedAt },
      view.id,
      view.referenceId,
      money(view.amount),
    ],
    ...[view.currency, money(view.fee), view.status, view.resolution, view.description, String(place + 1)],
    ...[`Ada Berg ${view.id.slice(4, 8)}`, 'DE', money(view.processedAmount), money(view.processedFee)],
    ...[money(view.processedDeposit), money(0n), money(view.refundedAmount), money(view.chargedBackAmount)],
    money(view.chargedBackAmount > 0n ? 15n * 10n ** BigInt(exponent) : 0n),
  ]);
  const header = [
    ...['account', 'created', 'updated', 'id', 'reference_id', 'amount', 'currency', 'fee', 'status'],
    ...['resolution', 'description', 'serial_number', 'payer', 'issuer_country', 'processed_amount'],
    ...['processed_fee', 'processed_deposit', 'processed_reserve', 'refunded_amount', 'charged_back_amount'],
    'charged_back_fee',
  ];
  return { titles: [], header, rows };
}
