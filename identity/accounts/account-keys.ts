import type { Queryable, Sql } from '#db/connection.ts';
import type { accountSecrets } from '#db/schema/accounts.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { Refusal } from '../refusal.ts';
import { accountRow, lockConsoleAccount } from './account-rows.ts';
import type { SecretKind } from './secret-kinds.ts';
import type { Vault } from './vault.ts';

/** The keys of one Paymega account and its addresses. */
export type Keys = {
  apiUrl: string;
  cardgateUrl: string;
  apiKey: string;
  liveSecret: string;
  testSecret: string;
};

/** What is known of a secret without telling it. */
export type SecretRow = Pick<typeof accountSecrets.$inferSelect, 'id' | 'kind' | 'createdAt' | 'retiresAt'>;

const OVERLAP_OF_ENVIRONMENT_HOURS = 24;
const ENVIRONMENT = { kind: 'program', name: 'environment' } as const;

/** What a secret is sealed for: it opens nowhere else. */
export function purposeOf(accountId: number, kind: SecretKind): string {
  return `account:${accountId}:${kind}`;
}

/** The secrets that hold now, the newest first of each kind. */
export async function secretsOf(sql: Queryable, accountId: number): Promise<SecretRow[]> {
  return sql<SecretRow[]>`
    select id, kind, created_at, retires_at from account_secrets
    where account_id = ${accountId} and (retires_at is null or retires_at > now())
    order by kind, id desc`;
}

/**
 * Puts a new secret in the place of the current one. Callbacks signed with the old one are still believed for the
 * overlap; an API key is used from now on, and the old one forgotten. Audited, without the secret.
 * @throws Refusal `kept_by_environment` (409)
 */
export async function rotateSecret(
  sql: Sql,
  vault: Vault,
  actor: Actor,
  accountId: number,
  secret: { kind: SecretKind; plain: string; overlapHours: number },
): Promise<void> {
  await sql.begin(async (transaction) => {
    const { slug } = await lockConsoleAccount(transaction, accountId);
    await replaceSecret(transaction, vault, actor, { accountId, slug, ...secret });
  });
}

/** Retires an old secret now, before its overlap is over. Audited. @throws Refusal `unknown_secret` (404) */
export async function retireSecret(
  sql: Sql,
  actor: Actor,
  accountId: number,
  secretId: number,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const { slug } = await accountRow(transaction, accountId);
    const [row] = await transaction<{ kind: string }[]>`
      delete from account_secrets
      where id = ${secretId} and account_id = ${accountId} and retires_at is not null returning kind`;
    if (!row) throw new Refusal('unknown_secret', 'there is no such old secret', 404);
    await audit(transaction, actor, 'secret.retired', `account:${slug}`, { kind: row.kind });
  });
}

/**
 * Keeps the keys of the environment in the database, where every process finds them. What differs from what is kept is a
 * rotation: the old callback secrets hold for another day.
 */
export async function keepEnvironmentKeys(
  sql: Sql,
  vault: Vault,
  accountId: number,
  keys: Keys,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const [account] = await transaction<{ slug: string }[]>`
      update accounts set api_url = ${keys.apiUrl}, cardgate_url = ${keys.cardgateUrl},
        kept_by = 'environment'
      where id = ${accountId} returning slug`;
    if (!account) throw new Error(`there is no account ${accountId}`);
    for (const [kind, plain] of secretsIn(keys)) {
      const kept = await currentSecret(transaction, vault, accountId, kind);
      if (kept === plain) continue;
      if (kept === null) await insertSecret(transaction, vault, accountId, kind, plain);
      else {
        const overlapHours = OVERLAP_OF_ENVIRONMENT_HOURS;
        const secret = { accountId, slug: account.slug, kind, plain, overlapHours };
        await replaceSecret(transaction, vault, ENVIRONMENT, secret);
      }
    }
  });
}

/** Seals secrets again that were sealed with an older key, and forgets those that have retired. @returns how many */
export async function resealSecrets(sql: Sql, vault: Vault): Promise<number> {
  return sql.begin(async (transaction) => {
    await transaction`delete from account_secrets where retires_at <= now()`;
    const rows = await transaction<{ id: number; accountId: number; kind: SecretKind; sealed: Buffer }[]>`
      select id, account_id, kind, sealed from account_secrets for update`;
    const old = rows.filter(({ sealed }) => !vault.isCurrent(sealed));
    for (const { id, accountId, kind, sealed } of old) {
      const purpose = purposeOf(accountId, kind);
      const again = vault.seal(vault.open(sealed, purpose), purpose);
      await transaction`update account_secrets set sealed = ${again} where id = ${id}`;
    }
    return old.length;
  });
}

export function secretsIn({ apiKey, liveSecret, testSecret }: Keys): [SecretKind, string][] {
  return [
    ['api_key', apiKey],
    ['live_secret', liveSecret],
    ['test_secret', testSecret],
  ];
}

export async function replaceSecret(
  sql: Queryable,
  vault: Vault,
  actor: Actor,
  secret: { accountId: number; slug: string; kind: SecretKind; plain: string; overlapHours: number },
): Promise<void> {
  const { accountId, slug, kind, plain } = secret;
  const overlapHours = kind === 'api_key' ? 0 : secret.overlapHours;
  await sql`
    update account_secrets set retires_at = now() + make_interval(hours => ${overlapHours}::int)
    where account_id = ${accountId} and kind = ${kind} and retires_at is null`;
  await sql`delete from account_secrets where account_id = ${accountId} and retires_at <= now()`;
  await insertSecret(sql, vault, accountId, kind, plain);
  await audit(sql, actor, 'secret.rotated', `account:${slug}`, { kind, overlap_hours: overlapHours });
}

export async function insertSecret(
  sql: Queryable,
  vault: Vault,
  accountId: number,
  kind: SecretKind,
  plain: string,
): Promise<void> {
  const sealed = vault.seal(plain, purposeOf(accountId, kind));
  await sql`insert into account_secrets (account_id, kind, sealed) values (${accountId}, ${kind}, ${sealed})`;
}

async function currentSecret(
  sql: Queryable,
  vault: Vault,
  accountId: number,
  kind: SecretKind,
): Promise<string | null> {
  const [row] = await sql<{ sealed: Buffer }[]>`
    select sealed from account_secrets
    where account_id = ${accountId} and kind = ${kind} and retires_at is null for update`;
  return row ? vault.open(row.sealed, purposeOf(accountId, kind)) : null;
}
