import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { KindName } from '../discrepancies/kinds.ts';

const OF_A_CALLBACK: readonly KindName[] = [
  'missing_ours',
  'status_differs',
  'fee_differs',
  'processed_differs',
  'refund_differs',
];

/**
 * Why, where it can be shown from what was heard of `pairs`: Paymega's state is newer than ours (or we have none), so its
 * callback was quarantined, refused or never came; ours is newer, so Paymega's list lags. A late success may have been
 * told late.
 */
export function cause(sql: Queryable, account: Account): Fragment {
  const order = (side: Fragment) => sql`(not (${side}).is_ahead, (${side}).updated_at, (${side}).progress)`;
  return sql`
    case
      when kind.name = any(${OF_A_CALLBACK as string[]}::text[]) and (pairs.theirs).id is not null then case
        when exists (
          select from quarantine where (account_id, subject) = (${account.id}, pairs.id)
            and source = 'callback') then 'callback_quarantined'
        when exists (
          select from refused_callbacks where (account_id, invoice_id) = (${account.id}, pairs.id)
            and received_at >= (pairs.theirs).updated_at) then 'callback_refused'
        when (pairs.ours).id is null or (not (pairs.ours).is_ahead
          and ${order(sql`pairs.theirs`)} > ${order(sql`pairs.ours`)}) then 'callback_missed'
        when not (pairs.theirs).is_ahead and ${order(sql`pairs.theirs`)} < ${order(sql`pairs.ours`)}
          then 'provider_lag'
      end
      when kind.name = 'late_success' and exists (
        select from callbacks where (account_id, invoice_id) = (${account.id}, pairs.id)
          and updated_at = (pairs.ours).updated_at
          and received_at > updated_at + make_interval(mins => ${account.graceMinutes}::int))
            then 'callback_late'
    end`;
}
