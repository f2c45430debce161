import { foldTotals as fold } from '#reconciliation/books/fold-totals.ts';
import type { JobTools } from './tools.ts';

/** Keeps the totals cheap to read. */
export async function foldTotals({ sql }: JobTools): Promise<void> {
  await fold(sql);
}
