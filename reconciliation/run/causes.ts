import type { Queryable } from '#db/connection.ts';
import type { Comparison } from './compare.ts';

/**
 * Says why, where it can be shown from what was heard: Paymega's state is newer than ours (or we have none), so its
 * callback was quarantined, refused or never came; ours is newer, so Paymega's list lags.
 */
export async function nameCauses(sql: Queryable, { runId, account }: Comparison): Promise<void> {
  await sql`
    update run_findings as finding set cause = case
      when exists (
        select from quarantine as held
        where (held.account_id, held.subject) = (finding.account_id, finding.subject)) then 'callback_quarantined'
      when exists (
        select from refused_callbacks as refused
        where (refused.account_id, refused.invoice_id) = (finding.account_id, finding.invoice_id)
          and refused.received_at >= theirs.updated_at) then 'callback_refused'
      when ours.id is null or (theirs.updated_at, theirs.progress) > (ours.updated_at, ours.progress)
        then 'callback_missed'
      when (theirs.updated_at, theirs.progress) < (ours.updated_at, ours.progress) then 'provider_lag'
    end
    from mirror as theirs left join invoices as ours using (account_id, id)
    where finding.run_id = ${runId.toString()}
      and finding.kind in ('missing_ours', 'status_differs', 'fee_differs', 'processed_differs', 'refund_differs')
      and (theirs.account_id, theirs.id) = (${account.id}, finding.invoice_id)`;
  await sql`
    update run_findings as finding set cause = 'callback_late'
    where finding.run_id = ${runId.toString()} and finding.kind = 'late_success' and exists (
      select from callbacks join invoices using (account_id)
      where callbacks.account_id = finding.account_id and invoices.id = finding.invoice_id
        and callbacks.invoice_id = finding.invoice_id and callbacks.updated_at = invoices.updated_at
        and callbacks.received_at > callbacks.updated_at + make_interval(mins => ${account.graceMinutes}::int))`;
}
