CREATE TABLE "day_close_files" (
	"close_id" bigint NOT NULL,
	"format" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"rows" integer,
	"content" "bytea" NOT NULL,
	CONSTRAINT "day_close_files_close_id_format_pk" PRIMARY KEY("close_id","format"),
	CONSTRAINT "day_close_files_format" CHECK ("day_close_files"."format" in ('csv', 'pdf'))
);
--> statement-breakpoint
CREATE TABLE "first_reports" (
	"account_id" integer NOT NULL,
	"invoice_id" text NOT NULL,
	"kind" text NOT NULL,
	"total" bigint NOT NULL,
	"reported_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "first_reports_kind" CHECK ("first_reports"."kind" in ('processed', 'refunded', 'charged_back', 'failed', 'expired', 'terminated'))
);
--> statement-breakpoint
CREATE TABLE "movement_totals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "movement_totals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"is_folded" boolean DEFAULT false NOT NULL,
	"account_id" integer NOT NULL,
	"book" text NOT NULL,
	"mode" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"currency" text NOT NULL,
	"service" text,
	"kind" text NOT NULL,
	"events" bigint NOT NULL,
	"amount" numeric NOT NULL,
	"ordered" numeric NOT NULL,
	"fee" numeric NOT NULL,
	"unknown_fees" bigint NOT NULL,
	"movements" bigint NOT NULL,
	CONSTRAINT "movement_totals_book" CHECK ("movement_totals"."book" in ('ours', 'theirs')),
	CONSTRAINT "movement_totals_kind" CHECK ("movement_totals"."kind" in ('processed', 'refunded', 'charged_back', 'failed', 'expired', 'terminated', 'created'))
);
--> statement-breakpoint
CREATE TABLE "movements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "movements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" integer NOT NULL,
	"book" text NOT NULL,
	"mode" text NOT NULL,
	"invoice_id" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"service" text,
	"happened_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"recorded_in" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"events" smallint NOT NULL,
	"amount" bigint NOT NULL,
	"ordered" bigint NOT NULL,
	"fee" bigint NOT NULL,
	"unknown_fees" smallint NOT NULL,
	CONSTRAINT "movements_book" CHECK ("movements"."book" in ('ours', 'theirs')),
	CONSTRAINT "movements_mode" CHECK ("movements"."mode" in ('live', 'test')),
	CONSTRAINT "movements_kind" CHECK ("movements"."kind" in ('processed', 'refunded', 'charged_back', 'failed', 'expired', 'terminated'))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "two_person_close" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "view" text DEFAULT 'created' NOT NULL;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "time_zone" text;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "starts_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "movements" bigint;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "last_movement" bigint;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "snapshot" text;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "is_explained" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "needs_second" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "day_closes" ADD COLUMN "confirmed_by" integer;--> statement-breakpoint
ALTER TABLE "day_close_files" ADD CONSTRAINT "day_close_files_close_id_day_closes_id_fk" FOREIGN KEY ("close_id") REFERENCES "public"."day_closes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "first_reports_of_invoice" ON "first_reports" USING btree ("invoice_id","account_id","kind","total","reported_at");--> statement-breakpoint
CREATE INDEX "first_reports_recorded" ON "first_reports" USING btree ("recorded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "movement_totals_folded" ON "movement_totals" USING btree ("account_id","mode","quarter","book","currency",coalesce(service, ''),"kind") WHERE is_folded;--> statement-breakpoint
CREATE INDEX "movement_totals_by_quarter" ON "movement_totals" USING btree ("account_id","mode","quarter");--> statement-breakpoint
CREATE INDEX "movement_totals_fresh" ON "movement_totals" USING btree ("id") WHERE not is_folded;--> statement-breakpoint
CREATE INDEX "movements_of_invoice" ON "movements" USING btree ("invoice_id","account_id","book");--> statement-breakpoint
CREATE INDEX "movements_by_day" ON "movements" USING btree ("account_id","mode","happened_at","id");--> statement-breakpoint
CREATE INDEX "movements_recorded" ON "movements" USING brin ("recorded_at");--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_confirmed_by_people_id_fk" FOREIGN KEY ("confirmed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_view" CHECK ("day_closes"."view" in ('created', 'money'));--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_money" CHECK ("day_closes"."view" = 'created' or ("day_closes"."time_zone" is not null and "day_closes"."starts_at" < "day_closes"."ends_at"
        and "day_closes"."movements" is not null
        and "day_closes"."last_movement" is not null and "day_closes"."snapshot" is not null));--> statement-breakpoint
ALTER TABLE "day_closes" ADD CONSTRAINT "day_closes_confirmed" CHECK (("day_closes"."confirmed_at" is null) = ("day_closes"."confirmed_by" is null)
        and ("day_closes"."confirmed_by" is null or ("day_closes"."needs_second" and "day_closes"."confirmed_by" <> "day_closes"."closed_by")));
--> statement-breakpoint
-- By hand.
create trigger movements_append_only before update or delete on movements for each row execute function refuse_change();
--> statement-breakpoint
create trigger movements_no_truncate before truncate on movements execute function refuse_change();
--> statement-breakpoint
create trigger first_reports_append_only before update or delete on first_reports for each row
execute function refuse_change();
--> statement-breakpoint
create trigger first_reports_no_truncate before truncate on first_reports execute function refuse_change();
--> statement-breakpoint
create trigger day_close_files_append_only before update or delete on day_close_files for each row
execute function refuse_change();
--> statement-breakpoint
create trigger day_close_files_no_truncate before truncate on day_close_files execute function refuse_change();
--> statement-breakpoint
drop trigger day_closes_kept on day_closes;
--> statement-breakpoint
create trigger day_closes_kept before update on day_closes for each row when (
  old.reopened_at is not null
  or (old.confirmed_at is not null
    and (old.confirmed_at, old.confirmed_by) is distinct from (new.confirmed_at, new.confirmed_by))
  or (old.account_id, old.day, old.view, old.time_zone, old.starts_at, old.ends_at, old.figures, old.movements,
    old.last_movement, old.snapshot, old.is_explained, old.needs_second, old.unresolved, old.pending, old.run_id, old.note, old.closed_at, old.closed_by)
  is distinct from (new.account_id, new.day, new.view, new.time_zone, new.starts_at, new.ends_at, new.figures, new.movements,
    new.last_movement, new.snapshot, new.is_explained, new.needs_second, new.unresolved, new.pending, new.run_id, new.note, new.closed_at,
    new.closed_by)
) execute function refuse_change();
--> statement-breakpoint
-- How much of what was returned the banks of card holders took back: all that was not refunded, where the status says so.
create function charged_back_of(of_status text, of_returned bigint, of_refunded bigint, of_charged_back bigint)
returns bigint language sql immutable
return case when of_status = 'charged_back'
  then greatest(coalesce(of_charged_back, 0), of_returned - coalesce(of_refunded, 0))
  else coalesce(of_charged_back, 0) end;
--> statement-breakpoint
-- What of an invoice is told with a time that must not be forgotten: how much was returned, or that it ended without
-- money. `total` is 0 for what is not a sum.
create function reports_of(of_status text, is_paid boolean, of_returned bigint, of_charged_back bigint,
  of_refunded bigint, processed timestamptz)
returns table (kind text, total bigint) language sql immutable as $$
  select reported.kind, reported.total from (values
    ('refunded', of_returned - charged_back_of(of_status, of_returned, of_refunded, of_charged_back)),
    ('charged_back', charged_back_of(of_status, of_returned, of_refunded, of_charged_back))
  ) as reported(kind, total)
  where of_returned > 0 and reported.total > 0
  union all
  select case of_status when 'process_failed' then 'failed' else of_status end, 0
  where of_status in ('process_failed', 'expired', 'terminated')
  union all
  select 'processed', 0 where is_paid and processed is null
$$;
--> statement-breakpoint
-- Both books, by what makes their movements. `as_of`: since when the row says so, by Paymega's clock where that is credible.
create view payments_of_books as
select 'ours' as book, account_id, id, mode, currency, service, status, stage, took_money, amount, received, processed_fee,
  returned, refunded_amount, charged_back_amount, processed_at, created_at,
  case when is_ahead then first_seen_at else updated_at end as as_of
from invoices
union all
select 'theirs', account_id, id, mode, currency, service, status, stage, took_money, amount, received, processed_fee,
  returned, refunded_amount, charged_back_amount, processed_at, created_at,
  case when is_ahead then fetched_at else updated_at end
from mirror;
--> statement-breakpoint
-- One payment of one book, by a look-up of which there is one plan whatever the statistics say: the first from its key on.
create function payment_of_book(which_book text, of_account integer, of_invoice text) returns setof payments_of_books
language sql stable as $$
  select 'ours', account_id, id, mode, currency, service, status, stage, took_money, amount, received, processed_fee,
    returned, refunded_amount, charged_back_amount, processed_at, created_at,
    case when is_ahead then first_seen_at else updated_at end
  from (
    select * from invoices where (account_id, id) >= (of_account, of_invoice) order by account_id, id limit 1
  ) as first_from_here where which_book = 'ours' and (account_id, id) = (of_account, of_invoice)
  union all
  select 'theirs', account_id, id, mode, currency, service, status, stage, took_money, amount, received, processed_fee,
    returned, refunded_amount, charged_back_amount, processed_at, created_at,
    case when is_ahead then fetched_at else updated_at end
  from (
    select * from mirror where (account_id, id) >= (of_account, of_invoice) order by account_id, id limit 1
  ) as first_from_here where which_book = 'theirs' and (account_id, id) = (of_account, of_invoice)
$$;
--> statement-breakpoint
-- The movements that a payment must have by what its book says of it, and by when Paymega first told each.
-- A sale is of the time that Paymega gives as `processed`, else of its first report. What was returned is of the first
-- report of so much or more. One that ended without money and then succeeded did both, each at its time.
create function movements_of(of_account integer, of_invoice text, of_status text, of_stage smallint, is_paid boolean,
  of_amount bigint, of_received bigint, of_fee bigint, of_returned bigint, of_refunded bigint, of_charged_back bigint,
  processed timestamptz, as_of timestamptz)
returns table (kind text, happened_at timestamptz, events integer, amount bigint, ordered bigint, fee bigint,
  unknown_fees integer)
language sql stable as $$
  with sold as (
    select coalesce(processed, (
      select min(reported_at) from first_reports
      where invoice_id = of_invoice and account_id = of_account and first_reports.kind = 'processed'), as_of) as at
    where is_paid
  ), present as (
    select ended.kind, least(as_of, (
      select min(reported_at) from first_reports
      where invoice_id = of_invoice and account_id = of_account and first_reports.kind = ended.kind)) as at
    from (select case of_status when 'process_failed' then 'failed' else of_status end as kind) as ended
    where of_stage = 1
  ), outcome as (
    select at from sold union all select at from present
  ), ended as (
    select first.kind, first.at, lead(first.at, 1, outcome.at) over (order by first.at, first.kind) as undone_at
    from (
      select first_reports.kind, min(reported_at) as at from first_reports
      where invoice_id = of_invoice and account_id = of_account
        and first_reports.kind in ('failed', 'expired', 'terminated')
      group by first_reports.kind
    ) as first cross join outcome
    where first.at < outcome.at and first.kind is distinct from (select present.kind from present)
  ), returned as (
    select sums.kind, sums.total, least(sums.total, reports.total) as part, reports.reported_at
    from (values
      ('refunded', of_returned - charged_back_of(of_status, of_returned, of_refunded, of_charged_back)),
      ('charged_back', charged_back_of(of_status, of_returned, of_refunded, of_charged_back))
    ) as sums(kind, total)
    cross join lateral (
      select first_reports.total, reported_at from first_reports
      where invoice_id = of_invoice and account_id = of_account and first_reports.kind = sums.kind
      union all select sums.total, as_of
    ) as reports
    where of_returned > 0 and sums.total > 0
  ), parts as (
    select returned.kind, min(min(reported_at)) over (partition by returned.kind order by part desc) as at,
      part - coalesce(lag(part) over (partition by returned.kind order by part), 0) as step
    from returned group by returned.kind, part
  )
  select 'processed', at, 1, of_received, of_amount, coalesce(of_fee, 0), (of_fee is null)::integer from sold
  union all
  select present.kind, at, 1, 0, of_amount, 0, 0 from present
  union all
  select ended.kind, at, 1, 0, of_amount, 0, 0 from ended
  union all
  select ended.kind, undone_at, -1, 0, -of_amount, 0, 0 from ended
  union all
  select parts.kind, at, 1, sum(step)::bigint, 0, 0, 0 from parts group by parts.kind, at
$$;
--> statement-breakpoint
-- Adds what is missing in the movements of these payments of one book, and takes back what they have too much.
create function refresh_movements(which_book text, account_ids integer[], invoice_ids text[]) returns void
language plpgsql as $$
begin
  insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
    ordered, fee, unknown_fees)
  with asked as materialized (
    select distinct account_id, id from unnest(account_ids, invoice_ids) as asked(account_id, id)
  ), wanted as (
    select row.account_id, row.mode, row.id, wanted.kind, row.currency, row.service, wanted.happened_at, wanted.events,
      wanted.amount, wanted.ordered, wanted.fee, wanted.unknown_fees
    from asked
    cross join lateral payment_of_book(which_book, asked.account_id, asked.id) as row
    cross join lateral movements_of(row.account_id, row.id, row.status, row.stage, row.took_money, row.amount,
      row.received, row.processed_fee, row.returned, row.refunded_amount, row.charged_back_amount, row.processed_at,
      row.as_of) as wanted
    union all
    select known.account_id, known.mode, known.invoice_id, known.kind, known.currency, known.service, known.happened_at,
      -known.events, -known.amount, -known.ordered, -known.fee, -known.unknown_fees
    from asked cross join lateral (
      -- Compared as a row, for which the payment's index alone serves, whatever the statistics say.
      select * from movements
      where (invoice_id, account_id, book) >= (asked.id, asked.account_id, which_book)
        and (invoice_id, account_id, book) <= (asked.id, asked.account_id, which_book)
      order by invoice_id, account_id, book offset 0
    ) as known
  )
  select account_id, which_book, mode, id, kind, currency, service, happened_at, sum(events), sum(amount),
    sum(ordered), sum(fee), sum(unknown_fees)
  from wanted
  group by account_id, mode, id, kind, currency, service, happened_at
  having sum(events) <> 0 or sum(amount) <> 0 or sum(ordered) <> 0 or sum(fee) <> 0 or sum(unknown_fees) <> 0
  order by id, happened_at, kind;
end
$$;
--> statement-breakpoint
-- Whether all that happened to a payment is its sale, at the time that Paymega gives: nothing is to be looked up then.
create function is_plain_sale(of_account integer, of_invoice text, is_paid boolean, processed timestamptz,
  of_returned bigint)
returns boolean language sql stable
return is_paid and processed is not null and of_returned = 0 and not exists (
  select from first_reports where invoice_id = of_invoice and account_id = of_account);
--> statement-breakpoint
create function keep_new_movements() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, which_book, mode, quarter_of(created_at), currency, service, 'created', count(*), 0, sum(amount),
    0, 0, 0
  from put group by account_id, mode, quarter_of(created_at), currency, service;
  if exists (select from put where took_money) then
    insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
      ordered, fee, unknown_fees)
    select account_id, which_book, mode, id, 'processed', currency, service, processed_at, 1, received, amount,
      coalesce(processed_fee, 0), (processed_fee is null)::integer
    from put where is_plain_sale(account_id, id, took_money, processed_at, returned)
    order by id;
  end if;
  if exists (select from put where stage = 1 or returned > 0 or took_money) then
    perform keep_first_reports(which_book, array_agg(account_id), array_agg(id)) from put
    where stage = 1 or returned > 0 or (took_money and processed_at is null);
    perform refresh_movements(which_book, array_agg(account_id), array_agg(id)) from put
    where (stage = 1 or returned > 0 or took_money)
      and not is_plain_sale(account_id, id, took_money, processed_at, returned);
  end if;
  return null;
end
$$;
--> statement-breakpoint
create function keep_changed_movements() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, which_book, mode, quarter_of(created_at), currency, service, 'created', sum(sign), 0,
    sum(sign * amount), 0, 0, 0
  from (
    select 1 as sign, account_id, mode, created_at, currency, service, amount from put
    union all
    select -1, account_id, mode, created_at, currency, service, amount from taken
  ) as changed
  group by account_id, mode, quarter_of(created_at), currency, service
  having sum(sign) <> 0 or sum(sign * amount) <> 0;
  if exists (select from put where took_money or stage = 1 or returned > 0)
    or exists (select from taken where took_money or stage = 1 or returned > 0) then
    insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
      ordered, fee, unknown_fees)
    select put.account_id, which_book, put.mode, put.id, 'processed', put.currency, put.service, put.processed_at, 1,
      put.received, put.amount, coalesce(put.processed_fee, 0), (put.processed_fee is null)::integer
    from put join taken using (account_id, id)
    where not (taken.took_money or taken.stage = 1 or taken.returned > 0)
      and is_plain_sale(put.account_id, put.id, put.took_money, put.processed_at, put.returned)
    order by put.id;
    perform keep_first_reports(which_book, array_agg(account_id), array_agg(id)) from put
    where stage = 1 or returned > 0 or (took_money and processed_at is null);
    perform refresh_movements(which_book, array_agg(put.account_id), array_agg(put.id))
    from put join taken using (account_id, id)
    where (put.mode, put.currency, put.service, put.status, put.amount, put.received, put.processed_fee, put.returned,
        put.refunded_amount, put.charged_back_amount, put.processed_at, put.is_ahead)
      is distinct from (taken.mode, taken.currency, taken.service, taken.status, taken.amount, taken.received,
        taken.processed_fee, taken.returned, taken.refunded_amount, taken.charged_back_amount, taken.processed_at,
        taken.is_ahead)
      and (taken.took_money or taken.stage = 1 or taken.returned > 0
        or ((put.took_money or put.stage = 1 or put.returned > 0)
          and not is_plain_sale(put.account_id, put.id, put.took_money, put.processed_at, put.returned)));
  end if;
  return null;
end
$$;
--> statement-breakpoint
create function keep_gone_movements() returns trigger language plpgsql as $$
declare
  which_book text := tg_argv[0];
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, which_book, mode, quarter_of(created_at), currency, service, 'created', -count(*), 0,
    -sum(amount), 0, 0, 0
  from taken group by account_id, mode, quarter_of(created_at), currency, service;
  perform refresh_movements(which_book, array_agg(account_id), array_agg(id)) from taken;
  return null;
end
$$;
--> statement-breakpoint
-- Puts down what these payments of a book tell now, where nobody has told it as early.
create function keep_first_reports(which_book text, account_ids integer[], invoice_ids text[]) returns void
language plpgsql as $$
begin
  insert into first_reports (account_id, invoice_id, kind, total, reported_at)
  select row.account_id, row.id, told.kind, told.total, row.as_of
  from unnest(account_ids, invoice_ids) as asked(account_id, id)
  cross join lateral payment_of_book(which_book, asked.account_id, asked.id) as row
  cross join lateral reports_of(row.status, row.took_money, row.returned, row.charged_back_amount, row.refunded_amount,
    row.processed_at) as told
  where not exists (
    select from first_reports as known
    where known.invoice_id = row.id and known.account_id = row.account_id and known.kind = told.kind
      and known.total = told.total and known.reported_at <= row.as_of);
end
$$;
--> statement-breakpoint
-- What was first told earlier than known moves what either book has.
create function keep_told_movements() returns trigger language plpgsql as $$
begin
  perform refresh_movements('ours', array_agg(account_id), array_agg(invoice_id)) from put;
  perform refresh_movements('theirs', array_agg(account_id), array_agg(invoice_id)) from put;
  return null;
end
$$;
--> statement-breakpoint
create function sum_movements() returns trigger language plpgsql as $$
begin
  insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
    fee, unknown_fees, movements)
  select account_id, book, mode, quarter_of(happened_at), currency, service, kind, sum(events), sum(amount),
    sum(ordered), sum(fee), sum(unknown_fees), count(*)
  from put group by account_id, book, mode, quarter_of(happened_at), currency, service, kind;
  return null;
end
$$;
--> statement-breakpoint
create trigger movements_put after insert on movements referencing new table as put
for each statement execute function sum_movements();
--> statement-breakpoint
create trigger invoices_moved_new after insert on invoices referencing new table as put
for each statement execute function keep_new_movements('ours');
--> statement-breakpoint
create trigger invoices_moved after update on invoices referencing old table as taken new table as put
for each statement execute function keep_changed_movements('ours');
--> statement-breakpoint
create trigger invoices_moved_gone after delete on invoices referencing old table as taken
for each statement execute function keep_gone_movements('ours');
--> statement-breakpoint
create trigger mirror_moved_new after insert on mirror referencing new table as put
for each statement execute function keep_new_movements('theirs');
--> statement-breakpoint
create trigger mirror_moved after update on mirror referencing old table as taken new table as put
for each statement execute function keep_changed_movements('theirs');
--> statement-breakpoint
create trigger mirror_moved_gone after delete on mirror referencing old table as taken
for each statement execute function keep_gone_movements('theirs');
--> statement-breakpoint
-- What the books hold already.
insert into movement_totals (is_folded, account_id, book, mode, quarter, currency, service, kind, events, amount, ordered,
  fee, unknown_fees, movements)
select true, account_id, book, mode, quarter_of(created_at), currency, service, 'created', count(*), 0, sum(amount), 0, 0, 0
from payments_of_books group by account_id, book, mode, quarter_of(created_at), currency, service;
--> statement-breakpoint
insert into first_reports (account_id, invoice_id, kind, total, reported_at)
select row.account_id, row.id, told.kind, told.total, min(row.as_of)
from payments_of_books as row
cross join lateral reports_of(row.status, row.took_money, row.returned, row.charged_back_amount, row.refunded_amount,
  row.processed_at) as told
group by row.account_id, row.id, told.kind, told.total;
--> statement-breakpoint
insert into movements (account_id, book, mode, invoice_id, kind, currency, service, happened_at, events, amount,
  ordered, fee, unknown_fees)
select row.account_id, row.book, row.mode, row.id, moved.kind, row.currency, row.service, moved.happened_at, moved.events,
  moved.amount, moved.ordered, moved.fee, moved.unknown_fees
from payments_of_books as row
cross join lateral movements_of(row.account_id, row.id, row.status, row.stage, row.took_money, row.amount, row.received,
  row.processed_fee, row.returned, row.refunded_amount, row.charged_back_amount, row.processed_at, row.as_of) as moved;
--> statement-breakpoint
create trigger first_reports_put after insert on first_reports referencing new table as put
for each statement execute function keep_told_movements();
