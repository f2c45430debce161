with both_books as (
  select ours.id is not null as has_ours, theirs.id is not null as has_theirs,
    ours.amount <> theirs.amount as amount_differs, ours.currency <> theirs.currency as currency_differs,
    ours.mode <> theirs.mode as mode_differs,
    coalesce(ours.reference_id <> theirs.reference_id, false) as reference_differs,
    ours.status <> theirs.status as status_differs,
    coalesce(ours.fee <> theirs.fee or ours.deposit <> theirs.deposit or ours.payment_amount <> theirs.payment_amount
      or ours.processed_fee <> theirs.processed_fee, false) as fee_differs,
    coalesce(ours.processed_amount <> theirs.processed_amount, false) as processed_differs,
    coalesce(ours.processed_deposit <> theirs.processed_deposit, false) as processed_deposit_differs,
    coalesce(ours.refunded_amount <> theirs.refunded_amount, false)
      or coalesce(ours.charged_back_amount <> theirs.charged_back_amount, false) as refund_differs
  from ours full join theirs on ours.id = theirs.id
), judged as (
  select *, has_ours and has_theirs
    and not (amount_differs or currency_differs or mode_differs or reference_differs) as is_same
  from both_books
), counted as (
  select count(*) filter (where not has_ours) as missing_ours, count(*) filter (where not has_theirs) as missing_theirs,
    count(*) filter (where amount_differs) as amount_differs, count(*) filter (where currency_differs) as currency_differs,
    count(*) filter (where mode_differs) as mode_differs, count(*) filter (where reference_differs) as reference_differs,
    count(*) filter (where is_same and status_differs) as status_differs,
    count(*) filter (where is_same and not status_differs and fee_differs) as fee_differs,
    count(*) filter (where is_same and not status_differs
      and (processed_differs or processed_deposit_differs and not fee_differs)) as processed_differs,
    count(*) filter (where is_same and not status_differs and refund_differs) as refund_differs
  from judged
), paid as (
  select id, mode, reference_id from theirs where processed_amount > 0
  union
  select id, mode, reference_id from ours where processed_amount > 0 and id not in (
    select id from theirs where processed_amount > 0)
), paid_twice as (
  select sum(payments - 1) as double_payment from (
    select count(*) as payments from paid where reference_id is not null group by mode, reference_id
    having count(*) > 1)
)
select kind, count::bigint as count
from (select counted.*, coalesce(double_payment, 0)::bigint as double_payment from counted, paid_twice) as summary
unpivot (count for kind in (*))
where count > 0
