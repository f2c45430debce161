import type { ALERT_RULES } from '#db/values.ts';

export type AlertRule = (typeof ALERT_RULES)[number];
export type AlertSeverity = 'critical' | 'high' | 'medium';

type Words = {
  label: string;
  severity: AlertSeverity;
  /** What it means, what to look at, and what to do. */
  means: string;
  look: string;
  act: string;
};

/** Every rule in words, as the runbook has them. The longer form is docs/runbook.md, a section for each. */
export const RULES: Readonly<Record<AlertRule, Words>> = {
  critical_discrepancy: {
    label: 'Critical discrepancy',
    severity: 'critical',
    means: 'The two books contradict each other about money, and nothing will mend that by itself.',
    look: 'The discrepancy: both sides, and all that was heard of the payment.',
    act: 'Ask Paymega once more; then resolve it with a note, or send a proof pack to Paymega’s support.',
  },
  stuck_money: {
    label: 'Stuck money',
    severity: 'high',
    means: 'Payments that have been pending for too long hold more money than the limit of this currency.',
    look: 'Pending, the oldest first; the service that most of them have in common.',
    act: 'Ask Paymega about all of them. Where it does not know either, tell its support which service it is.',
  },
  no_callbacks: {
    label: 'No callbacks',
    severity: 'critical',
    means: 'Payments are created at Paymega, and no callback has come for longer than the limit.',
    look: 'Callbacks, refused; the address that Paymega was given; the proxy and its certificate.',
    act: 'Send a callback by hand (README); put right the address or the proxy. A run fetches what was missed.',
  },
  refused_burst: {
    label: 'Burst of refused callbacks',
    severity: 'high',
    means: 'More requests than the limit were refused within a quarter of an hour.',
    look: 'Callbacks, refused: from which address, and why.',
    act: 'Of a stranger: block the address at the proxy. Of Paymega: see “Wrong callback secret”.',
  },
  wrong_secret: {
    label: 'Wrong callback secret',
    severity: 'critical',
    means:
      'A sender whose callbacks were accepted before, or every sender, signs with a secret that is not ours.',
    look: 'Callbacks, refused, for bad signatures; whether a secret was changed in Paymega’s portal.',
    act: 'Enter the new secret under Settings, Accounts; then verify the refused ones again.',
  },
  run_failed: {
    label: 'Run failed',
    severity: 'high',
    means: 'The latest reconciliation ended without a result, so that nothing newer is compared.',
    look: 'The run and its message.',
    act: 'Nothing, where Paymega is down: runs go on by themselves. Else put right what the message says.',
  },
  run_late: {
    label: 'Run late',
    severity: 'high',
    means: 'No run has ended for several times its interval.',
    look: 'Whether a worker runs (PROCESS=worker or all), its log, and the runs.',
    act: 'Start the worker. A run that is stuck can be cancelled; the next one continues with what is left.',
  },
  day_not_closed: {
    label: 'Day not closed',
    severity: 'medium',
    means: 'The hour by which a business day is to be signed off has passed.',
    look: 'The report of the day: what is open, and whether it ties.',
    act: 'Sign it off, or resolve what stands in the way.',
  },
  api_refuses: {
    label: 'Paymega’s API refuses us',
    severity: 'critical',
    means:
      'Paymega answers that the Account ID or the API key is wrong, or may not read: nothing is compared.',
    look: 'Settings, Accounts: test the connection.',
    act: 'Make a key in Paymega’s portal and enter it. Runs go on with the next one.',
  },
  disk_low: {
    label: 'Disk low',
    severity: 'critical',
    means: 'The disk of the data folder is nearly full. A full one refuses callbacks.',
    look: 'What grows: the database, files of exports, logs.',
    act: 'Make room or enlarge the disk. Nothing in the database folder may be removed by hand.',
  },
  database_trouble: {
    label: 'Database in trouble',
    severity: 'critical',
    means: 'Nearly all connections of the database are taken, or something has held a lock for many minutes.',
    look: 'pg_stat_activity: who holds connections, and which transaction is the oldest.',
    act: 'End what does not belong there; raise max_connections, or start fewer processes.',
  },
};
