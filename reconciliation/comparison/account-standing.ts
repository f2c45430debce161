import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Circuit, circuitOf, nextTry } from './circuit.ts';
import { type ReconciliationStatus, reconciliationStatus } from './reconciliation-status.ts';

/** How it stands with one account: whether it is reconciled, whether Paymega answers, and when it told something last. */
export type AccountStanding = {
  slug: string;
  name: string;
  status: ReconciliationStatus;
  /** Runs of it that wait or go on. */
  queued: number;
  circuit: Circuit;
  /** Whether Paymega's API has answered anything about it, ever. */
  hasAnswered: boolean;
  /** When a run is tried again where Paymega's API is away. */
  nextTry: Date | null;
  lastCallbackAt: Date | null;
};

/** How each of these accounts stands at `now`. */
export async function accountStandings(
  sql: Sql,
  accounts: readonly Account[],
  now: Date,
): Promise<AccountStanding[]> {
  return Promise.all(
    accounts.map(async (account) => {
      const [status, circuit, [row]] = await Promise.all([
        reconciliationStatus(sql, account, now),
        circuitOf(sql, account.id),
        sql<{ queued: number; hasAnswered: boolean; lastCallbackAt: Date | null }[]>`
          select (select count(*)::int from runs
              where account_id = ${account.id} and state in ('queued', 'running')) as queued,
            exists (select from runs where account_id = ${account.id} and state = 'finished')
              or exists (select from status_checks where account_id = ${account.id}
                and outcome <> 'no_answer') as has_answered,
            (select received_at from callbacks where account_id = ${account.id}
              order by received_at desc, id desc limit 1) as last_callback_at`,
      ]);
      const { slug, name, recentEveryMinutes } = account;
      const again = circuit.failures > 0 ? nextTry(circuit, recentEveryMinutes) : null;
      const { queued = 0, hasAnswered = false, lastCallbackAt = null } = row ?? {};
      return { slug, name, status, queued, circuit, hasAnswered, nextTry: again, lastCallbackAt };
    }),
  );
}
