-- What an invoice's own figures contradict, by the identities that Paymega documents and by what its status says; null
-- where they agree. The first that holds; money in minor units. A status we do not know (stage -1) contradicts nothing.
create function figures_fault(status text, stage smallint, took_money boolean, amount bigint, payment_amount bigint,
  fee bigint, deposit bigint, processed_amount bigint, processed_fee bigint, processed_deposit bigint,
  refunded_amount bigint, charged_back_amount bigint)
returns text language sql immutable parallel safe
return case
  when payment_amount <> deposit + fee then 'payment_amount'
  when took_money and processed_amount <> processed_fee + processed_deposit then 'processed_amount'
  when took_money and (processed_amount is null
    or (processed_amount = 0 and amount > 0 and coalesce(payment_amount, 0) = 0)) then 'nothing_received'
  when not took_money and stage <> -1 and processed_amount > 0 then 'received_without_success'
  -- Where it is told that nothing was received, more was returned than that: over_returned says so.
  when not took_money and stage <> -1 and processed_amount is null
    and (refunded_amount > 0 or charged_back_amount > 0) then 'returned_without_success'
  when status = 'partially_processed' and processed_amount = coalesce(payment_amount, amount) then 'paid_in_full'
  when status = 'processed' and refunded_amount > 0 then 'refund_not_in_status'
  when status = 'refunded' and coalesce(refunded_amount, 0) + coalesce(charged_back_amount, 0)
    < coalesce(processed_amount, payment_amount, amount) then 'refunded_not_in_full'
  when status = 'partially_refunded' and coalesce(refunded_amount, 0) = 0 then 'refunded_nothing'
  when status = 'partially_refunded' and refunded_amount = coalesce(processed_amount, payment_amount, amount)
    then 'refunded_in_full'
  when status = 'charged_back' and coalesce(refunded_amount, 0) + coalesce(charged_back_amount, 0)
    < coalesce(processed_amount, payment_amount, amount) then 'charged_back_not_in_full'
  when status = 'partially_charged_back' and coalesce(charged_back_amount, 0) = 0 then 'charged_back_nothing'
  when status = 'partially_charged_back'
    and charged_back_amount = coalesce(processed_amount, payment_amount, amount) then 'charged_back_in_full'
end;
--> statement-breakpoint
DROP INDEX "invoices_open";--> statement-breakpoint
DROP INDEX "invoices_paid_by_reference";--> statement-breakpoint
ALTER TABLE "invoices" drop column "is_suspect";--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "is_suspect" boolean GENERATED ALWAYS AS (coalesce(not is_final or stage < furthest_stage or stage = -1
          or coalesce(charged_back_amount, 0) > 0 or stage = 6
          or (took_money and failed_at is not null and failed_at <= updated_at)
          or (took_money and processed_amount <> payment_amount)
          or coalesce(refunded_amount, 0) + coalesce(charged_back_amount, 0) > processed_amount
          or figures_fault(status, stage, took_money, amount, payment_amount, fee, deposit, processed_amount,
            processed_fee, processed_deposit, refunded_amount, charged_back_amount) is not null, false)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_rivals" ADD COLUMN "is_ahead" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_rivals" ADD COLUMN "received" bigint GENERATED ALWAYS AS (case when took_money then coalesce(processed_amount, payment_amount, amount) else 0 end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "is_ahead" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "received" bigint GENERATED ALWAYS AS (case when took_money then coalesce(processed_amount, payment_amount, amount) else 0 end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "moved_at" timestamp with time zone GENERATED ALWAYS AS (case when is_ahead then first_seen_at else updated_at end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "mirror" ADD COLUMN "is_ahead" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mirror" ADD COLUMN "received" bigint GENERATED ALWAYS AS (case when took_money then coalesce(processed_amount, payment_amount, amount) else 0 end) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "mirror_by_reference" ON "mirror" USING btree ("account_id","reference_id","mode");--> statement-breakpoint
CREATE INDEX "invoices_open" ON "invoices" USING btree ("account_id","mode","created_at","id","moved_at","currency","amount") WHERE not is_final;--> statement-breakpoint
CREATE INDEX "invoices_paid_by_reference" ON "invoices" USING btree ("account_id","mode","reference_id","created_at","id") WHERE took_money and reference_id is not null and received > returned;
--> statement-breakpoint
CREATE INDEX "invoices_suspect" ON "invoices" USING btree ("account_id","created_at") WHERE is_suspect;
--> statement-breakpoint
-- As before, but what a status alone says for certain of the money received counts.
create or replace function tell_book_totals() returns trigger language plpgsql as $$
declare
  told_book text := tg_argv[0];
  sign bigint := tg_argv[1];
begin
  insert into book_totals
    (account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned)
  select account_id, told_book, mode, quarter_of(created_at), currency, sign * count(*),
    sign * count(*) filter (where is_final), 0, sign * count(*) filter (where took_money),
    sign * coalesce(sum(received), 0),
    sign * coalesce(sum(processed_fee) filter (where took_money), 0), sign * coalesce(sum(returned), 0)
  from moved group by account_id, mode, quarter_of(created_at), currency;
  -- Only our book knows who told it.
  if told_book = 'ours' then
    insert into book_totals
      (account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned)
    select account_id, told_book, mode, quarter_of(created_at), currency, 0, 0, sign * count(*), 0, 0, 0, 0
    from moved where is_final and told_by = 'private_api'
    group by account_id, mode, quarter_of(created_at), currency;
  end if;
  return null;
end
$$;
--> statement-breakpoint
update invoices set returned = received where status in ('refunded', 'charged_back') and returned < received;
--> statement-breakpoint
update invoice_rivals set returned = received where status in ('refunded', 'charged_back') and returned < received;
--> statement-breakpoint
update mirror set returned = received where status in ('refunded', 'charged_back') and returned < received;
--> statement-breakpoint
delete from book_totals;
--> statement-breakpoint
insert into book_totals
  (is_folded, account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned)
select true, account_id, book, mode, quarter_of(created_at), currency, count(*), count(*) filter (where is_final),
  count(*) filter (where is_final and told_by = 'private_api'), count(*) filter (where took_money),
  coalesce(sum(received), 0), coalesce(sum(processed_fee) filter (where took_money), 0), coalesce(sum(returned), 0)
from (
  select 'ours' as book, account_id, mode, created_at, currency, is_final, took_money, received, processed_fee,
    returned, told_by from invoices
  union all
  select 'theirs', account_id, mode, created_at, currency, is_final, took_money, received, processed_fee, returned, null
  from mirror
) as books
group by account_id, book, mode, quarter_of(created_at), currency;
