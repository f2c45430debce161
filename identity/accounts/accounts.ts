import type { Queryable } from '#db/connection.ts';
import type { accounts as accountsTable } from '#db/schema/accounts.ts';
import type { CardGateway } from '#paymega/card-gateway.ts';
import type { PrivateApi } from '#paymega/private-api.ts';
import type { Secrets } from '#paymega/signature.ts';
import { Refusal } from '../refusal.ts';

type AccountsRow = typeof accountsTable.$inferSelect;

/** One Paymega account, with the policy and the schedule of its reconciliation. */
export type Account = Omit<
  AccountsRow,
  'paymegaAccountId' | 'apiUrl' | 'cardgateUrl' | 'keptBy' | 'disabledAt' | 'createdAt'
>;

/** How to reach Paymega for one account. Kept in memory alone: nothing of it may be stored or logged. */
export type ProviderConnection = {
  secrets: Secrets;
  privateApi: PrivateApi;
  cardgate: CardGateway;
};

/** Gives the provider connection of an account, or refuses where none is configured. */
export type ConnectionOf = (accountId: number) => Promise<ProviderConnection>;

/** All accounts, oldest first; `only` those of these ids, where it is not null. */
export async function accounts(sql: Queryable, only: readonly number[] | null = null): Promise<Account[]> {
  const wanted = only === null ? sql`true` : sql`id = any(${[...only]}::int[])`;
  return sql<Account[]>`select ${columns(sql)} from accounts where ${wanted} order by id`;
}

/** The accounts that are worked by themselves: all but the disabled ones. */
export async function activeAccounts(sql: Queryable): Promise<Account[]> {
  return sql<Account[]>`select ${columns(sql)} from accounts where disabled_at is null order by id`;
}

/**
 * The account of this slug, or the only one where no slug is given.
 * @throws Refusal `unknown_account` (404)
 */
export async function accountBySlug(sql: Queryable, slug: string | undefined): Promise<Account> {
  const isSlug = slug === undefined || /^[a-z0-9][a-z0-9-]{0,39}$/.test(slug);
  const found = !isSlug
    ? []
    : slug === undefined
      ? await sql<Account[]>`select ${columns(sql)} from accounts order by id limit 2`
      : await sql<Account[]>`select ${columns(sql)} from accounts where slug = ${slug}`;
  const [account, second] = found;
  if (account && !second) return account;
  if (second) throw new Refusal('account_needed', 'there are several accounts: say which one', 404);
  throw new Refusal(
    'unknown_account',
    slug ? `there is no account “${slug}”` : 'there is no account yet',
    404,
  );
}

/** The account of this id. @throws Refusal `unknown_account` (404) */
export async function accountById(sql: Queryable, id: number): Promise<Account> {
  const [account] = await sql<Account[]>`select ${columns(sql)} from accounts where id = ${id}`;
  if (!account) throw new Refusal('unknown_account', `there is no account ${id}`, 404);
  return account;
}

/** Makes sure that the configured account exists; its policy, once there, is the operator's. */
export async function ensureAccount(
  sql: Queryable,
  account: { slug: string; name: string; paymegaAccountId: string; timeZone: string },
): Promise<Account> {
  await sql`
    insert into accounts (slug, name, paymega_account_id, time_zone)
    values (${account.slug}, ${account.name}, ${account.paymegaAccountId}, ${account.timeZone})
    on conflict (paymega_account_id) do update set time_zone = excluded.time_zone`;
  const [row] = await sql<Account[]>`
    select ${columns(sql)} from accounts where paymega_account_id = ${account.paymegaAccountId}`;
  if (!row) throw new Error('the configured account did not arrive in the database');
  return row;
}

function columns(sql: Queryable) {
  return sql`id, slug, name, time_zone, heal_forward, adopt_missing, grace_minutes, stuck_minutes,
    stuck_refund_minutes, stuck_minutes_of, large_amounts, recent_every_minutes, deep_at_hour, deep_days,
    sweep_days, two_person_close`;
}
