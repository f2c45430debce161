import type { BookSide, BothSides } from '../../books/invoice.ts';
import { decimalText, plainText } from './proof-file.ts';

const FIELDS = [
  ['Status', ({ status }: BookSide) => status],
  ['Resolution', ({ resolution }) => resolution],
  ['Mode', ({ mode }) => mode],
  ['Reference', ({ referenceId }) => referenceId],
  ['Service', ({ service }) => service],
  ['Amount', ({ amount }) => decimalText(amount)],
  ['Payment amount', ({ paymentAmount }) => decimalText(paymentAmount)],
  ['Fee', ({ fee }) => decimalText(fee)],
  ['Deposit', ({ deposit }) => decimalText(deposit)],
  ['Processed amount', ({ processedAmount }) => decimalText(processedAmount)],
  ['Processed fee', ({ processedFee }) => decimalText(processedFee)],
  ['Processed deposit', ({ processedDeposit }) => decimalText(processedDeposit)],
  ['Refunded amount', ({ refundedAmount }) => decimalText(refundedAmount)],
  ['Charged back amount', ({ chargedBackAmount }) => decimalText(chargedBackAmount)],
  ['Created', ({ createdAt }) => createdAt.toISOString()],
  ['Updated', ({ updatedAt }) => updatedAt.toISOString()],
  ['Processed', ({ processedAt }) => processedAt?.toISOString() ?? null],
] as const satisfies readonly (readonly [string, (side: BookSide) => string | null])[];

/** Both books on one invoice side by side, for people: what differs is marked. */
export function bothBooksText(id: string, books: BothSides | null, timeZone: string): string {
  const head = [`Invoice ${plainText(id)}`, `Times are UTC; the account's own time zone is ${timeZone}.`, ''];
  if (!books)
    return [...head, 'Neither book holds it: what was told of it could not be read exactly.', ''].join('\n');
  const { ours, theirs } = books;
  const rows = FIELDS.map(([label, of]) => {
    const [mine, other] = [wordsOf(ours, of), wordsOf(theirs, of)];
    return [label, mine, other, ours && theirs && mine !== other ? 'differs' : ''];
  });
  const table = [['', 'The merchant’s book', 'Paymega’s book', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const times = [
    `The merchant's book heard its latest state at ${books.receivedAt?.toISOString() ?? 'no time that is known'}.`,
    `Paymega told of it last at ${books.askedAt?.toISOString() ?? 'no time that is known'}.`,
    ...(books.absentAt
      ? [`Asked for it by id and by reference, Paymega did not know it: ${books.absentAt.toISOString()}.`]
      : []),
  ];
  return [...head, ...lines, '', ...times, ''].join('\n');
}

function wordsOf(side: BookSide | null, of: (side: BookSide) => string | null): string {
  if (!side) return 'not in this book';
  return plainText(of(side) ?? 'not told');
}
