import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Rules } from './rule.ts';

/** Kinds that come from one book not having the invoice, or from two identities told for it. */
export function identityRules(sql: Queryable) {
  const oursAmount = sql`(pairs.ours).amount`;
  const otherAmount = sql`coalesce(nullif((pairs.theirs).amount, (pairs.ours).amount),
    (pairs.conflicting).amount)`;
  const isExpected = sql`fact.is_young`;
  const identity = { atRisk: oursAmount, isEscalated: true, isExpected, canHeal: false };
  return {
    missing_ours: {
      when: sql`not fact.has_ours`,
      theirs: sql`(pairs.theirs).status`,
      atRisk: sql`coalesce(nullif((pairs.theirs).processed_amount, 0), (pairs.theirs).amount)`,
      isEscalated: sql`(pairs.theirs).took_money`,
      isExpected,
      canHeal: true,
    },
    missing_theirs: {
      ...identity,
      when: sql`fact.is_absent`,
      ours: sql`(pairs.ours).status`,
      atRisk: sql`coalesce(nullif((pairs.ours).processed_amount, 0), (pairs.ours).amount)`,
    },
    amount_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).currency = (pairs.theirs).currency
        and (pairs.ours).amount <> (pairs.theirs).amount or (pairs.conflicting).amount is not null`,
      oursMinor: oursAmount,
      theirsMinor: otherAmount,
      atRisk: sql`abs(${oursAmount} - ${otherAmount})`,
    },
    currency_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).currency <> (pairs.theirs).currency
        or (pairs.conflicting).currency is not null`,
      ours: sql`(pairs.ours).currency`,
      theirs: sql`coalesce(nullif((pairs.theirs).currency, (pairs.ours).currency),
        (pairs.conflicting).currency)`,
    },
    mode_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).mode <> (pairs.theirs).mode
        or (pairs.conflicting).mode is not null`,
      ours: sql`(pairs.ours).mode`,
      theirs: sql`coalesce(nullif((pairs.theirs).mode, (pairs.ours).mode), (pairs.conflicting).mode)`,
    },
    reference_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).reference_id <> (pairs.theirs).reference_id`,
      ours: sql`(pairs.ours).reference_id`,
      theirs: sql`(pairs.theirs).reference_id`,
    },
  } satisfies Rules;
}

/** Kinds that come from the two books not agreeing on what became of one and the same invoice. */
export function stateRules(sql: Queryable) {
  const both = sql`(fact.has_both and fact.is_same_invoice)`;
  const sameStatus = sql`(${both} and not fact.went_back and (pairs.ours).status = (pairs.theirs).status)`;
  const feeDiffers = sql`coalesce((pairs.ours).fee <> (pairs.theirs).fee
    or (pairs.ours).deposit <> (pairs.theirs).deposit
      or (pairs.ours).payment_amount <> (pairs.theirs).payment_amount
    or (pairs.ours).processed_fee <> (pairs.theirs).processed_fee, false)`;
  const net = (side: Fragment) => sql`case when (${side}).took_money
    then (${side}).received - (${side}).returned else 0 end`;
  const [ours, theirs] = [net(sql`pairs.ours`), net(sql`pairs.theirs`)];
  const statuses = { ours: sql`(pairs.ours).status`, theirs: sql`(pairs.theirs).status` };
  const healing = { isExpected: sql`fact.is_young`, canHeal: true } as const;
  return {
    status_went_back: {
      isEscalated: true,
      isExpected: healing.isExpected,
      canHeal: false,
      when: sql`fact.went_back and (${both} or not fact.has_both) and not fact.is_absent`,
      ours: statuses.ours,
      theirs: sql`coalesce((pairs.theirs).status, (pairs.ours).status)`,
      atRisk: sql`coalesce((pairs.ours).processed_amount, (pairs.ours).amount)`,
    },
    status_differs: {
      ...healing,
      ...statuses,
      when: sql`${both} and not fact.went_back and (pairs.ours).status <> (pairs.theirs).status`,
      atRisk: sql`abs((${ours}) - (${theirs}))`,
      isEscalated: sql`(${ours}) <> (${theirs})`,
    },
    fee_differs: {
      ...healing,
      when: sql`${sameStatus} and ${feeDiffers}`,
      oursMinor: sql`(pairs.ours).fee`,
      theirsMinor: sql`(pairs.theirs).fee`,
      atRisk: sql`greatest(abs((pairs.ours).fee - (pairs.theirs).fee),
        abs((pairs.ours).deposit - (pairs.theirs).deposit),
        abs((pairs.ours).payment_amount - (pairs.theirs).payment_amount),
        abs((pairs.ours).processed_fee - (pairs.theirs).processed_fee))`,
      isEscalated: false,
    },
    processed_differs: {
      ...healing,
      when: sql`${sameStatus} and coalesce((pairs.ours).processed_amount <> (pairs.theirs).processed_amount
        or ((pairs.ours).processed_deposit <> (pairs.theirs).processed_deposit and not ${feeDiffers}),
          false)`,
      oursMinor: sql`(pairs.ours).processed_amount`,
      theirsMinor: sql`(pairs.theirs).processed_amount`,
      atRisk: sql`abs(coalesce((pairs.ours).processed_amount, 0) - coalesce((pairs.theirs).processed_amount,
        0))`,
      isEscalated: true,
    },
    refund_differs: {
      ...healing,
      when: sql`${sameStatus} and (((pairs.ours).refunded_amount <> (pairs.theirs).refunded_amount) is true
        or ((pairs.ours).charged_back_amount <> (pairs.theirs).charged_back_amount) is true
        or (fact.is_newer_theirs and (pairs.ours).returned < (pairs.theirs).returned))`,
      oursMinor: sql`(pairs.ours).returned`,
      theirsMinor: sql`(pairs.theirs).returned`,
      atRisk: sql`abs((pairs.ours).returned - (pairs.theirs).returned)`,
      isEscalated: true,
    },
  } satisfies Rules;
}
