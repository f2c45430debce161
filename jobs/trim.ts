import { trimRefusals } from '#reconciliation/book/refused-callbacks.ts';
import { trimSessions } from '#reconciliation/people/sessions.ts';
import { trimTries } from '#reconciliation/people/sign-in-limits.ts';
import type { JobTools } from './tools.ts';

/** Drops what is kept for a while only: old refusals, sessions that are over. */
export async function trim({ sql }: JobTools): Promise<void> {
  await trimRefusals(sql);
  await trimSessions(sql);
  await trimTries(sql);
}
