import type { Sql } from '#db/connection.ts';
import type { CallObserver } from '#paymega/observed.ts';
import { createPrivateApi, type PrivateApi } from '#paymega/private-api.ts';
import type { Secrets } from '#paymega/signature.ts';
import { Refusal } from '../refusal.ts';
import { purposeOf } from './account-keys.ts';
import type { ProviderConnection } from './accounts.ts';
import type { SecretKind } from './secret-kinds.ts';
import { type Vault, VaultError } from './vault.ts';

/** An account that a callback names, with what its callbacks are verified by. */
export type Addressee = { id: number; slug: string; isDisabled: boolean; connection: ProviderConnection };

/** How to reach Paymega for each account: read from the database, decrypted in memory, never stored or logged. */
export type ProviderConnections = {
  /**
   * @param evenDisabled for a test of the connection: else a disabled account asks nothing
   * @throws Refusal `not_configured`, `account_disabled` (409); VaultError where its keys cannot be opened
   */
  of(accountId: number, evenDisabled?: boolean): Promise<ProviderConnection>;
  /**
   * The account of a callback's address, or the only one where none is named; null where there is none.
   * @param isDoubted asks for what holds now: a signature did not fit what was known
   */
  addressee(slug: string | undefined, isDoubted?: boolean): Promise<Addressee | null>;
  /**
   * The account whose secrets fit, for a callback whose address names none; where those of several do, the oldest one,
   * which had the address first. Null where nobody's fit.
   * @throws VaultError where those of one cannot be opened, and nobody else's fit
   */
  fitting(fits: (secrets: Secrets) => boolean): Promise<Addressee | null>;
  /** Asks for all of it anew at the next question: an account or a secret was changed here. */
  refresh(): void;
};

const FRESH_MS = 5000;
const DOUBTED_FRESH_MS = 500;

type Row = {
  id: number;
  slug: string;
  paymegaAccountId: string;
  apiUrl: string | null;
  cardgateUrl: string | null;
  keptBy: string;
  isDisabled: boolean;
  secrets: { id: number; kind: SecretKind; sealed: string; isCurrent: boolean }[];
};
/** A secret that cannot be opened is the trouble of its own account alone. */
type Entry = Omit<Addressee, 'connection'> & { connection: ProviderConnection | VaultError };
type Known = { readAt: number; all: Promise<Entry[]> };

/**
 * @param isPrivateAllowed whether accounts that people added may lie on addresses of private networks (a sandbox, say);
 * those of the environment may always
 * @param preRequestPath where the services of an order are asked for, if not where we assume it
 * @param observe told how each call of a private API went
 */
export function createProviderConnections(
  sql: Sql,
  vault: Vault,
  isPrivateAllowed: boolean,
  preRequestPath?: string,
  observe?: CallObserver,
): ProviderConnections {
  const clients = new Map<string, PrivateApi>();
  const secretsOf = new Map<number, Secrets>();
  let known: Known | undefined;

  async function readAll(): Promise<Entry[]> {
    const rows = await sql<Row[]>`
      select accounts.id, slug, paymega_account_id, api_url,
        cardgate_url, kept_by, disabled_at is not null as is_disabled,
        (select coalesce(jsonb_agg(jsonb_build_object('id', secret.id, 'kind', kind, 'isCurrent',
          retires_at is null,
            'sealed', encode(sealed, 'base64')) order by secret.id desc), '[]')
          from account_secrets as secret
          where account_id = accounts.id and (retires_at is null or retires_at > now())) as secrets
      from accounts order by id`;
    return rows.flatMap((row) => {
      const connection = openedOrTrouble(() => connectionOf(row));
      const { id, slug, isDisabled } = row;
      return connection ? [{ id, slug, isDisabled, connection }] : [];
    });
  }

  function connectionOf(row: Row): ProviderConnection | null {
    const { apiUrl, cardgateUrl, secrets } = row;
    const apiKey = secrets.find(({ kind, isCurrent }) => kind === 'api_key' && isCurrent);
    if (!apiUrl || !cardgateUrl || !apiKey) return null;
    const isPublicOnly = row.keptBy === 'console' && !isPrivateAllowed;
    const own = callbackSecrets(vault, row);
    secretsOf.set(row.id, own);
    // The same client as long as its key is the same: it keeps to one rate limit.
    const name = `${row.id} ${apiUrl} ${row.paymegaAccountId} ${apiKey.id}`;
    const privateApi =
      clients.get(name) ??
      createPrivateApi({
        url: apiUrl,
        accountId: row.paymegaAccountId,
        apiKey: unsealed(vault, row, apiKey),
        isPublicOnly,
        preRequestPath,
        observe,
        secrets: () => Object.values(secretsOf.get(row.id) ?? {}).flat(),
        // A sandbox on this machine needs no rate limit.
        ...(isLoopback(apiUrl) && { perSecond: 5000, concurrency: 8 }),
      });
    clients.set(name, privateApi);
    return { secrets: own, privateApi, cardgate: { url: cardgateUrl, isPublicOnly } };
  }

  function fresh(within: number): Promise<Entry[]> {
    if (!known || Date.now() - known.readAt >= within) {
      const all = readAll();
      known = { readAt: Date.now(), all };
      // What failed is asked for again by the next one; this one's answer tells of the failure.
      all.catch(() => {
        known = undefined;
      });
    }
    return known.all;
  }

  return {
    async of(accountId, evenDisabled = false) {
      const found = (await fresh(FRESH_MS)).find(({ id }) => id === accountId);
      if (found && !isTrouble(found)) return enabled(opened(found), evenDisabled);
      const again = (await fresh(0)).find(({ id }) => id === accountId);
      if (!again) throw new Refusal('not_configured', 'no keys are configured for this account', 409);
      return enabled(opened(again), evenDisabled);
    },
    async addressee(slug, isDoubted = false) {
      const pick = (all: Entry[]) =>
        slug === undefined ? (all.length === 1 ? all[0] : undefined) : all.find((one) => one.slug === slug);
      const found = pick(await fresh(isDoubted ? DOUBTED_FRESH_MS : FRESH_MS));
      const entry = found && !isTrouble(found) ? found : pick(await fresh(DOUBTED_FRESH_MS));
      return entry ? opened(entry) : null;
    },
    async fitting(fits) {
      const found = fittingOf(await fresh(FRESH_MS), fits) ?? fittingOf(await fresh(DOUBTED_FRESH_MS), fits);
      const entry = found ?? (await fresh(DOUBTED_FRESH_MS)).find(isTrouble);
      return entry ? opened(entry) : null;
    },
    refresh() {
      known = undefined;
    },
  };
}

function openedOrTrouble(open: () => ProviderConnection | null): ProviderConnection | VaultError | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
}

function callbackSecrets(vault: Vault, row: Row): Secrets {
  const all = (kind: SecretKind) =>
    row.secrets.filter((one) => one.kind === kind).map((one) => unsealed(vault, row, one));
  return { live: all('live_secret'), test: all('test_secret') };
}

function unsealed(vault: Vault, { id }: Row, { kind, sealed }: Row['secrets'][number]): string {
  return vault.open(Buffer.from(sealed, 'base64'), purposeOf(id, kind));
}

function fittingOf(all: Entry[], fits: (secrets: Secrets) => boolean): Entry | undefined {
  return all.find(({ connection }) => !(connection instanceof VaultError) && fits(connection.secrets));
}

function enabled({ isDisabled, connection }: Addressee, evenDisabled: boolean): ProviderConnection {
  if (isDisabled && !evenDisabled) throw new Refusal('account_disabled', 'this account is disabled', 409);
  return connection;
}

function isTrouble({ connection }: Entry): boolean {
  return connection instanceof VaultError;
}

function opened({ connection, ...entry }: Entry): Addressee {
  if (connection instanceof VaultError) throw connection;
  return { ...entry, connection };
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);
}
