import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { Rules } from './rule.ts';

function itself(sql: Queryable) {
  const alone = sql`(fact.has_ours and not fact.is_absent and pairs.conflicting is null
    and (fact.is_same_invoice or not fact.has_both)
    and not fact.went_back)`;
  const processed = sql`(pairs.ours).processed_amount`;
  const returned = sql`(pairs.ours).returned`;
  return {
    alone,
    paidWell: sql`(${alone} and (pairs.ours).took_money)`,
    processed,
    returned,
    status: sql`(pairs.ours).status`,
    kept: sql`((pairs.ours).received - ${returned})`,
  };
}

/** Kinds that our book shows by itself, of what happened or does not happen. */
export function courseRules(sql: Queryable, account: Account, now: Date) {
  const { alone, paidWell, processed, status, kept } = itself(sql);
  const waited = sql`(${now}::timestamptz - (pairs.ours).moved_at)`;
  const patience = sql`make_interval(mins => coalesce(
    (${sql.json(account.stuckMinutesOf)}::jsonb ->> (pairs.ours).status)::int,
    case when (pairs.ours).stage = 4 then ${account.stuckRefundMinutes}::int else ${account.stuckMinutes}::int
      end))`;
  const isLarge = sql`coalesce(decimal_of((pairs.ours).amount, currencies.exponent)::numeric
    >= (${sql.json(account.largeAmounts)}::jsonb ->> (pairs.ours).currency)::numeric, false)`;
  const atOnce = { isExpected: false, canHeal: false } as const;
  return {
    stuck_pending: {
      ...atOnce,
      when: sql`${alone} and not (pairs.ours).is_final and (pairs.ours).stage <> -1
        and ${waited} > ${patience}
        and not coalesce(${status} <> (pairs.theirs).status, false)`,
      ours: status,
      theirs: sql`(pairs.theirs).status`,
      atRisk: sql`(pairs.ours).amount`,
      isEscalated: sql`${waited} > greatest(3 * ${patience}, interval '1 day') or ${isLarge}`,
    },
    // By the newer state of either book: whoever of them does not know it yet, the customer has paid twice.
    double_payment: {
      ...atOnce,
      when: sql`(pairs.paid_twice).duplicate is not null`,
      ours: sql`(pairs.paid_twice).reference_id`,
      theirs: sql`(pairs.paid_twice).duplicate`,
      atRisk: sql`(pairs.paid_twice).at_risk`,
      isEscalated: true,
    },
    chargeback: {
      ...atOnce,
      when: sql`${alone} and ((pairs.ours).charged_back_amount > 0 or (pairs.ours).stage = 6)`,
      ours: status,
      theirsMinor: sql`nullif((pairs.ours).charged_back_amount, 0)`,
      atRisk: sql`coalesce(nullif((pairs.ours).charged_back_amount, 0), ${processed}, (pairs.ours).amount)`,
      isEscalated: true,
    },
    late_success: {
      ...atOnce,
      when: sql`${paidWell} and (pairs.ours).failed_at <= (pairs.ours).updated_at`,
      ours: status,
      atRisk: kept,
      isEscalated: true,
    },
    unknown_status: {
      isExpected: sql`fact.is_young`,
      canHeal: false,
      when: sql`${alone} and (pairs.ours).stage = -1`,
      ours: status,
      theirs: sql`(pairs.theirs).status`,
      atRisk: sql`(pairs.ours).amount`,
      isEscalated: false,
    },
  } satisfies Rules;
}

/** Kinds that our book shows by itself, of figures that do not fit each other. */
export function figureRules(sql: Queryable) {
  const { alone, paidWell, processed, returned } = itself(sql);
  const paymentAmount = sql`(pairs.ours).payment_amount`;
  const inTime = { isExpected: sql`fact.is_young`, canHeal: false } as const;
  const isSum = sql`(fact.fault in ('payment_amount', 'processed_amount'))`;
  return {
    underpaid: {
      ...inTime,
      when: sql`${paidWell} and ${processed} < ${paymentAmount}`,
      oursMinor: processed,
      theirsMinor: paymentAmount,
      atRisk: sql`${paymentAmount} - ${processed}`,
      isEscalated: false,
    },
    overpaid: {
      ...inTime,
      when: sql`${paidWell} and ${processed} > ${paymentAmount}`,
      oursMinor: processed,
      theirsMinor: paymentAmount,
      atRisk: sql`${processed} - ${paymentAmount}`,
      isEscalated: false,
    },
    over_returned: {
      ...inTime,
      when: sql`${alone} and ${returned} > ${processed}`,
      oursMinor: processed,
      theirsMinor: returned,
      atRisk: sql`${returned} - ${processed}`,
      isEscalated: true,
    },
    figures_do_not_add_up: {
      ...inTime,
      when: sql`${alone} and fact.fault is not null`,
      ours: sql`case when not ${isSum} then (pairs.ours).status end`,
      oursMinor: paymentAmount,
      theirsMinor: sql`case
        when ${isSum} then (pairs.ours).deposit + (pairs.ours).fee
        when fact.fault in ('nothing_received', 'received_without_success', 'paid_in_full') then ${processed}
        else coalesce((pairs.ours).refunded_amount, 0) + coalesce((pairs.ours).charged_back_amount, 0)
      end`,
      atRisk: sql`case
        when ${isSum} then coalesce(greatest(abs(${paymentAmount} - (pairs.ours).deposit - (pairs.ours).fee),
          abs(${processed} - (pairs.ours).processed_fee - (pairs.ours).processed_deposit)), 0)
        when fact.fault = 'received_without_success' then ${processed}
        when fact.fault in ('returned_without_success', 'refund_not_in_status') then ${returned}
        when fact.fault in ('nothing_received', 'paid_in_full') then (pairs.ours).received
        else (pairs.ours).received - least((pairs.ours).received,
          coalesce((pairs.ours).refunded_amount, 0) + coalesce((pairs.ours).charged_back_amount, 0))
      end`,
      isEscalated: sql`(pairs.ours).took_money or coalesce(${processed}, 0) > 0 or ${returned} > 0`,
    },
  } satisfies Rules;
}
