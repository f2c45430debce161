CREATE TABLE "callback_bodies" (
	"callback_id" bigint NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "callback_bodies_callback_id_received_at_pk" PRIMARY KEY("callback_id","received_at")
) PARTITION BY RANGE ("received_at");
--> statement-breakpoint
CREATE TABLE "status_check_bodies" (
	"status_check_id" bigint NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "status_check_bodies_status_check_id_asked_at_pk" PRIMARY KEY("status_check_id","asked_at")
) PARTITION BY RANGE ("asked_at");
--> statement-breakpoint
CREATE TABLE "trimmed_bodies" (
	"source" text NOT NULL,
	"month" date NOT NULL,
	"trimmed_at" timestamp with time zone NOT NULL,
	"kept_months" integer NOT NULL,
	"bodies" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	CONSTRAINT "trimmed_bodies_source_month_pk" PRIMARY KEY("source","month"),
	CONSTRAINT "trimmed_bodies_source" CHECK ("trimmed_bodies"."source" in ('callback', 'status_check'))
);
--> statement-breakpoint
-- By hand: what follows, and the partitioning above.
-- A server may have been built without lz4; what it compresses by default does as well then, only slower and longer.
do $$
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table callback_bodies alter column body set compression lz4;
    alter table status_check_bodies alter column body set compression lz4;
  end if;
end
$$;
--> statement-breakpoint
create trigger callback_bodies_append_only before update or delete on callback_bodies
for each row execute function refuse_change();
--> statement-breakpoint
create trigger status_check_bodies_append_only before update or delete on status_check_bodies
for each row execute function refuse_change();
--> statement-breakpoint
create trigger callback_bodies_no_truncate before truncate on callback_bodies execute function refuse_change();
--> statement-breakpoint
create trigger status_check_bodies_no_truncate before truncate on status_check_bodies
execute function refuse_change();
--> statement-breakpoint
-- Makes a table a part of the bodies of a source. Nobody asks what a text is distributed like, and bodies are only added.
create function join_bodies(part text, parent text, bound text) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  execute format('alter table public.%I alter column body set statistics 0', part);
  execute format('alter table public.%I set (autovacuum_vacuum_insert_scale_factor = 0.05)', part);
  execute format('create trigger %I before truncate on public.%I execute function public.refuse_change()',
    part || '_no_truncate', part);
  execute format('alter table public.%I attach partition public.%I %s', parent, part, bound);
end
$$;
--> statement-breakpoint
-- The table of one month (UTC), with what the default partition holds of it. Attaching holds up nobody who reads or writes
-- another month; who holds the default partition is waited for half a second, and the job comes again.
create function make_body_month(source text, month date) returns boolean language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '500ms' set timezone = 'UTC' as $$
declare
  parent text := source || '_bodies';
  part text := parent || to_char(month, '_YYYY_MM');
  at_column text := case source when 'callback' then 'received_at' else 'asked_at' end;
  lowest timestamptz := date_trunc('month', month)::timestamptz;
  following timestamptz := (date_trunc('month', month) + interval '1 month')::timestamptz;
  is_held boolean;
begin
  execute format('lock table public.%I in share update exclusive mode', parent);
  if to_regclass('public.' || part) is not null then
    return false;
  end if;
  execute format('create table public.%I (like public.%I including all)', part, parent);
  execute format('select exists (select from public.%I where %I >= $1 and %2$I < $2)', parent || '_default', at_column)
    into is_held using lowest, following;
  if is_held then
    execute format('alter table public.%I disable trigger user', parent || '_default');
    execute format('with moved as (delete from public.%I where %I >= $1 and %2$I < $2 returning *)
      insert into public.%I select * from moved', parent || '_default', at_column, part) using lowest, following;
    execute format('alter table public.%I enable trigger user', parent || '_default');
  end if;
  perform public.join_bodies(part, parent, format('for values from (%L) to (%L)', lowest, following));
  return true;
end
$$;
--> statement-breakpoint
-- Makes the months up to so many ahead of this one, and those of which the default partition holds something.
create function make_body_months(months_ahead integer) returns integer language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
declare
  made integer := 0;
  ahead date[];
  held date[];
  one date;
begin
  select array_agg((date_trunc('month', now()) + make_interval(months => step))::date) into ahead
  from generate_series(0, months_ahead) as step;
  select array_agg(distinct date_trunc('month', received_at)::date) into held
  from public.callback_bodies_default where received_at >= '2000-01-01' and received_at < now();
  foreach one in array ahead || held loop
    made := made + public.make_body_month('callback', one)::integer;
  end loop;
  select array_agg(distinct date_trunc('month', asked_at)::date) into held
  from public.status_check_bodies_default where asked_at >= '2000-01-01' and asked_at < now();
  foreach one in array ahead || held loop
    made := made + public.make_body_month('status_check', one)::integer;
  end loop;
  return made;
end
$$;
--> statement-breakpoint
-- Drops the oldest month of bodies of which each is older than so many months, and puts that on record: the only way by
-- which a body leaves. One month a transaction: a drop locks the bodies as a whole, for as long as it takes to commit.
-- @returns nothing where none is due
create function drop_body_month(keep_months integer)
returns table (source text, month date, bodies bigint, bytes bigint) language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set lock_timeout = '500ms' set timezone = 'UTC' as $$
declare
  part text;
begin
  if keep_months is null or keep_months < 1 then
    raise exception 'bodies are kept for a month at least' using errcode = 'invalid_parameter_value';
  end if;
  select case when inhparent = 'public.callback_bodies'::regclass then 'callback' else 'status_check' end,
    to_date(right(relname, 7), 'YYYY_MM'), relname
  into source, month, part
  from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent in ('public.callback_bodies'::regclass, 'public.status_check_bodies'::regclass)
    and relname ~ '_\d{4}_\d\d$'
    and to_date(right(relname, 7), 'YYYY_MM') + interval '1 month' <= now() - make_interval(months => keep_months)
  order by 2, 1 limit 1;
  if part is null then
    return;
  end if;
  execute format('lock table public.%I in share mode', part);
  execute format('select count(*), pg_total_relation_size(%L) from public.%I', 'public.' || part, part)
    into bodies, bytes;
  insert into public.trimmed_bodies as known (source, month, trimmed_at, kept_months, bodies, bytes)
  values (drop_body_month.source, drop_body_month.month, now(), keep_months, drop_body_month.bodies,
    drop_body_month.bytes)
  on conflict on constraint trimmed_bodies_source_month_pk do update set trimmed_at = excluded.trimmed_at,
    kept_months = excluded.kept_months, bodies = known.bodies + excluded.bodies, bytes = known.bytes + excluded.bytes;
  execute format('drop table public.%I', part);
  return next;
end
$$;
--> statement-breakpoint
-- They work in the name of the owner: the application is granted them (db/grants.ts), nobody else.
revoke execute on function join_bodies(text, text, text), make_body_month(text, date), make_body_months(integer),
  drop_body_month(integer) from public;
--> statement-breakpoint
create table callback_bodies_default (like callback_bodies including all);
--> statement-breakpoint
create table status_check_bodies_default (like status_check_bodies including all);
--> statement-breakpoint
select join_bodies('callback_bodies_default', 'callback_bodies', 'default'),
  join_bodies('status_check_bodies_default', 'status_check_bodies', 'default');
--> statement-breakpoint
-- The month before, too: there is where the example payments of a new installation begin.
select make_body_months(3), make_body_month('callback', (now() - interval '1 month')::date),
  make_body_month('status_check', (now() - interval '1 month')::date);
--> statement-breakpoint
select make_body_month('callback', month::date)
from (select distinct date_trunc('month', received_at at time zone 'UTC') from callbacks) as told(month);
--> statement-breakpoint
select make_body_month('status_check', month::date)
from (
  select distinct date_trunc('month', asked_at at time zone 'UTC') from status_checks where body is not null
) as told(month);
--> statement-breakpoint
insert into callback_bodies (callback_id, received_at, body) select id, received_at, body from callbacks;
--> statement-breakpoint
insert into status_check_bodies (status_check_id, asked_at, body)
select id, asked_at, body from status_checks where body is not null;
--> statement-breakpoint
-- Each table is written anew, by a column that stays what it was: to drop one alone would leave its texts where they lie.
alter table callbacks drop column body, alter column took_ms type integer using took_ms + 0;
--> statement-breakpoint
alter table status_checks alter column body type bytea using sha256(convert_to(body, 'UTF8'));
--> statement-breakpoint
alter table status_checks rename column body to body_sha256;
--> statement-breakpoint
-- What changes with every callback is looked after before a fifth of it is dead; what is only added to, before a fifth of
-- it is new. In a large table a fifth is many minutes of a burst (docs/decisions/0023-bodies-by-month.md).
alter table invoices set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
alter table mirror set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
alter table callbacks set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
alter table status_checks set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
alter table movements set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
alter table first_reports set (autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
-- Folded every minute: most of what they ever held is dead.
alter table book_totals set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
alter table callback_totals set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
--> statement-breakpoint
alter table movement_totals set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
