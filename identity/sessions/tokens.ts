import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import type { tokens as tokensTable } from '#db/schema/people.ts';
import { SQLSTATE } from '#db/sql.ts';
import { type Actor, audit } from '../audit/audit.ts';
import type { Role } from '../permissions/permissions.ts';
import { Refusal } from '../refusal.ts';
import { newSecret, sha256 } from './random-secret.ts';

/** A program that calls the API; `accounts` are those that its token is for, null is all. */
export type Token = { id: number; name: string; role: Role; accounts: readonly number[] | null };

/** A token as an admin sees it. */
export type TokenRow = Omit<typeof tokensTable.$inferSelect, 'accountId' | 'secretHash'> & {
  account: string | null;
};

/**
 * Makes a token for a program.
 * @param options.accountId the one account that it is for; without it, all
 * @param options.days how long it lasts, or `expiresAt` until when; without either, until it is revoked
 * @returns its secret, which is told once and kept as a hash alone
 * @throws Refusal `name_taken` (409), `unknown_account` (404)
 */
export async function createToken(
  sql: Queryable,
  actor: Actor,
  {
    name,
    role,
    ...options
  }: { name: string; role: Role; accountId?: number; days?: number; expiresAt?: Date },
): Promise<string> {
  const secret = `cf_${newSecret()}`;
  const accountId = options.accountId ?? null;
  const days = options.days ?? null;
  const until = options.expiresAt ?? null;
  try {
    await sql`
      insert into tokens (name, role, secret_hash, account_id, expires_at)
      values (${name}, ${role}, ${sha256(secret)}, ${accountId}, 
        coalesce(${until}::timestamptz, now() + make_interval(days => ${days}::int)))`;
  } catch (error) {
    const { code } = databaseErrorOf(error) ?? {};
    if (code === SQLSTATE.foreignKeyViolation)
      throw new Refusal('unknown_account', `there is no account ${accountId}`, 404);
    if (code !== SQLSTATE.uniqueViolation) throw error;
    throw new Refusal('name_taken', `there is a token “${name}” already: choose another name`, 409);
  }
  await audit(sql, actor, 'token.created', `token:${name}`, {
    ...{ role, account: accountId, days },
    ...(until && { until: until.toISOString() }),
  });
  return secret;
}

/** Whose secret this is, or null where it is unknown, expired or revoked. */
export async function tokenOf(sql: Queryable, secret: string): Promise<Token | null> {
  const [token] = await sql<Token[]>`
    update tokens set last_used_at = now()
    where secret_hash = ${sha256(secret)} and revoked_at is null and (expires_at is null
      or expires_at > now())
    returning id, name, role, case when account_id is not null then array[account_id] end as accounts`;
  return token ?? null;
}

/** All tokens, the latest first. */
export async function tokens(sql: Queryable): Promise<TokenRow[]> {
  return sql<TokenRow[]>`
    select tokens.id, tokens.name, role, accounts.name as account, tokens.created_at,
      expires_at, last_used_at, revoked_at
    from tokens left join accounts on accounts.id = tokens.account_id
    order by tokens.id desc`;
}

/** Revokes a token, at once and for good. @throws Refusal `unknown_token` (404) */
export async function revokeToken(sql: Sql, actor: Actor, id: number): Promise<void> {
  await sql.begin(async (transaction) => {
    const [token] = await transaction<{ name: string }[]>`
      update tokens set revoked_at = coalesce(revoked_at, now()) where id = ${id} returning name`;
    if (!token) throw new Refusal('unknown_token', 'there is no such token', 404);
    await audit(transaction, actor, 'token.revoked', `token:${token.name}`);
  });
}
