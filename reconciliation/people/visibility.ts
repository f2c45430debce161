import type { Queryable } from '#db/connection.ts';
import { Refusal } from '../refusal.ts';

/** Whoever asks, with the accounts that they see; null is all of them. */
export type Seer = { accounts: readonly number[] | null };

const WORDS = {
  discrepancies: 'discrepancy',
  runs: 'run',
  test_payments: 'test payment',
  check_batches: 'batch',
} as const;

/** Whether this account is one that they see. */
export function sees({ accounts }: Seer, accountId: number): boolean {
  return accounts === null || accounts.includes(accountId);
}

/**
 * What lies in an account that somebody does not see is not there for them.
 * @throws Refusal `unknown_…` (404), as for one that does not exist
 */
export async function assertSees(
  sql: Queryable,
  { accounts }: Seer,
  of: keyof typeof WORDS,
  ids: readonly bigint[],
): Promise<void> {
  if (accounts === null) return;
  const [hidden] = await sql<{ id: bigint }[]>`
    select id from ${sql(of)}
    where id = any(${ids.map(String)}::bigint[]) and account_id <> all(${[...accounts]}::int[]) limit 1`;
  if (hidden) {
    const words = WORDS[of];
    throw new Refusal(`unknown_${words.replace(' ', '_')}`, `there is no ${words} ${hidden.id}`, 404);
  }
}
