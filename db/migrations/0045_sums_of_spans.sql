CREATE TABLE "movement_counts" (
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"movements" bigint NOT NULL,
	CONSTRAINT "movement_counts_account_id_mode_hour_pk" PRIMARY KEY("account_id","mode","hour")
);
--> statement-breakpoint
CREATE TABLE "movement_spans" (
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"span" text NOT NULL,
	"starts" timestamp with time zone NOT NULL,
	"book" text NOT NULL,
	"currency" text NOT NULL,
	"service" text,
	"kind" text NOT NULL,
	"events" bigint NOT NULL,
	"amount" numeric NOT NULL,
	"ordered" numeric NOT NULL,
	"fee" numeric NOT NULL,
	"unknown_fees" bigint NOT NULL,
	"signature" numeric NOT NULL,
	CONSTRAINT "movement_spans_span" CHECK ("movement_spans"."span" in ('hour', 'day', 'month'))
);
--> statement-breakpoint
DROP INDEX "movement_totals_fresh";--> statement-breakpoint
DROP INDEX "book_totals_fresh";--> statement-breakpoint
ALTER TABLE "book_pairs" ALTER COLUMN "agreeing" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "book_pairs" ALTER COLUMN "apart_ids" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "book_pairs" ALTER COLUMN "apart_created_at" SET DEFAULT '{}';--> statement-breakpoint
ALTER TABLE "book_pairs" ADD COLUMN "version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "book_pairs" ADD COLUMN "counted_version" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "movement_spans_of" ON "movement_spans" USING btree ("account_id","mode","span","starts","book","currency",coalesce(service, ''),"kind");--> statement-breakpoint
CREATE INDEX "book_pairs_stale" ON "book_pairs" USING btree ("quarter") WHERE counted_version <> version;--> statement-breakpoint
CREATE INDEX "movement_totals_fresh" ON "movement_totals" USING btree ("account_id","mode","quarter") WHERE not is_folded;--> statement-breakpoint
CREATE INDEX "book_totals_fresh" ON "book_totals" USING btree ("account_id","mode","quarter") WHERE not is_folded;--> statement-breakpoint
ALTER TABLE "book_pairs" DROP COLUMN "ours_signature";--> statement-breakpoint
ALTER TABLE "book_pairs" DROP COLUMN "theirs_signature";--> statement-breakpoint
ALTER TABLE "book_totals" DROP COLUMN "signature";--> statement-breakpoint
create or replace function tell_book_totals() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
  sign bigint := tg_argv[1];
begin
  insert into book_totals
    (account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees, returned)
  select account_id, which_book, mode, quarter_of(created_at), currency, sign * count(*),
    sign * count(*) filter (where is_final), 0, sign * count(*) filter (where took_money),
    sign * coalesce(sum(received), 0),
    sign * coalesce(sum(processed_fee) filter (where took_money), 0), sign * coalesce(sum(returned), 0)
  from moved group by account_id, mode, quarter_of(created_at), currency;
  -- Only our book knows who told it.
  if which_book = 'ours' then
    insert into book_totals
      (account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees, returned)
    select account_id, which_book, mode, quarter_of(created_at), currency, 0, 0, sign * count(*), 0, 0, 0, 0
    from moved where is_final and source = 'private_api'
    group by account_id, mode, quarter_of(created_at), currency;
  end if;
  return null;
end
$$;
--> statement-breakpoint
drop function payment_signature(text, bigint);
--> statement-breakpoint
-- What was counted of a quarter of an hour holds no longer: something of it has been folded.
create function outdate_pairs() returns trigger language plpgsql as $$
begin
  insert into book_pairs as known (account_id, mode, quarter)
  select distinct account_id, mode, quarter from folded where not is_folded order by account_id, mode, quarter
  on conflict (account_id, mode, quarter) do update set version = known.version + 1;
  return null;
end
$$;
--> statement-breakpoint
create trigger book_totals_folding after delete on book_totals referencing old table as folded
for each statement execute function outdate_pairs();
--> statement-breakpoint
insert into book_pairs (account_id, mode, quarter)
select distinct account_id, mode, quarter from book_totals
on conflict do nothing;
--> statement-breakpoint
create function sum_spans() returns trigger language plpgsql as $$
begin
  insert into movement_spans as known (account_id, mode, span, starts, book, currency, service, kind, events, amount,
    ordered, fee, unknown_fees, signature)
  select account_id, mode, span, date_trunc(span, quarter, 'UTC'), book, currency, service, kind, sum(events),
    sum(amount), sum(ordered), sum(fee), sum(unknown_fees), sum(signature)
  from folded cross join (values ('hour'), ('day'), ('month')) as step(span)
  where not is_folded
  group by account_id, mode, span, date_trunc(span, quarter, 'UTC'), book, currency, service, kind
  order by account_id, mode, span, 4, book, currency, service, kind
  on conflict (account_id, mode, span, starts, book, currency, coalesce(service, ''), kind) do update set
    events = known.events + excluded.events, amount = known.amount + excluded.amount,
    ordered = known.ordered + excluded.ordered, fee = known.fee + excluded.fee,
    unknown_fees = known.unknown_fees + excluded.unknown_fees, signature = known.signature + excluded.signature;
  insert into movement_counts as known (account_id, mode, hour, movements)
  select account_id, mode, date_trunc('hour', quarter, 'UTC'), sum(movements) from folded where not is_folded
  group by account_id, mode, date_trunc('hour', quarter, 'UTC') order by account_id, mode, 3
  on conflict (account_id, mode, hour) do update set movements = known.movements + excluded.movements;
  return null;
end
$$;
--> statement-breakpoint
create trigger movement_totals_folding after delete on movement_totals referencing old table as folded
for each statement execute function sum_spans();
--> statement-breakpoint
insert into movement_spans (account_id, mode, span, starts, book, currency, service, kind, events, amount, ordered, fee,
  unknown_fees, signature)
select account_id, mode, span, date_trunc(span, quarter, 'UTC'), book, currency, service, kind, sum(events), sum(amount),
  sum(ordered), sum(fee), sum(unknown_fees), sum(signature)
from movement_totals cross join (values ('hour'), ('day'), ('month')) as step(span)
where is_folded
group by account_id, mode, span, date_trunc(span, quarter, 'UTC'), book, currency, service, kind;
--> statement-breakpoint
insert into movement_counts (account_id, mode, hour, movements)
select account_id, mode, date_trunc('hour', quarter, 'UTC'), sum(movements) from movement_totals where is_folded
group by account_id, mode, date_trunc('hour', quarter, 'UTC');
