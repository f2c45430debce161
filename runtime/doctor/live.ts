import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { SeenProcess } from '../observability/processes.ts';
import { secretsSymptom } from './accounts.ts';
import { databaseSymptoms } from './database.ts';
import { bad, good, type Symptom, warn } from './symptom.ts';

/** What a running server can look at without asking anybody outside. */
export type Live = {
  sql: Sql;
  accounts: readonly Pick<Account, 'id' | 'slug'>[];
  processes: readonly SeenProcess[];
  hasMail: boolean;
  proxyWarnings: readonly string[];
};

/** The checks of `doctor` that are cheap, and mean something while the product runs. */
export async function liveSymptoms({
  sql,
  accounts,
  processes,
  hasMail,
  proxyWarnings,
}: Live): Promise<Symptom[]> {
  const [ofDatabase, ofSecrets] = await Promise.all([
    databaseSymptoms(sql),
    Promise.all(accounts.map((account) => secretsSymptom(sql, account))),
  ]);
  return [
    ...workers(processes),
    ...ofDatabase,
    ...ofSecrets,
    hasMail
      ? good('mail', 'a mail server is configured')
      : warn(
          'mail',
          'no mail server is configured',
          'Set SMTP_URL and MAIL_FROM, so that alerts can go out.',
        ),
    ...proxyWarnings.map((says) => warn('proxy', says, 'See docs/deployment.md, Proxy.')),
  ];
}

function workers(processes: readonly SeenProcess[]): Symptom[] {
  const alive = processes.filter(({ state }) => state === 'alive');
  const working = alive.filter(({ process }) => process !== 'web');
  const versions = [...new Set(alive.map(({ version }) => version))];
  const gone = processes.filter(({ state }) => state === 'gone');
  return [
    working.length === 0
      ? bad('worker', 'no worker is alive: nothing is reconciled', 'Start one: PROCESS=worker or all.')
      : good('worker', `${working.length} alive`),
    ...(versions.length > 1
      ? [warn('versions', `${versions.join(' and ')} are at work`, 'Restart what was not upgraded yet.')]
      : []),
    ...(gone.length > 0
      ? [
          warn(
            'processes',
            `${gone.length} ended without saying so`,
            'Look at their logs and at their machine.',
          ),
        ]
      : []),
  ];
}
