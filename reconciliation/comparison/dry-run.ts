import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { applyResults } from './apply.ts';
import { compare } from './compare.ts';
import { queueRun } from './runs.ts';

/** What a run would do to the work list, by kind. */
export type DryRun = { kind: string; opened: number; healed: number; closed: number }[];

const DAYS = 35;
const DAY_SECONDS = 86_400;
const ACTOR = { kind: 'program', name: 'dry run' } as const;

/** Carries the result out of the transaction that is rolled back. */
class RolledBack extends Error {
  readonly result: DryRun;
  constructor(result: DryRun) {
    super('rolled back on purpose');
    this.result = result;
  }
}

/**
 * What a run over the last 35 days would open, heal and close under this policy, which need not be the one
 * that holds. The books as they stand are compared, and the results applied, by the very code of a run, in a
 * transaction that is then rolled back: nothing is written, and Paymega is not asked.
 */
export async function dryRun(sql: Sql, account: Account, now: Date): Promise<DryRun> {
  const to = Math.floor(now.getTime() / 1000);
  const window = { from: to - DAYS * DAY_SECONDS, to };
  try {
    await sql.begin(async (transaction) => {
      const order = { accountId: account.id, window, trigger: 'program' } as const;
      const runId = await queueRun(transaction, ACTOR, order);
      const comparison = { runId, account, window, now };
      await applyResults(transaction, comparison, await compare(transaction, comparison));
      throw new RolledBack(await stepsByKind(transaction, runId));
    });
  } catch (error) {
    if (error instanceof RolledBack) return error.result;
    throw error;
  }
  throw new Error('a dry run was not rolled back');
}

function stepsByKind(transaction: Queryable, runId: bigint): Promise<DryRun> {
  return transaction<DryRun>`
    select item.kind,
      (count(*) filter (where step.act in ('opened', 'reopened') and not step.is_healed))::int as opened,
      (count(*) filter (where step.act = 'closed' and step.is_healed))::int as healed,
      (count(*) filter (where step.act = 'closed' and not step.is_healed))::int as closed
    from (
      select discrepancy_id, act, bool_or(act = 'opened') over mine and bool_or(act = 'closed') over mine
        as is_healed
      from discrepancy_events where run_id = ${runId}
      window mine as (partition by discrepancy_id)
    ) as step
    join discrepancies as item on item.id = step.discrepancy_id
    group by item.kind having count(*) filter (where act <> 'changed') > 0 order by item.kind`;
}
