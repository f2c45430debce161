import type { Found } from './judgement.ts';
import type { BookRow } from './matched-books.ts';
import type { StatementLine } from './matched-lines.ts';

const abs = (amount: bigint) => (amount < 0n ? -amount : amount);

/**
 * The invoice export tells a state of its own time: figures that move are held against books that are no
 * newer.
 */
export function exportDiffers(books: readonly BookRow[], lines: StatementLine[]): Found[] {
  const line = lines.reduce<StatementLine | null>((a, b) => (a && timeOf(a) > timeOf(b) ? a : b), null);
  if (!line) return [];
  const book = books[0] as BookRow;
  const about = { lines: [line], currency: line.currency };
  if (books.every(({ currency }) => currency !== line.currency)) {
    const words = { ours: { words: book.currency }, theirs: { words: line.currency } };
    return [{ ...about, field: 'currency', atRisk: abs(line.amount), ...words }];
  }
  const found: Found[] = [];
  const figure = (field: string, of: readonly (bigint | null)[], told: bigint | null) => {
    if (told === null || of.length === 0 || of.some((one) => one === null || one === told)) return;
    const ours = of[0] ?? 0n;
    found.push({ ...about, field, atRisk: abs(told - ours), ours: { minor: ours }, theirs: { minor: told } });
  };
  const asOld = books.filter(({ updatedAt }) => line.updatedAt === null || updatedAt <= line.updatedAt);
  figure(
    'amount',
    books.map(({ amount }) => amount),
    line.amount,
  );
  if (line.status !== null && asOld.length > 0 && asOld.every(({ status }) => status !== line.status)) {
    const words = { ours: { words: asOld[0]?.status ?? '' }, theirs: { words: line.status } };
    found.push({ ...about, field: 'status', atRisk: abs(line.amount), ...words });
  }
  figure(
    'fee',
    asOld.map(({ fee }) => fee),
    line.fee,
  );
  figure(
    'processed_amount',
    asOld.map((row) => row.processedAmount ?? 0n),
    line.processedAmount,
  );
  figure(
    'processed_fee',
    asOld.map((row) => row.processedFee ?? 0n),
    line.processedFee,
  );
  figure(
    'refunded_amount',
    asOld.map((row) => row.refundedAmount ?? 0n),
    line.refundedAmount,
  );
  figure(
    'charged_back_amount',
    asOld.map((row) => row.chargedBackAmount ?? 0n),
    line.chargedBackAmount,
  );
  return found;
}

function timeOf({ updatedAt }: StatementLine): number {
  return updatedAt?.getTime() ?? 0;
}
