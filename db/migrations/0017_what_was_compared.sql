CREATE TABLE "compared_stretches" (
	"account_id" integer NOT NULL,
	"compared_from" timestamp with time zone NOT NULL,
	"compared_to" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "compared_stretches_account_id_compared_from_pk" PRIMARY KEY("account_id","compared_from")
);
--> statement-breakpoint
CREATE TABLE "book_pairs" (
	"account_id" integer NOT NULL,
	"mode" text NOT NULL,
	"quarter" timestamp with time zone NOT NULL,
	"ours_signature" numeric NOT NULL,
	"theirs_signature" numeric NOT NULL,
	"agreeing" integer NOT NULL,
	"apart_ids" text[] NOT NULL,
	"apart_created_at" timestamp with time zone[] NOT NULL,
	CONSTRAINT "book_pairs_account_id_mode_quarter_pk" PRIMARY KEY("account_id","mode","quarter")
);
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "created_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invoice_rivals" ADD COLUMN "heard_at" timestamp with time zone DEFAULT '1970-01-01 00:00:00+00' NOT NULL;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "heard_at" timestamp with time zone DEFAULT '1970-01-01 00:00:00+00' NOT NULL;--> statement-breakpoint
ALTER TABLE "run_slices" ADD COLUMN "began_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "run_slices" ADD COLUMN "is_short" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "book_totals" ADD COLUMN "signature" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "compared_stretches" ADD CONSTRAINT "compared_stretches_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "status_checks_unanswered" ON "status_checks" USING btree ("account_id","asked_at","invoice_id") WHERE outcome = 'no_answer' and asked_by = 'run';
--> statement-breakpoint
ALTER TABLE "invoice_rivals" ALTER COLUMN "heard_at" SET DEFAULT now();
--> statement-breakpoint
ALTER TABLE "invoices" ALTER COLUMN "heard_at" SET DEFAULT now();
--> statement-breakpoint
-- It says something only of what Paymega's book does not tell alike: rows that agree are not rewritten.
update invoices set heard_at = coalesce((
  select max(received_at) from callbacks
  where (callbacks.account_id, callbacks.invoice_id) = (invoices.account_id, invoices.id) and verdict in ('new', 'newer')
), first_seen_at)
where not exists (
  select from mirror
  where (mirror.account_id, mirror.id, mirror.fingerprint) = (invoices.account_id, invoices.id, invoices.fingerprint));
--> statement-breakpoint
update quarantine set created_at = to_timestamp((body::jsonb #>> '{data,attributes,created}')::float8)
where released_at is null and pg_input_is_valid(body, 'jsonb')
  and body::jsonb #>> '{data,attributes,created}' ~ '^[1-9]\d{0,10}$';
--> statement-breakpoint
update discrepancies set invoice_created_at = held.created_at
from (
  select account_id, subject, min(created_at) as created_at from quarantine
  where released_at is null and created_at is not null group by account_id, subject
) as held
where kind = 'quarantined' and (discrepancies.account_id, discrepancies.subject) = (held.account_id, held.subject);
--> statement-breakpoint
-- What one payment adds to the signature of its book.
create function payment_signature(id text, fingerprint bigint) returns numeric language sql immutable
return hashtextextended(id, fingerprint)::numeric;
--> statement-breakpoint
-- As before, with the signature of what was put in (1) or taken out (-1).
create or replace function tell_book_totals() returns trigger language plpgsql as $$
declare
  told_book text := tg_argv[0];
  sign bigint := tg_argv[1];
begin
  insert into book_totals
    (account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned, signature)
  select account_id, told_book, mode, quarter_of(created_at), currency, sign * count(*),
    sign * count(*) filter (where is_final), 0, sign * count(*) filter (where took_money),
    sign * coalesce(sum(received), 0),
    sign * coalesce(sum(processed_fee) filter (where took_money), 0), sign * coalesce(sum(returned), 0),
    sign * sum(payment_signature(id, fingerprint))
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
insert into book_totals
  (account_id, book, mode, quarter, currency, invoices, final, untold, paid, gross, fees, returned, signature)
select account_id, book, mode, quarter_of(created_at), currency, 0, 0, 0, 0, 0, 0, 0,
  sum(payment_signature(id, fingerprint))
from (
  select 'ours' as book, account_id, mode, created_at, currency, id, fingerprint from invoices
  union all
  select 'theirs', account_id, mode, created_at, currency, id, fingerprint from mirror
) as books
group by account_id, book, mode, quarter_of(created_at), currency;
--> statement-breakpoint
-- Puts down what a run that has finished compared. What was read later by another run stays as it is.
create function put_down_compared(finished_run bigint) returns void language plpgsql as $$
declare
  slice record;
  fresh tstzmultirange;
begin
  for slice in
    select runs.account_id, slice_from, slice_to, coalesce(began_at, started_at, fetched_at) as read_at
    from run_slices join runs on runs.id = run_id
    where run_id = finished_run and fetched_at is not null and not is_short and slice_from < slice_to
    order by number
  loop
    select tstzmultirange(tstzrange(slice.slice_from, slice.slice_to))
      - coalesce(range_agg(tstzrange(compared_from, compared_to)), '{}') into fresh
    from compared_stretches
    where account_id = slice.account_id and compared_to > slice.slice_from and compared_from < slice.slice_to
      and read_at > slice.read_at;
    with cut as (
      delete from compared_stretches
      where account_id = slice.account_id and compared_to > slice.slice_from and compared_from < slice.slice_to
        and read_at <= slice.read_at
      returning compared_from, compared_to, read_at
    )
    insert into compared_stretches (account_id, compared_from, compared_to, read_at)
    select slice.account_id, lower(rest), upper(rest), cut.read_at
    from cut cross join lateral unnest(tstzmultirange(tstzrange(compared_from, compared_to))
      - tstzmultirange(tstzrange(slice.slice_from, slice.slice_to))) as rest;
    insert into compared_stretches (account_id, compared_from, compared_to, read_at)
    select slice.account_id, lower(piece), upper(piece), slice.read_at from unnest(fresh) as piece;
  end loop;
end
$$;
--> statement-breakpoint
create function tell_compared() returns trigger language plpgsql as $$
begin
  perform put_down_compared(new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger runs_finished after update of state on runs for each row
when (new.state = 'finished' and old.state <> 'finished') execute function tell_compared();
--> statement-breakpoint
select put_down_compared(id) from (select id from runs where state = 'finished' order by finished_at, id) as run;
