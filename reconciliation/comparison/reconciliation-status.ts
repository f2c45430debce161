import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { PaymegaFault } from '#paymega/errors.ts';
import type { RunState } from './runs.ts';

/**
 * Runs are late after as many of their intervals without one that finished, and never before half an hour.
 */
const INTERVALS_UNTIL_LATE = 3;
const LEAST_MINUTES_UNTIL_LATE = 30;

/** Whether the books of an account are being reconciled at all: what any claim about them rests on. */
export type ReconciliationStatus = {
  /**
   * `current`: the last run finished, and of late. `failed`: what ended last, ended without a result. `late`:
   * nothing has ended for longer than the schedule allows. `never`: none has ended yet. `disabled`: the
   * account is.
   */
  state: 'current' | 'failed' | 'late' | 'never' | 'disabled';
  /** When a run finished last; null where none ever did. */
  finishedAt: Date | null;
  /** Whether one is under way. */
  isRunning: boolean;
  /** The runs that failed since one finished, the latest of them and what Paymega answered. */
  failures: number;
  failed: { id: bigint; message: string; fault: PaymegaFault | null } | null;
};

/**
 * How the account's reconciliation stands, by its schedule and by those of its runs that reach the time they
 * were ordered at: one over days of long ago says nothing of today, whether it finished or failed.
 */
export async function reconciliationStatus(
  sql: Queryable,
  { id, recentEveryMinutes }: Pick<Account, 'id' | 'recentEveryMinutes'>,
  now: Date,
): Promise<ReconciliationStatus> {
  const reachesNow = sql`account_id = ${id} and window_to >= queued_at - interval '1 hour'`;
  const [row] = await sql<Row[]>`
    select disabled_at, finished.finished_at, moving.state as moving, moving.queued_at, failed.*
    from accounts
    left join lateral (
      select id, finished_at from runs where ${reachesNow} and state = 'finished'
      order by id desc limit 1
    ) as finished on true
    left join lateral (
      select state, queued_at from runs where ${reachesNow} and state in ('queued', 'running')
        and id > coalesce(finished.id, 0)
      order by id desc limit 1
    ) as moving on true
    cross join lateral (
      select count(*)::int as failures, max(id) as failed_id,
        (array_agg(message order by id desc))[1] as message, (array_agg(fault order by id desc))[1] as fault
      from runs where ${reachesNow} and id > coalesce(finished.id, 0)
        -- One that is tried again has failed so far.
        and (state = 'failed' or (state in ('queued', 'running') and fault is not null))
    ) as failed
    where accounts.id = ${id}`;
  if (!row) throw new Error('the runs of an account gave no row');
  const { disabledAt, finishedAt, failures, failedId, message, fault } = row;
  const isRunning = row.moving === 'running';
  const failed = failedId === null ? null : { id: failedId, message: message ?? '', fault };
  const since = finishedAt ?? row.queuedAt;
  const isOverdue = since !== null && now.getTime() - since.getTime() > msUntilLate(recentEveryMinutes);
  const state = disabledAt
    ? 'disabled'
    : failed
      ? 'failed'
      : isOverdue && !isRunning
        ? 'late'
        : finishedAt
          ? 'current'
          : 'never';
  return { state, finishedAt, isRunning, failures, failed };
}

type Row = {
  disabledAt: Date | null;
  finishedAt: Date | null;
  moving: RunState | null;
  queuedAt: Date | null;
  failures: number;
  failedId: bigint | null;
  message: string | null;
  fault: PaymegaFault | null;
};

function msUntilLate(everyMinutes: number): number {
  return Math.max(LEAST_MINUTES_UNTIL_LATE, INTERVALS_UNTIL_LATE * everyMinutes) * 60_000;
}
