import type { Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';

/** What an admin may change of an account: what heals by itself, how patient we are, and when it is compared. */
export type Policy = Pick<
  Account,
  | 'healForward'
  | 'adoptMissing'
  | 'graceMinutes'
  | 'stuckMinutes'
  | 'stuckRefundMinutes'
  | 'stuckMinutesOf'
  | 'largeAmounts'
  | 'recentEveryMinutes'
  | 'deepAtHour'
  | 'deepDays'
  | 'sweepDays'
  | 'twoPersonClose'
>;

/** Changes the policy and schedule of an account; both take hold at the next run, without a restart. Audited, both sides. */
export async function changePolicy(sql: Sql, actor: Actor, accountId: number, policy: Policy): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`select from accounts where id = ${accountId} for update`;
    const before = await accountById(transaction, accountId);
    await transaction`
      update accounts set heal_forward = ${policy.healForward}, adopt_missing = ${policy.adoptMissing},
        grace_minutes = ${policy.graceMinutes}, stuck_minutes = ${policy.stuckMinutes},
        stuck_refund_minutes = ${policy.stuckRefundMinutes},
        stuck_minutes_of = ${transaction.json(policy.stuckMinutesOf)},
        large_amounts = ${transaction.json(policy.largeAmounts)},
          recent_every_minutes = ${policy.recentEveryMinutes},
        deep_at_hour = ${policy.deepAtHour}, deep_days = ${policy.deepDays},
        sweep_days = ${policy.sweepDays}, two_person_close = ${policy.twoPersonClose}
      where id = ${accountId}`;
    const names = Object.keys(policy) as (keyof Policy)[];
    const changed = names.filter((name) => asText(before[name]) !== asText(policy[name]));
    const details = Object.fromEntries(
      changed.map((name) => [name, `${asText(before[name])} → ${asText(policy[name])}`]),
    );
    if (changed.length > 0)
      await audit(transaction, actor, 'policy.changed', `account:${before.slug}`, details);
  });
}

function asText(value: Policy[keyof Policy]): string {
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b));
  return entries.map(([name, limit]) => `${name} ${limit}`).join(', ') || 'none';
}
