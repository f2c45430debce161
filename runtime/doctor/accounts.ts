import got from 'got';
import type { Sql } from '#db/connection.ts';
import { type Account, activeAccounts } from '#identity/accounts/accounts.ts';
import type { ProviderConnections } from '#identity/accounts/provider-connections.ts';
import { testConnection } from '#identity/accounts/test-connection.ts';
import { VaultError } from '#identity/accounts/vault.ts';
import { Refusal } from '#identity/refusal.ts';
import { reconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';
import { bad, good, type Symptom, warn } from './symptom.ts';

const PATIENCE_MS = 5000;
/** Signatures hold no time, but which of two observations is newer is told by clocks. */
const MOST_SKEW_SECONDS = 30;

/** Of every account: its key, its secrets, its schedule, and our clock beside Paymega's. */
export async function accountSymptoms(
  sql: Sql,
  connections: Pick<ProviderConnections, 'of'>,
  now: () => Date,
): Promise<Symptom[]> {
  const accounts = await activeAccounts(sql);
  const found: Symptom[] = [];
  for (const account of accounts)
    found.push(
      ...(await provider(connections, account, now)),
      await secretsSymptom(sql, account),
      await schedule(sql, account, now()),
    );
  const none = warn('accounts', 'there is no account yet', 'Start the server, or add one under Settings.');
  return accounts.length > 0 ? found : [none];
}

async function provider(
  connections: Pick<ProviderConnections, 'of'>,
  { id, slug }: Account,
  now: () => Date,
): Promise<Symptom[]> {
  const about = `API key of ${slug}`;
  try {
    const connection = await connections.of(id);
    const says = await testConnection(connection);
    return [good(about, says), await clock(slug, connection.privateApi.url, now)];
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof VaultError)) throw error;
    const act = 'Settings, Accounts: enter the key again, or put right what it says.';
    return [bad(about, error.message, act)];
  }
}

/** Any answer has a Date, a 401 too: our key is not sent. */
async function clock(slug: string, url: string, now: () => Date): Promise<Symptom> {
  const about = `clock beside Paymega’s (${slug})`;
  const options = { throwHttpErrors: false, followRedirect: false, retry: { limit: 0 } } as const;
  const answer = await got(url, { ...options, timeout: { request: PATIENCE_MS } }).catch(() => null);
  const told = Date.parse(answer?.headers.date ?? '');
  if (Number.isNaN(told)) return warn(about, 'Paymega told no time', 'Compare the clock by hand.');
  const skew = Math.round((now().getTime() - told) / 1000);
  const says = `ours is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead'}`;
  return Math.abs(skew) > MOST_SKEW_SECONDS ? bad(about, says, 'Set the clock by NTP.') : good(about, says);
}

/** Whether the callbacks of an account fit its secrets. */
export async function secretsSymptom(sql: Sql, { id, slug }: Pick<Account, 'id' | 'slug'>): Promise<Symptom> {
  const about = `callback secrets of ${slug}`;
  const [row] = await sql<{ taken: Date | null; refused: number }[]>`
    select last.received_at as taken, (
      select coalesce(sum(1 + skipped), 0)::int from refused_callbacks
      where account_id = accounts.id and reason = 'bad_signature'
        and received_at > coalesce(last.received_at, '-infinity')
    ) as refused
    from accounts left join lateral (
      select received_at from callbacks where account_id = accounts.id
      order by received_at desc, id desc limit 1
    ) as last on true
    where accounts.id = ${id}`;
  const { taken = null, refused = 0 } = row ?? {};
  const last = taken === null ? 'none was verified yet' : `the last one verified came ${taken.toISOString()}`;
  const act = 'Compare the secret with Paymega’s portal; then verify the refused ones again.';
  if (refused > 0) return bad(about, `${last}; since then ${refused} were refused for their signature`, act);
  if (taken === null)
    return warn(about, last, 'Run counterfoil check-integration, or wait for the first one.');
  return good(about, last);
}

async function schedule(sql: Sql, account: Account, now: Date): Promise<Symptom> {
  const about = `schedule of ${account.slug}`;
  const { state, finishedAt, failed } = await reconciliationStatus(sql, account, now);
  const last = finishedAt === null ? 'no run has finished yet' : `a run finished ${finishedAt.toISOString()}`;
  switch (state) {
    case 'current':
    case 'disabled':
      return good(about, last);
    case 'failed':
      return bad(
        about,
        `the latest run failed: ${failed?.message}; ${last}`,
        'See docs/runbook.md, Run failed.',
      );
    case 'late':
      return bad(about, `runs are late; ${last}`, 'Start a worker: PROCESS=worker or all.');
    case 'never':
      return warn(about, last, 'Start a worker: PROCESS=worker or all.');
  }
}
