import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { hourOfNearDays } from '#identity/accounts/business-day.ts';
import { circuitOf, nextTry, OUTAGES } from './circuit.ts';
import type { RunOrder } from './runs.ts';
import { nextSweep } from './sweep.ts';

const OVERLAP_SECONDS = 3600;
const LONGEST_CATCH_UP_SECONDS = 35 * 86_400;
const DAY_SECONDS = 86_400;

/**
 * The runs of one account that its schedule says are due now: the deep one once a night, behind it a sweep over a part of
 * what is older, the recent one every few minutes. The recent window begins where the last finished one ended (with an
 * overlap), not at the clock: after an outage one run catches up. While Paymega's API is away runs are tried further and
 * further apart (circuit.ts). Nothing is due while another run of the account is queued or under way.
 */
export async function dueRuns(sql: Queryable, account: Account, now: Date): Promise<RunOrder[]> {
  // What failed of the night because the API was away comes again, after an hour at the earliest.
  const isDone = sql`(state <> 'failed' or fault is null or fault <> all(${[...OUTAGES]}::text[])
    or queued_at > ${now}::timestamptz - interval '1 hour')`;
  const [last] = await sql<
    {
      isBusy: boolean;
      recentQueuedAt: Date | null;
      recentTo: Date | null;
      isDeepDue: boolean;
      isSweepDue: boolean;
    }[]
  >`
    select
      coalesce(bool_or(state in ('queued', 'running')), false) as is_busy,
      max(queued_at) filter (where scope = 'recent') as recent_queued_at,
      max(window_to) filter (where scope in ('recent', 'deep') and state = 'finished') as recent_to,
      coalesce(max(queued_at) filter (where scope = 'deep' and ${isDone}), '-infinity') < tonight
        as is_deep_due,
      coalesce(max(queued_at) filter (where scope = 'sweep' and ${isDone}), '-infinity') < tonight
        as is_sweep_due
    from (
      select max(tick) as tonight from ${deepTicks(sql, account, now)} where tick <= ${now}
    ) as night
    left join runs on account_id = ${account.id}
    group by tonight`;
  if (!last || last.isBusy) return [];
  const to = Math.floor(now.getTime() / 1000);
  const order = { accountId: account.id, trigger: 'schedule' } as const;
  const circuit = await circuitOf(sql, account.id);
  if (circuit.failures > 0 && now < nextTry(circuit, account.recentEveryMinutes)) return [];
  // While the API is away one recent run at a time tries; the long ones wait until it is back.
  if (last.isDeepDue && !circuit.isOpen)
    return [{ ...order, scope: 'deep', window: { from: to - account.deepDays * DAY_SECONDS, to } }];
  const sweep = last.isSweepDue && !circuit.isOpen ? await nextSweep(sql, account, now) : null;
  if (sweep) return [{ ...order, scope: 'sweep', window: sweep }];
  const queued = last.recentQueuedAt?.getTime() ?? 0;
  // Answered again since it failed: what was missed is caught up at once.
  const isBack = circuit.failures > 0 && !circuit.isOpen;
  if (!isBack && now.getTime() - queued < account.recentEveryMinutes * 60_000) return [];
  const since = last.recentTo ? last.recentTo.getTime() / 1000 - OVERLAP_SECONDS : to - DAY_SECONDS;
  const from = Math.floor(Math.max(since, to - LONGEST_CATCH_UP_SECONDS));
  return [{ ...order, scope: 'recent', window: { from, to } }];
}

/** When the next recent and the next deep run of an account are due by its schedule. */
export async function nextRuns(
  sql: Queryable,
  account: Account,
  now: Date,
): Promise<{ recentAt: Date; deepAt: Date }> {
  const [next] = await sql<{ recentAt: Date; deepAt: Date }[]>`
    select
      greatest(${now}::timestamptz, coalesce(max(queued_at) filter (where scope = 'recent'), ${now})
        + make_interval(mins => ${account.recentEveryMinutes}::int)) as recent_at,
      (select min(tick) from ${deepTicks(sql, account, now)} where tick > ${now}) as deep_at
    from runs where account_id = ${account.id}`;
  if (!next) throw new Error('the schedule gave no next run');
  return next;
}

/** The deep run's times of yesterday, today and tomorrow: days are counted on the account's clock, not as 24 hours. */
function deepTicks(sql: Queryable, { timeZone, deepAtHour }: Account, now: Date) {
  const ticks = hourOfNearDays(deepAtHour, timeZone, now).map((tick) => tick.toISOString());
  return sql`unnest(${ticks}::timestamptz[]) as clock(tick)`;
}
