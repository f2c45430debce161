import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '../accounts.ts';

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

/**
 * The kinds of discrepancies and when each one holds. One problem is one item: a missing or mistaken invoice hides what
 * follows from it, a status that differs hides the figures that differ with it.
 */
export function kinds(sql: Queryable, account: Account, now: Date): Fragment {
  return sql`
    select * from (values
      ${booksDiffer(sql)},
      ${wrongByItself(sql, account, now)}
    ) as kind(name, holds, ours, theirs, ours_minor, theirs_minor, at_risk, is_grave, is_expected, can_heal)`;
}

/** Kinds that come from the two books not agreeing, or from two identities told for one invoice. */
function booksDiffer(sql: Queryable): Fragment {
  const both = sql`(fact.has_both and fact.is_same_invoice)`;
  const sameStatus = sql`(${both} and not fact.went_back and (pairs.ours).status = (pairs.theirs).status)`;
  const feeDiffers = sql`coalesce((pairs.ours).fee <> (pairs.theirs).fee
    or (pairs.ours).deposit <> (pairs.theirs).deposit or (pairs.ours).payment_amount <> (pairs.theirs).payment_amount
    or (pairs.ours).processed_fee <> (pairs.theirs).processed_fee, false)`;
  const net = (side: Fragment) => sql`case when (${side}).took_money
    then coalesce((${side}).processed_amount, (${side}).amount) - (${side}).returned else 0 end`;
  const [ours, theirs] = [net(sql`pairs.ours`), net(sql`pairs.theirs`)];
  return sql`
    ('missing_ours', not fact.has_ours, null, (pairs.theirs).status, null::bigint, null::bigint,
      coalesce(nullif((pairs.theirs).processed_amount, 0), (pairs.theirs).amount), (pairs.theirs).took_money,
      fact.is_young, true),
    ('missing_theirs', fact.is_absent, (pairs.ours).status, null, null, null,
      coalesce(nullif((pairs.ours).processed_amount, 0), (pairs.ours).amount), true, fact.is_young, false),
    ('amount_differs', fact.has_both and (pairs.ours).currency = (pairs.theirs).currency
        and (pairs.ours).amount <> (pairs.theirs).amount or (pairs.rival).amount is not null,
      null, null, (pairs.ours).amount,
      coalesce(nullif((pairs.theirs).amount, (pairs.ours).amount), (pairs.rival).amount),
      abs((pairs.ours).amount - coalesce(nullif((pairs.theirs).amount, (pairs.ours).amount), (pairs.rival).amount)),
      true, fact.is_young, false),
    ('currency_differs', fact.has_both and (pairs.ours).currency <> (pairs.theirs).currency
        or (pairs.rival).currency is not null,
      (pairs.ours).currency,
      coalesce(nullif((pairs.theirs).currency, (pairs.ours).currency), (pairs.rival).currency), null, null,
      (pairs.ours).amount, true, fact.is_young, false),
    ('mode_differs', fact.has_both and (pairs.ours).mode <> (pairs.theirs).mode or (pairs.rival).mode is not null,
      (pairs.ours).mode, coalesce(nullif((pairs.theirs).mode, (pairs.ours).mode), (pairs.rival).mode), null, null,
      (pairs.ours).amount, true, fact.is_young, false),
    ('reference_differs', fact.has_both and (pairs.ours).reference_id <> (pairs.theirs).reference_id,
      (pairs.ours).reference_id, (pairs.theirs).reference_id, null, null, (pairs.ours).amount, true, fact.is_young,
      false),
    ('status_went_back', fact.went_back and (${both} or not fact.has_both) and not fact.is_absent,
      (pairs.ours).status, coalesce((pairs.theirs).status, (pairs.ours).status), null, null,
      coalesce((pairs.ours).processed_amount, (pairs.ours).amount), true, fact.is_young, false),
    ('status_differs', ${both} and not fact.went_back and (pairs.ours).status <> (pairs.theirs).status,
      (pairs.ours).status, (pairs.theirs).status, null, null, abs((${ours}) - (${theirs})), (${ours}) <> (${theirs}),
      fact.is_young, true),
    ('fee_differs', ${sameStatus} and ${feeDiffers}, null, null, (pairs.ours).fee, (pairs.theirs).fee,
      greatest(abs((pairs.ours).fee - (pairs.theirs).fee), abs((pairs.ours).deposit - (pairs.theirs).deposit),
        abs((pairs.ours).payment_amount - (pairs.theirs).payment_amount),
        abs((pairs.ours).processed_fee - (pairs.theirs).processed_fee)), false, fact.is_young, true),
    ('processed_differs', ${sameStatus} and coalesce((pairs.ours).processed_amount <> (pairs.theirs).processed_amount
        or ((pairs.ours).processed_deposit <> (pairs.theirs).processed_deposit and not ${feeDiffers}), false),
      null, null, (pairs.ours).processed_amount, (pairs.theirs).processed_amount,
      abs(coalesce((pairs.ours).processed_amount, 0) - coalesce((pairs.theirs).processed_amount, 0)), true,
      fact.is_young, true),
    ('refund_differs', ${sameStatus} and (((pairs.ours).refunded_amount <> (pairs.theirs).refunded_amount) is true
        or ((pairs.ours).charged_back_amount <> (pairs.theirs).charged_back_amount) is true
        or (fact.is_newer_theirs and (pairs.ours).returned < (pairs.theirs).returned)),
      null, null, (pairs.ours).returned, (pairs.theirs).returned,
      abs((pairs.ours).returned - (pairs.theirs).returned), true, fact.is_young, true)`;
}

/** Kinds that our book shows by itself. */
function wrongByItself(sql: Queryable, account: Account, now: Date): Fragment {
  const alone = sql`(fact.has_ours and not fact.is_absent and pairs.rival is null and (fact.is_same_invoice or not fact.has_both)
    and not fact.went_back)`;
  const waited = sql`(${now}::timestamptz - (pairs.ours).updated_at)`;
  const patience = sql`make_interval(mins => coalesce(
    (${sql.json(account.stuckMinutesOf)}::jsonb ->> (pairs.ours).status)::int,
    case when (pairs.ours).stage = 4 then ${account.stuckRefundMinutes}::int else ${account.stuckMinutes}::int end))`;
  const isLarge = sql`coalesce(decimal_of((pairs.ours).amount, currencies.exponent)::numeric
    >= (${sql.json(account.largeAmounts)}::jsonb ->> (pairs.ours).currency)::numeric, false)`;
  const paidWell = sql`(${alone} and (pairs.ours).took_money)`;
  return sql`
    ('stuck_pending', ${alone} and not (pairs.ours).is_final and (pairs.ours).stage <> -1 and ${waited} > ${patience}
        and not coalesce((pairs.ours).status <> (pairs.theirs).status, false),
      (pairs.ours).status, (pairs.theirs).status, null, null, (pairs.ours).amount,
      ${waited} > greatest(3 * ${patience}, interval '1 day') or ${isLarge}, false, false),
    ('double_payment', ${paidWell} and pairs.twin is not null
        and coalesce((pairs.ours).processed_amount, (pairs.ours).amount) > (pairs.ours).returned,
      (pairs.ours).reference_id, pairs.twin, null, null,
      coalesce((pairs.ours).processed_amount, (pairs.ours).amount) - (pairs.ours).returned, true,
      false, false),
    ('underpaid', ${paidWell} and (pairs.ours).processed_amount < (pairs.ours).payment_amount,
      null, null, (pairs.ours).processed_amount, (pairs.ours).payment_amount,
      (pairs.ours).payment_amount - (pairs.ours).processed_amount, false, fact.is_young, false),
    ('overpaid', ${paidWell} and (pairs.ours).processed_amount > (pairs.ours).payment_amount,
      null, null, (pairs.ours).processed_amount, (pairs.ours).payment_amount,
      (pairs.ours).processed_amount - (pairs.ours).payment_amount, false, fact.is_young, false),
    ('over_returned', ${alone} and (pairs.ours).returned > (pairs.ours).processed_amount,
      null, null, (pairs.ours).processed_amount, (pairs.ours).returned,
      (pairs.ours).returned - (pairs.ours).processed_amount, true, fact.is_young, false),
    ('chargeback', ${alone} and ((pairs.ours).charged_back_amount > 0 or (pairs.ours).stage = 6),
      (pairs.ours).status, null, null, nullif((pairs.ours).charged_back_amount, 0),
      coalesce(nullif((pairs.ours).charged_back_amount, 0), (pairs.ours).processed_amount, (pairs.ours).amount), true,
      false, false),
    ('late_success', ${paidWell} and (pairs.ours).failed_at <= (pairs.ours).updated_at,
      (pairs.ours).status, null, null, null,
      coalesce((pairs.ours).processed_amount, (pairs.ours).amount) - (pairs.ours).returned, true, false, false),
    ('unknown_status', ${alone} and (pairs.ours).stage = -1,
      (pairs.ours).status, (pairs.theirs).status, null, null, (pairs.ours).amount, false, fact.is_young, false),
    ('figures_do_not_add_up', ${alone} and coalesce(
        (pairs.ours).payment_amount <> (pairs.ours).deposit + (pairs.ours).fee or ((pairs.ours).took_money
          and (pairs.ours).processed_amount <> (pairs.ours).processed_fee + (pairs.ours).processed_deposit), false),
      null, null, (pairs.ours).payment_amount, (pairs.ours).deposit + (pairs.ours).fee,
      coalesce(greatest(abs((pairs.ours).payment_amount - (pairs.ours).deposit - (pairs.ours).fee),
        abs((pairs.ours).processed_amount - (pairs.ours).processed_fee - (pairs.ours).processed_deposit)), 0),
      (pairs.ours).took_money, fact.is_young, false)`;
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
