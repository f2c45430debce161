import { trimSessions } from '#identity/sessions/sessions.ts';
import { trimTries } from '#identity/sessions/sign-in-limits.ts';
import { trimAlerts } from '#reconciliation/alerts/trim-alerts.ts';
import { trimRefusals } from '#reconciliation/callbacks/refused-callbacks.ts';
import { trimExports } from '#reconciliation/reports/export-files.ts';
import type { JobTools } from './tools.ts';

/** Drops the refused callbacks that are too many: each minute, because strangers can send them. */
export async function dropRefusals({ sql }: Pick<JobTools, 'sql'>): Promise<void> {
  await trimRefusals(sql);
}

/** Drops what is kept for a while only: sessions that are over, tries to sign in, files of exports, old alerts. */
export async function trim({ sql }: Pick<JobTools, 'sql'>): Promise<void> {
  await trimSessions(sql);
  await trimTries(sql);
  await trimExports(sql);
  await trimAlerts(sql);
}
