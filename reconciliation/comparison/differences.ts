import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { CLOCK_TOLERANCE_SECONDS } from '../books/observation.ts';
import { KINDS, type KindName } from '../discrepancies/kinds.ts';
import type { Rules } from './rule.ts';
import { identityRules, stateRules } from './rules-of-both-books.ts';
import { courseRules, figureRules } from './rules-of-our-book.ts';

/** What is true of one pair: `pairs.ours` and `pairs.theirs`, of which either may be missing. */
export function facts(sql: Queryable, account: Account, now: Date): Fragment {
  const grace = sql`(${now}::timestamptz - make_interval(mins => ${account.graceMinutes}::int))`;
  // What our book was not told, Paymega's may have been, of the same status.
  const known = (figure: string) => sql`
    coalesce((pairs.ours).${sql(figure)}, case when (pairs.ours).status = (pairs.theirs).status
      then (pairs.theirs).${sql(figure)} end)`;
  return sql`
    select *,
        case
          when not has_ours then ${account.adoptMissing}::boolean and not is_young
          else ${account.healForward}::boolean and has_both and is_same_invoice and is_newer_theirs
            and not went_back and not is_young
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
            and pairs.conflicting is null as is_same_invoice,
          coalesce((not (pairs.theirs).is_ahead, (pairs.theirs).updated_at, (pairs.theirs).progress)
            > (not (pairs.ours).is_ahead, (pairs.ours).updated_at, (pairs.ours).progress), false)
              as is_newer_theirs,
          -- A final status of ours, and theirs is newer but not as far.
          coalesce((pairs.ours).is_final and not (pairs.ours).is_ahead
            and (not (pairs.theirs).is_ahead, (pairs.theirs).updated_at)
              > (not (pairs.ours).is_ahead, (pairs.ours).updated_at)
            and (pairs.theirs).stage between 0 and (pairs.ours).stage - 1, false)
            or coalesce((pairs.ours).stage between 0 and (pairs.ours).furthest_stage - 1, false) as went_back,
          -- In flight: what was reported on either side has had no time to reach the other one. Nothing is
          -- young because of a clock: a time that lies ahead of ours says nothing.
          coalesce(case
            when (pairs.ours).id is null then (pairs.theirs).created_at
            else greatest(
              case when not (pairs.ours).is_ahead then (pairs.ours).updated_at end,
              case when not (pairs.theirs).is_ahead then (pairs.theirs).updated_at end)
          end between ${grace} and ${now}::timestamptz + make_interval(secs =>
            ${CLOCK_TOLERANCE_SECONDS}::int),
            false) as is_young,
          figures_fault((pairs.ours).status, (pairs.ours).stage, (pairs.ours).took_money, (pairs.ours).amount,
            (pairs.ours).payment_amount, (pairs.ours).fee, (pairs.ours).deposit, ${known('processed_amount')},
            (pairs.ours).processed_fee, (pairs.ours).processed_deposit, ${known('refunded_amount')},
            ${known('charged_back_amount')}) as fault
      ) as seen`;
}

/**
 * The kinds of discrepancies that hold for one pair. One problem is one item: a missing or mistaken invoice hides what
 * follows from it, a status that differs hides the figures that differ with it. Each kind is a branch of its own, so that
 * nothing is computed for those that do not hold.
 */
export function kinds(sql: Queryable, account: Account, now: Date): Fragment {
  const rules: Rules = {
    ...identityRules(sql),
    ...stateRules(sql),
    ...courseRules(sql, account, now),
    ...figureRules(sql),
  };
  const none = sql`null`;
  return Object.entries(rules)
    .map(
      ([name, rule]) => sql`
      select ${name}::text as name, (${rule.ours ?? none})::text as ours, (${rule.theirs ?? none})::text
        as theirs,
        (${rule.oursMinor ?? none})::bigint as ours_minor, (${rule.theirsMinor ?? none})::bigint
          as theirs_minor,
        (${rule.atRisk})::bigint as at_risk, ${severity(sql, name as KindName, rule.isEscalated)} as severity,
        (${rule.isExpected})::boolean as is_expected, ${rule.canHeal}::boolean as can_heal
      where ${rule.when}`,
    )
    .reduce((all, next) => sql`${all} union all ${next}`);
}

/** How bad one of this kind is. */
export function severity(sql: Queryable, name: KindName, isEscalated: Fragment | boolean): Fragment {
  const { severity: usual, escalatedSeverity } = KINDS[name];
  return sql`case when ${isEscalated} then ${escalatedSeverity}::text else ${usual}::text end`;
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
    'ours', ${side(sql`pairs.ours`)}, 'theirs', ${side(sql`pairs.theirs`)},
    'paid_twice_with', (pairs.paid_twice).duplicate,
    'fault', case when kind.name = 'figures_do_not_add_up' then fact.fault end))`;
}
