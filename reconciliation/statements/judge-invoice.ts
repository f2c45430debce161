import { exportDiffers } from './judge-export.ts';
import type { Found, Judgement } from './judgement.ts';
import type { BookedInvoice, BookRow } from './matched-books.ts';
import type { StatementLine } from './matched-lines.ts';
import { greatestOf, leastOf, sumOf } from './minor.ts';

/** What an invoice is judged by. Amounts in minor units. */
export type Facts = {
  invoice: BookedInvoice | null;
  lines: readonly StatementLine[];
  /** What lines that stand for several returns hold of it. */
  grouped: { refund: bigint; chargeback: bigint };
  /** Whether a statement that counts holds all of the day of this instant, in a currency. */
  covers: (kind: 'transactions' | 'invoices', currency: string, at: Date) => boolean;
};

const abs = (amount: bigint) => (amount < 0n ? -amount : amount);

/**
 * The three-way match of one invoice: both books, and the lines of it on whatever day. A figure differs
 * where the statement agrees with neither book (where the books differ by themselves, that is an item of
 * theirs); money is missing where both books have it and each day on which it may have moved has its
 * statement.
 */
export function judgeInvoice(facts: Facts): Judgement[] {
  const { invoice, lines } = facts;
  const books = [invoice?.ours, invoice?.theirs].flatMap((row) => row ?? []);
  const ofMoney = lines.filter(({ type }) => ['payment', 'refund', 'chargeback', 'invoice'].includes(type));
  if (books.length === 0) return ofMoney.length === 0 ? [] : [onlyThere(ofMoney)];
  const differing = [
    ...paymentDiffers(books, ofType(lines, 'payment')),
    ...returnDiffers(facts, books, 'refund'),
    ...returnDiffers(facts, books, 'chargeback'),
    ...exportDiffers(books, ofType(lines, 'invoice')),
  ];
  const missing = [
    ...missingPayment(facts, books),
    ...missingReturn(facts, books, 'refund'),
    ...missingReturn(facts, books, 'chargeback'),
    ...missingInExport(facts, books),
  ];
  return [...merged('statement_differs', differing), ...merged('missing_in_statement', missing)];
}

/** One problem is one item: several fields are named in it. */
function merged(kind: Judgement['kind'], found: readonly Found[]): Judgement[] {
  const [first] = found;
  if (!first) return [];
  const { field: _, ...shown } = first;
  const lines = [...new Map(found.flatMap((one) => one.lines).map((line) => [line.id, line])).values()];
  const ofOne = found.filter(({ currency }) => currency === first.currency);
  const most = greatestOf(ofOne.map(({ atRisk }) => atRisk));
  const atRisk = kind === 'missing_in_statement' ? sumOf(ofOne.map((one) => one.atRisk)) : most;
  return [{ ...shown, kind, lines, atRisk, fields: [...new Set(found.map(({ field }) => field))] }];
}

function ofType(lines: readonly StatementLine[], type: StatementLine['type']): StatementLine[] {
  return lines.filter((line) => line.type === type);
}

function onlyThere(lines: StatementLine[]): Judgement {
  const currency = lines[0]?.currency ?? '';
  const amount = sumOf(lines.filter((line) => line.currency === currency).map((line) => line.amount));
  const fields = [...new Set(lines.map(({ type }) => type))];
  return {
    kind: 'only_in_statement',
    fields,
    lines,
    currency,
    atRisk: abs(amount),
    ours: null,
    theirs: { minor: amount },
  };
}

function paymentDiffers(books: readonly BookRow[], lines: StatementLine[]): Found[] {
  const [first] = lines;
  if (!first) return [];
  const paid = sumOf(lines.map(({ amount }) => amount));
  const fees = lines.flatMap(({ fee }) => fee ?? []);
  const { currency } = first;
  const own = books[0] as BookRow;
  const about = { lines, currency };
  const took = books.filter(({ tookMoney }) => tookMoney);
  if (took.length === 0)
    return [
      {
        ...about,
        field: 'status',
        atRisk: abs(paid),
        ours: { words: own.status },
        theirs: { words: 'paid' },
      },
    ];
  if (took.every((row) => row.currency !== currency) || lines.some((line) => line.currency !== currency))
    return [
      {
        ...about,
        field: 'currency',
        atRisk: abs(paid),
        ours: { words: own.currency },
        theirs: { words: currency },
      },
    ];
  const found: Found[] = [];
  const [book] = took;
  if (book && took.every(({ received }) => received !== paid))
    found.push({
      ...about,
      field: 'amount',
      atRisk: abs(paid - book.received),
      ours: { minor: book.received },
      theirs: { minor: paid },
    });
  const known = took.flatMap(({ processedFee, fee }) => processedFee ?? fee ?? []);
  const charged = sumOf(fees);
  if (fees.length > 0 && known.length > 0 && known.every((fee) => fee !== charged))
    found.push({
      ...about,
      field: 'fee',
      atRisk: abs(charged - (known[0] ?? 0n)),
      ours: { minor: known[0] ?? 0n },
      theirs: { minor: charged },
    });
  return found;
}

type Return = 'refund' | 'chargeback';
const RETURNED = { refund: 'refundedAmount', chargeback: 'chargedBackAmount' } as const;
const FIELD = { refund: 'refunded_amount', chargeback: 'charged_back_amount' } as const;

/** What the books say was returned, what the statements say, and whether all days of it have theirs. */
function returnOf({ invoice, lines, grouped, covers }: Facts, books: readonly BookRow[], type: Return) {
  const own = ofType(lines, type);
  const stated = -sumOf(own.map(({ amount }) => amount)) + grouped[type];
  const booked = books.map((row) => row[RETURNED[type]] ?? 0n);
  const times = (type === 'refund' ? invoice?.refundedAt : invoice?.chargedBackAt) ?? [];
  const [row] = books;
  const isCovered =
    row !== undefined && times.length > 0 && times.every((at) => covers('transactions', row.currency, at));
  return { own, stated, booked, isCovered };
}

function returnDiffers(facts: Facts, books: readonly BookRow[], type: Return): Found[] {
  if (facts.grouped[type] === 0n && !facts.lines.some((line) => line.type === type)) return [];
  const { own, stated, booked, isCovered } = returnOf(facts, books, type);
  const [first] = own;
  const currency = first?.currency ?? books[0]?.currency ?? '';
  if (first && books.every((row) => row.currency !== currency)) {
    const words = { ours: { words: books[0]?.currency ?? '' }, theirs: { words: currency } };
    return [{ lines: own, currency, field: 'currency', atRisk: abs(stated), ...words }];
  }
  if (booked.includes(stated)) return [];
  // Less than was returned may stand on a statement that nobody has imported yet.
  if (booked.some((returned) => stated < returned) && !isCovered) return [];
  const ours = booked[0] ?? 0n;
  const about = { lines: own, currency, field: FIELD[type], atRisk: abs(stated - ours) };
  return [{ ...about, ours: { minor: ours }, theirs: { minor: stated } }];
}

function missingReturn(facts: Facts, books: readonly BookRow[], type: Return): Found[] {
  // As of most: one book at least has nothing of it.
  if (books.some((row) => (row[RETURNED[type]] ?? 0n) <= 0n)) return [];
  const { own, stated, booked, isCovered } = returnOf(facts, books, type);
  if (own.length > 0 || stated !== 0n || !isCovered || books.length < 2) return [];
  const least = leastOf(booked);
  return [
    {
      field: type,
      lines: [],
      currency: books[0]?.currency ?? '',
      atRisk: least,
      ours: { minor: least },
      theirs: null,
    },
  ];
}

function missingPayment({ lines, covers }: Facts, books: readonly BookRow[]): Found[] {
  if (books.length < 2 || ofType(lines, 'payment').length > 0) return [];
  const isMissing = books.every(
    ({ tookMoney, received, processedAt, currency }) =>
      tookMoney && received > 0n && processedAt !== null && covers('transactions', currency, processedAt),
  );
  const received = books[0]?.received ?? 0n;
  const about = { field: 'payment', lines: [], currency: books[0]?.currency ?? '' };
  return isMissing ? [{ ...about, atRisk: received, ours: { minor: received }, theirs: null }] : [];
}

function missingInExport({ lines, covers }: Facts, books: readonly BookRow[]): Found[] {
  if (books.length < 2 || ofType(lines, 'invoice').length > 0) return [];
  const isMissing = books.every(
    ({ tookMoney, received, currency, createdAt }) =>
      tookMoney && received > 0n && covers('invoices', currency, createdAt),
  );
  const received = books[0]?.received ?? 0n;
  const about = { field: 'invoice', lines: [], currency: books[0]?.currency ?? '' };
  return isMissing ? [{ ...about, atRisk: received, ours: { minor: received }, theirs: null }] : [];
}
