CREATE TABLE "book_totals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "book_totals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"is_folded" boolean DEFAULT false NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"book" text NOT NULL,
	"currency" text NOT NULL,
	"invoices" bigint NOT NULL,
	"final" bigint NOT NULL,
	"untold" bigint NOT NULL,
	"paid" bigint NOT NULL,
	"gross" numeric NOT NULL,
	"fees" numeric NOT NULL,
	"returned" numeric NOT NULL,
	CONSTRAINT "book_totals_book" CHECK ("book_totals"."book" in ('ours', 'theirs'))
);
--> statement-breakpoint
CREATE TABLE "callback_totals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callback_totals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"is_folded" boolean DEFAULT false NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"verdict" text NOT NULL,
	"is_retry" boolean NOT NULL,
	"delay_step" smallint NOT NULL,
	"callbacks" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "invoices_open";--> statement-breakpoint
ALTER TABLE "invoice_rivals" ADD COLUMN "told_by" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "told_by" text;--> statement-breakpoint
update invoices set told_by = case
  when exists (
    select from callbacks
    where (callbacks.account_id, callbacks.invoice_id, callbacks.updated_at)
      = (invoices.account_id, invoices.id, invoices.updated_at)) then 'callback'
  else 'private_api'
end;--> statement-breakpoint
update invoice_rivals set told_by = 'private_api';--> statement-breakpoint
ALTER TABLE "invoice_rivals" ALTER COLUMN "told_by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ALTER COLUMN "told_by" SET NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "book_totals_folded" ON "book_totals" USING btree ("account_id","book","mode","quarter","currency") WHERE is_folded;--> statement-breakpoint
CREATE INDEX "book_totals_by_quarter" ON "book_totals" USING btree ("account_id","book","mode","quarter");--> statement-breakpoint
CREATE INDEX "book_totals_fresh" ON "book_totals" USING btree ("id") WHERE not is_folded;--> statement-breakpoint
CREATE UNIQUE INDEX "callback_totals_folded" ON "callback_totals" USING btree ("account_id","mode","hour","verdict","is_retry","delay_step") WHERE is_folded;--> statement-breakpoint
CREATE INDEX "callback_totals_by_hour" ON "callback_totals" USING btree ("account_id","mode","hour");--> statement-breakpoint
CREATE INDEX "callback_totals_fresh" ON "callback_totals" USING btree ("id") WHERE not is_folded;--> statement-breakpoint
CREATE INDEX "invoices_by_amount" ON "invoices" USING btree ("account_id","amount");--> statement-breakpoint
CREATE INDEX "invoices_by_payment" ON "invoices" USING btree ("account_id","payment_amount");--> statement-breakpoint
CREATE INDEX "invoices_open" ON "invoices" USING btree ("account_id","mode","created_at","id","updated_at","currency","amount") WHERE not is_final;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_told_by" CHECK ("invoices"."told_by" in ('callback', 'private_api'));--> statement-breakpoint
create function quarter_of(at timestamptz) returns timestamptz language sql immutable
return date_bin('15 minutes', at, '2000-01-01 00:00:00+00');
--> statement-breakpoint
-- In which step a delay falls: 0 below a second, then steps of a tenth each; -1 where it is not known.
create function delay_step(seconds double precision) returns smallint language sql immutable
return case when seconds is null then -1 when seconds < 1 then 0 else least(1 + floor(ln(seconds) / ln(1.1)), 300) end;
--> statement-breakpoint
-- Adds what a statement put into a book (1) or took out of it (-1); an update does both.
create function tell_book_totals() returns trigger language plpgsql as $$
declare
  told_book text := tg_argv[0];
  sign bigint := tg_argv[1];
begin
  insert into book_totals
    (account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned)
  select account_id, told_book, mode, quarter_of(created_at), currency, sign * count(*),
    sign * count(*) filter (where is_final), 0, sign * count(*) filter (where took_money),
    sign * coalesce(sum(processed_amount) filter (where took_money), 0),
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
create function tell_callback_totals() returns trigger language plpgsql as $$
begin
  insert into callback_totals (account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
  select account_id, mode, date_trunc('hour', received_at, 'UTC'), verdict, coalesce(retry_count, 0) > 0,
    case when verdict in ('new', 'newer') then delay_step(extract(epoch from received_at - updated_at)::float8) else -1 end,
    count(*)
  from moved group by 1, 2, 3, 4, 5, 6;
  return null;
end
$$;
--> statement-breakpoint
create trigger invoices_put after insert on invoices referencing new table as moved
for each statement execute function tell_book_totals('ours', '1');
--> statement-breakpoint
create trigger invoices_replaced after update on invoices referencing old table as moved
for each statement execute function tell_book_totals('ours', '-1');
--> statement-breakpoint
create trigger invoices_replacing after update on invoices referencing new table as moved
for each statement execute function tell_book_totals('ours', '1');
--> statement-breakpoint
create trigger invoices_taken after delete on invoices referencing old table as moved
for each statement execute function tell_book_totals('ours', '-1');
--> statement-breakpoint
create trigger mirror_put after insert on mirror referencing new table as moved
for each statement execute function tell_book_totals('theirs', '1');
--> statement-breakpoint
create trigger mirror_replaced after update on mirror referencing old table as moved
for each statement execute function tell_book_totals('theirs', '-1');
--> statement-breakpoint
create trigger mirror_replacing after update on mirror referencing new table as moved
for each statement execute function tell_book_totals('theirs', '1');
--> statement-breakpoint
create trigger mirror_taken after delete on mirror referencing old table as moved
for each statement execute function tell_book_totals('theirs', '-1');
--> statement-breakpoint
create trigger callbacks_put after insert on callbacks referencing new table as moved
for each statement execute function tell_callback_totals();
--> statement-breakpoint
insert into book_totals
  (is_folded, account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned)
select true, account_id, book, mode, quarter_of(created_at), currency, count(*), count(*) filter (where is_final),
  count(*) filter (where is_final and told_by = 'private_api'), count(*) filter (where took_money),
  coalesce(sum(processed_amount) filter (where took_money), 0), coalesce(sum(processed_fee) filter (where took_money), 0),
  coalesce(sum(returned), 0)
from (
  select 'ours' as book, account_id, mode, created_at, currency, is_final, took_money, processed_amount, processed_fee,
    returned, told_by from invoices
  union all
  select 'theirs', account_id, mode, created_at, currency, is_final, took_money, processed_amount, processed_fee,
    returned, null from mirror
) as books
group by account_id, book, mode, quarter_of(created_at), currency;
--> statement-breakpoint
insert into callback_totals (is_folded, account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
select true, account_id, mode, date_trunc('hour', received_at, 'UTC'), verdict, coalesce(retry_count, 0) > 0,
  case when verdict in ('new', 'newer') then delay_step(extract(epoch from received_at - updated_at)::float8) else -1 end,
  count(*)
from callbacks group by 2, 3, 4, 5, 6, 7;
