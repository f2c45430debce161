import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '../accounts.ts';
import { KINDS, type KindName } from '../discrepancies/kinds.ts';

type Fragment = PendingQuery<Row[]>;

/** What is true of one pair: `pairs.ours` and `pairs.theirs`, of which either may be missing. */
export function facts(sql: Queryable, account: Account, now: Date): Fragment {
  const grace = sql`(${now}::timestamptz - make_interval(mins => ${account.graceMinutes}::int))`;
  return sql`
    select *,
        case
          when not has_ours then ${account.adoptMissing}::boolean and not is_young
          else ${account.healForward}::boolean and has_both and is_same_invoice and is_newer_theirs and not went_back and not is_young
        end as heals
      from (
        select
          (pairs.ours).id is not null as has_ours,
          (pairs.ours).id is not null and (pairs.theirs).id is not null as has_both,
          -- Paymega, asked by id and by reference, does not know it.
          (pairs.ours).id is not null and (pairs.theirs).id is null and pairs.is_absent as is_absent,
          coalesce(((pairs.ours).mode, (pairs.ours).currency, (pairs.ours).amount)
            = ((pairs.theirs).mode, (pairs.theirs).currency, (pairs.theirs).amount), false)
            and coalesce((pairs.ours).reference_id = (pairs.theirs).reference_id, true)
            and pairs.rival is null as is_same_invoice,
          coalesce(((pairs.theirs).updated_at, (pairs.theirs).progress)
            > ((pairs.ours).updated_at, (pairs.ours).progress), false) as is_newer_theirs,
          -- A final status of ours, and theirs is newer but not as far.
          coalesce((pairs.ours).is_final and (pairs.theirs).updated_at > (pairs.ours).updated_at
            and (pairs.theirs).stage between 0 and (pairs.ours).stage - 1, false)
            or coalesce((pairs.ours).stage between 0 and (pairs.ours).furthest_stage - 1, false) as went_back,
          -- In flight: what was told on either side has had no time to reach the other one.
          case
            when (pairs.ours).id is null then (pairs.theirs).created_at
            else greatest((pairs.ours).updated_at, (pairs.theirs).updated_at)
          end > ${grace} as is_young
      ) as seen`;
}

/** When a kind holds, what it says of both sides (as words, or in minor units), and what is at stake. */
type Rule = {
  when: Fragment;
  ours?: Fragment;
  theirs?: Fragment;
  oursMinor?: Fragment;
  theirsMinor?: Fragment;
  atRisk: Fragment;
  isGrave: Fragment | boolean;
  isExpected: Fragment | false;
  canHeal: boolean;
};

/**
 * The kinds of discrepancies that hold for one pair. One problem is one item: a missing or mistaken invoice hides what
 * follows from it, a status that differs hides the figures that differ with it. Each kind is a branch of its own, so that
 * nothing is computed for those that do not hold.
 */
export function kinds(sql: Queryable, account: Account, now: Date): Fragment {
  const rules: Record<string, Rule> = { ...booksDiffer(sql), ...wrongByItself(sql, account, now) };
  const none = sql`null`;
  return Object.entries(rules)
    .map(
      ([name, rule]) => sql`
      select ${name}::text as name, (${rule.ours ?? none})::text as ours, (${rule.theirs ?? none})::text as theirs,
        (${rule.oursMinor ?? none})::bigint as ours_minor, (${rule.theirsMinor ?? none})::bigint as theirs_minor,
        (${rule.atRisk})::bigint as at_risk, ${severity(sql, name as KindName, rule.isGrave)} as severity,
        (${rule.isExpected})::boolean as is_expected, ${rule.canHeal}::boolean as can_heal
      where ${rule.when}`,
    )
    .reduce((all, next) => sql`${all} union all ${next}`);
}

/** How bad one of this kind is. */
export function severity(sql: Queryable, name: KindName, isGrave: Fragment | boolean): Fragment {
  const { severity: usual, graveSeverity } = KINDS[name];
  return sql`case when ${isGrave} then ${graveSeverity}::text else ${usual}::text end`;
}

/** Kinds that come from the two books not agreeing, or from two identities told for one invoice. */
function booksDiffer(sql: Queryable) {
  const both = sql`(fact.has_both and fact.is_same_invoice)`;
  const sameStatus = sql`(${both} and not fact.went_back and (pairs.ours).status = (pairs.theirs).status)`;
  const feeDiffers = sql`coalesce((pairs.ours).fee <> (pairs.theirs).fee
    or (pairs.ours).deposit <> (pairs.theirs).deposit or (pairs.ours).payment_amount <> (pairs.theirs).payment_amount
    or (pairs.ours).processed_fee <> (pairs.theirs).processed_fee, false)`;
  const net = (side: Fragment) => sql`case when (${side}).took_money
    then coalesce((${side}).processed_amount, (${side}).amount) - (${side}).returned else 0 end`;
  const [ours, theirs] = [net(sql`pairs.ours`), net(sql`pairs.theirs`)];
  const oursAmount = sql`(pairs.ours).amount`;
  const otherAmount = sql`coalesce(nullif((pairs.theirs).amount, (pairs.ours).amount), (pairs.rival).amount)`;
  const statuses = { ours: sql`(pairs.ours).status`, theirs: sql`(pairs.theirs).status` };
  const isExpected = sql`fact.is_young`;
  const identity = { atRisk: oursAmount, isGrave: true, isExpected, canHeal: false };
  return {
    missing_ours: {
      when: sql`not fact.has_ours`,
      theirs: statuses.theirs,
      atRisk: sql`coalesce(nullif((pairs.theirs).processed_amount, 0), (pairs.theirs).amount)`,
      isGrave: sql`(pairs.theirs).took_money`,
      isExpected,
      canHeal: true,
    },
    missing_theirs: {
      ...identity,
      when: sql`fact.is_absent`,
      ours: statuses.ours,
      atRisk: sql`coalesce(nullif((pairs.ours).processed_amount, 0), (pairs.ours).amount)`,
    },
    amount_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).currency = (pairs.theirs).currency
        and (pairs.ours).amount <> (pairs.theirs).amount or (pairs.rival).amount is not null`,
      oursMinor: oursAmount,
      theirsMinor: otherAmount,
      atRisk: sql`abs(${oursAmount} - ${otherAmount})`,
    },
    currency_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).currency <> (pairs.theirs).currency
        or (pairs.rival).currency is not null`,
      ours: sql`(pairs.ours).currency`,
      theirs: sql`coalesce(nullif((pairs.theirs).currency, (pairs.ours).currency), (pairs.rival).currency)`,
    },
    mode_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).mode <> (pairs.theirs).mode or (pairs.rival).mode is not null`,
      ours: sql`(pairs.ours).mode`,
      theirs: sql`coalesce(nullif((pairs.theirs).mode, (pairs.ours).mode), (pairs.rival).mode)`,
    },
    reference_differs: {
      ...identity,
      when: sql`fact.has_both and (pairs.ours).reference_id <> (pairs.theirs).reference_id`,
      ours: sql`(pairs.ours).reference_id`,
      theirs: sql`(pairs.theirs).reference_id`,
    },
    status_went_back: {
      ...identity,
      when: sql`fact.went_back and (${both} or not fact.has_both) and not fact.is_absent`,
      ours: statuses.ours,
      theirs: sql`coalesce((pairs.theirs).status, (pairs.ours).status)`,
      atRisk: sql`coalesce((pairs.ours).processed_amount, (pairs.ours).amount)`,
    },
    status_differs: {
      ...statuses,
      when: sql`${both} and not fact.went_back and (pairs.ours).status <> (pairs.theirs).status`,
      atRisk: sql`abs((${ours}) - (${theirs}))`,
      isGrave: sql`(${ours}) <> (${theirs})`,
      isExpected,
      canHeal: true,
    },
    fee_differs: {
      when: sql`${sameStatus} and ${feeDiffers}`,
      oursMinor: sql`(pairs.ours).fee`,
      theirsMinor: sql`(pairs.theirs).fee`,
      atRisk: sql`greatest(abs((pairs.ours).fee - (pairs.theirs).fee),
        abs((pairs.ours).deposit - (pairs.theirs).deposit),
        abs((pairs.ours).payment_amount - (pairs.theirs).payment_amount),
        abs((pairs.ours).processed_fee - (pairs.theirs).processed_fee))`,
      isGrave: false,
      isExpected,
      canHeal: true,
    },
    processed_differs: {
      when: sql`${sameStatus} and coalesce((pairs.ours).processed_amount <> (pairs.theirs).processed_amount
        or ((pairs.ours).processed_deposit <> (pairs.theirs).processed_deposit and not ${feeDiffers}), false)`,
      oursMinor: sql`(pairs.ours).processed_amount`,
      theirsMinor: sql`(pairs.theirs).processed_amount`,
      atRisk: sql`abs(coalesce((pairs.ours).processed_amount, 0) - coalesce((pairs.theirs).processed_amount, 0))`,
      isGrave: true,
      isExpected,
      canHeal: true,
    },
    refund_differs: {
      when: sql`${sameStatus} and (((pairs.ours).refunded_amount <> (pairs.theirs).refunded_amount) is true
        or ((pairs.ours).charged_back_amount <> (pairs.theirs).charged_back_amount) is true
        or (fact.is_newer_theirs and (pairs.ours).returned < (pairs.theirs).returned))`,
      oursMinor: sql`(pairs.ours).returned`,
      theirsMinor: sql`(pairs.theirs).returned`,
      atRisk: sql`abs((pairs.ours).returned - (pairs.theirs).returned)`,
      isGrave: true,
      isExpected,
      canHeal: true,
    },
  } satisfies Partial<Record<KindName, Rule>>;
}

/** Kinds that our book shows by itself. */
function wrongByItself(sql: Queryable, account: Account, now: Date) {
  const alone = sql`(fact.has_ours and not fact.is_absent and pairs.rival is null and (fact.is_same_invoice or not fact.has_both)
    and not fact.went_back)`;
  const waited = sql`(${now}::timestamptz - (pairs.ours).updated_at)`;
  const patience = sql`make_interval(mins => coalesce(
    (${sql.json(account.stuckMinutesOf)}::jsonb ->> (pairs.ours).status)::int,
    case when (pairs.ours).stage = 4 then ${account.stuckRefundMinutes}::int else ${account.stuckMinutes}::int end))`;
  const isLarge = sql`coalesce(decimal_of((pairs.ours).amount, currencies.exponent)::numeric
    >= (${sql.json(account.largeAmounts)}::jsonb ->> (pairs.ours).currency)::numeric, false)`;
  const paidWell = sql`(${alone} and (pairs.ours).took_money)`;
  const processed = sql`(pairs.ours).processed_amount`;
  const paymentAmount = sql`(pairs.ours).payment_amount`;
  const returned = sql`(pairs.ours).returned`;
  const status = sql`(pairs.ours).status`;
  const kept = sql`(coalesce(${processed}, (pairs.ours).amount) - ${returned})`;
  const atOnce = { isExpected: false, canHeal: false } as const;
  const inTime = { isExpected: sql`fact.is_young`, canHeal: false } as const;
  return {
    stuck_pending: {
      ...atOnce,
      when: sql`${alone} and not (pairs.ours).is_final and (pairs.ours).stage <> -1 and ${waited} > ${patience}
        and not coalesce(${status} <> (pairs.theirs).status, false)`,
      ours: status,
      theirs: sql`(pairs.theirs).status`,
      atRisk: sql`(pairs.ours).amount`,
      isGrave: sql`${waited} > greatest(3 * ${patience}, interval '1 day') or ${isLarge}`,
    },
    double_payment: {
      ...atOnce,
      when: sql`${paidWell} and pairs.twin is not null and ${kept} > 0`,
      ours: sql`(pairs.ours).reference_id`,
      theirs: sql`pairs.twin`,
      atRisk: kept,
      isGrave: true,
    },
    underpaid: {
      ...inTime,
      when: sql`${paidWell} and ${processed} < ${paymentAmount}`,
      oursMinor: processed,
      theirsMinor: paymentAmount,
      atRisk: sql`${paymentAmount} - ${processed}`,
      isGrave: false,
    },
    overpaid: {
      ...inTime,
      when: sql`${paidWell} and ${processed} > ${paymentAmount}`,
      oursMinor: processed,
      theirsMinor: paymentAmount,
      atRisk: sql`${processed} - ${paymentAmount}`,
      isGrave: false,
    },
    over_returned: {
      ...inTime,
      when: sql`${alone} and ${returned} > ${processed}`,
      oursMinor: processed,
      theirsMinor: returned,
      atRisk: sql`${returned} - ${processed}`,
      isGrave: true,
    },
    chargeback: {
      ...atOnce,
      when: sql`${alone} and ((pairs.ours).charged_back_amount > 0 or (pairs.ours).stage = 6)`,
      ours: status,
      theirsMinor: sql`nullif((pairs.ours).charged_back_amount, 0)`,
      atRisk: sql`coalesce(nullif((pairs.ours).charged_back_amount, 0), ${processed}, (pairs.ours).amount)`,
      isGrave: true,
    },
    late_success: {
      ...atOnce,
      when: sql`${paidWell} and (pairs.ours).failed_at <= (pairs.ours).updated_at`,
      ours: status,
      atRisk: kept,
      isGrave: true,
    },
    unknown_status: {
      ...inTime,
      when: sql`${alone} and (pairs.ours).stage = -1`,
      ours: status,
      theirs: sql`(pairs.theirs).status`,
      atRisk: sql`(pairs.ours).amount`,
      isGrave: false,
    },
    figures_do_not_add_up: {
      ...inTime,
      when: sql`${alone} and coalesce(
        ${paymentAmount} <> (pairs.ours).deposit + (pairs.ours).fee or ((pairs.ours).took_money
          and ${processed} <> (pairs.ours).processed_fee + (pairs.ours).processed_deposit), false)`,
      oursMinor: paymentAmount,
      theirsMinor: sql`(pairs.ours).deposit + (pairs.ours).fee`,
      atRisk: sql`coalesce(greatest(abs(${paymentAmount} - (pairs.ours).deposit - (pairs.ours).fee),
        abs(${processed} - (pairs.ours).processed_fee - (pairs.ours).processed_deposit)), 0)`,
      isGrave: sql`(pairs.ours).took_money`,
    },
  } satisfies Partial<Record<KindName, Rule>>;
}

/** Both sides, field by field, as they stood when they were compared; amounts as decimals. */
export function evidence(sql: Queryable): Fragment {
  const side = (row: Fragment) => sql`
    case when (${row}).id is not null then jsonb_strip_nulls(jsonb_build_object(
      'status', (${row}).status, 'resolution', (${row}).resolution, 'mode', (${row}).mode,
      'currency', (${row}).currency, 'reference_id', (${row}).reference_id,
      'amount', decimal_of((${row}).amount, currencies.exponent),
      'payment_amount', decimal_of((${row}).payment_amount, currencies.exponent),
      'fee', decimal_of((${row}).fee, currencies.exponent),
      'deposit', decimal_of((${row}).deposit, currencies.exponent),
      'processed_amount', decimal_of((${row}).processed_amount, currencies.exponent),
      'processed_fee', decimal_of((${row}).processed_fee, currencies.exponent),
      'processed_deposit', decimal_of((${row}).processed_deposit, currencies.exponent),
      'refunded_amount', decimal_of((${row}).refunded_amount, currencies.exponent),
      'charged_back_amount', decimal_of((${row}).charged_back_amount, currencies.exponent),
      'updated', (${row}).updated_at)) end`;
  return sql`jsonb_strip_nulls(jsonb_build_object(
    'ours', ${side(sql`pairs.ours`)}, 'theirs', ${side(sql`pairs.theirs`)}, 'paid_twice_with', pairs.twin))`;
}
