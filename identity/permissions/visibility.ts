import type { Queryable } from '#db/connection.ts';
import { type Account, accountBySlug } from '../accounts/accounts.ts';
import { Refusal } from '../refusal.ts';

/** Whoever asks, with the accounts that they see; null is all of them. */
export type Viewer = { accounts: readonly number[] | null };

const NAMES = {
  discrepancies: 'discrepancy',
  runs: 'run',
  test_payments: 'test payment',
  check_batches: 'batch',
  integration_checks: 'integration check',
  callbacks: 'callback',
  refused_callbacks: 'refused callback',
  exports: 'export',
  day_closes: 'signed day',
  report_schedules: 'schedule',
  alerts: 'alert',
  alert_channels: 'channel',
  statement_files: 'statement file',
  statement_drafts: 'statement draft',
} as const;

/** Whether this account is one that they see. */
export function canAccess({ accounts }: Viewer, accountId: number): boolean {
  return accounts === null || accounts.includes(accountId);
}

/**
 * What lies in an account that somebody does not see is not there for them, nor is what does not exist: one answer to both.
 * @throws Refusal `unknown_…` (404)
 */
export async function assertCanAccess(
  sql: Queryable,
  { accounts }: Viewer,
  of: keyof typeof NAMES,
  ids: readonly bigint[],
): Promise<void> {
  const isSeen = accounts === null ? sql`true` : sql`account_id = any(${[...accounts]}::int[])`;
  const [missing] = await sql<{ id: bigint }[]>`
    select asked.id from unnest(${ids.map(String)}::bigint[]) as asked (id)
    where not exists (select from ${sql(of)} as row where row.id = asked.id and ${isSeen}) limit 1`;
  if (missing) {
    const name = NAMES[of];
    throw new Refusal(`unknown_${name.replaceAll(' ', '_')}`, `there is no ${name} ${missing.id}`, 404);
  }
}

/**
 * The account of this slug, or the only one where none is given, if somebody sees it; one that they do not see is not there.
 * @throws Refusal `unknown_account` (404)
 */
export async function visibleAccount(
  sql: Queryable,
  viewer: Viewer,
  slug: string | undefined,
): Promise<Account> {
  const account = await accountBySlug(sql, slug);
  if (canAccess(viewer, account.id)) return account;
  throw new Refusal('unknown_account', `there is no account “${account.slug}”`, 404);
}

/** Makes sure that somebody sees this account. @throws Refusal `unknown_account` (404), as where there is none of this id */
export async function assertCanAccessAccount(sql: Queryable, viewer: Viewer, id: number): Promise<void> {
  const [account] = await sql`select from accounts where id = ${id}`;
  if (!account || !canAccess(viewer, id))
    throw new Refusal('unknown_account', `there is no account ${id}`, 404);
}
