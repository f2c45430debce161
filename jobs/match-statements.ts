import { trimDrafts } from '#reconciliation/statements/drafts.ts';
import { followBooks } from '#reconciliation/statements/follow-books.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

const LATEST_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * Matches the statements anew of days of which a book has changed, and drops files that nobody imported
 * within their hour.
 */
export async function matchStatements(
  { sql }: Pick<JobTools, 'sql'>,
  { scope }: Payload<'match-statements'>,
): Promise<void> {
  await trimDrafts(sql);
  const now = new Date();
  const since = new Date(now.getTime() - LATEST_DAYS * DAY_MS).toISOString().slice(0, 10);
  await followBooks(sql, scope === 'all' ? '0001-01-01' : since, now);
}
