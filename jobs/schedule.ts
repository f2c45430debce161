import type { JobName } from './queue.ts';

/**
 * Every repeating job, by cron in UTC. What each account does, and how often, is its own setting (accounts table), which
 * plan-runs reads every minute: a change needs no restart, and a missed tick is caught up by the next one.
 */
export const SCHEDULE: readonly { job: JobName; cron: string }[] = [
  { job: 'plan-runs', cron: '* * * * *' },
  { job: 'plan-reports', cron: '* * * * *' },
  { job: 'watch-alerts', cron: '* * * * *' },
  { job: 'check-pending', cron: '* * * * *' },
  { job: 'fold-totals', cron: '* * * * *' },
  { job: 'match-statements', cron: '* * * * *' },
  { job: 'trim-refusals', cron: '* * * * *' },
  { job: 'tell-audit-head', cron: '47 3 * * *' },
  { job: 'trim', cron: '17 4 * * *' },
  { job: 'keep-bodies', cron: '37 4 * * *' },
];
