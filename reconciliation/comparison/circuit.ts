import type { Queryable } from '#db/connection.ts';
import type { PaymegaFault } from '#paymega/errors.ts';

/** What says that Paymega's API is away, and nothing of our keys or of what was asked. */
export const OUTAGES = [
  'rate_limited',
  'server_error',
  'timed_out',
  'unreachable',
  'unreadable',
] as const satisfies readonly PaymegaFault[];

const LONGEST_PAUSE_MINUTES = 60;
// Where one invoice is answered, and the list is not.
const LEAST_PAUSE_MINUTES = 5;

/**
 * Whether the API of an account is away: `open` from a run on that failed for it, until a run finishes or anything else
 * that was asked is answered. Read from what is on record, so that every worker sees the same.
 */
export type Circuit = {
  isOpen: boolean;
  /** Runs that failed for it since one finished, and when the last of them did. */
  failures: number;
  failedAt: Date | null;
};

/** How the circuit of an account stands. */
export async function circuitOf(sql: Queryable, accountId: number): Promise<Circuit> {
  const [row] = await sql<(Omit<Circuit, 'isOpen'> & { isAnswered: boolean })[]>`
    select failures, failed_at, exists (
        select from status_checks
        where account_id = ${accountId} and asked_at > failed_at and outcome <> 'no_answer'
      ) as is_answered
    from (
      select count(*)::int as failures, max(finished_at) as failed_at
      from runs where account_id = ${accountId} and state = 'failed' and fault = any(${[...OUTAGES]}::text[])
        and id > coalesce((
          select max(id) from runs where account_id = ${accountId} and state = 'finished'), 0)
    ) as failed`;
  const { failures = 0, failedAt = null, isAnswered = false } = row ?? {};
  return { isOpen: failures > 0 && !isAnswered, failures, failedAt };
}

/**
 * When a run is worth trying after one that failed: each pause is twice the one before, an hour at the most; once something
 * was answered again, a few minutes after the failure.
 */
export function nextTry({ isOpen, failures, failedAt }: Circuit, everyMinutes: number): Date {
  const longest = Math.max(LONGEST_PAUSE_MINUTES, everyMinutes);
  const minutes = isOpen
    ? Math.min(longest, everyMinutes * 2 ** Math.max(0, failures - 1))
    : Math.min(LEAST_PAUSE_MINUTES, everyMinutes);
  return new Date((failedAt?.getTime() ?? 0) + minutes * 60_000);
}
