import { keepBodyMonths } from '#reconciliation/books/trim-bodies.ts';
import type { JobTools } from './tools.ts';

const ACTOR = { kind: 'program', name: 'retention' } as const;

/** Makes the tables of bodies for the months to come, and drops those that are kept no longer. */
export async function keepBodies({ sql, keptMonths }: Pick<JobTools, 'sql' | 'keptMonths'>): Promise<void> {
  await keepBodyMonths(sql, ACTOR, keptMonths);
}
