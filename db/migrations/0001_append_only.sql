-- What was heard and what was done is kept for good: the database itself refuses to change it.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
--> statement-breakpoint
create trigger callbacks_append_only before update or delete on callbacks for each row execute function refuse_change();
--> statement-breakpoint
create trigger status_checks_append_only before update or delete on status_checks for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
--> statement-breakpoint
create trigger discrepancy_events_append_only before update or delete on discrepancy_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger callbacks_no_truncate before truncate on callbacks execute function refuse_change();
--> statement-breakpoint
create trigger status_checks_no_truncate before truncate on status_checks execute function refuse_change();
--> statement-breakpoint
create trigger discrepancy_events_no_truncate before truncate on discrepancy_events execute function refuse_change();
--> statement-breakpoint
create trigger audit_no_truncate before truncate on audit execute function refuse_change();
--> statement-breakpoint
-- The staging of one comparison: what differs now, before it is settled. Made again by every compare, so never logged.
create unlogged table run_findings (
  run_id bigint not null,
  account_id integer not null,
  subject text not null,
  invoice_id text,
  reference_id text,
  mode text not null,
  kind text not null,
  cause text,
  severity text,
  currency text,
  at_risk bigint,
  is_grave boolean not null,
  is_expected boolean not null,
  heals boolean not null,
  ours text,
  theirs text,
  evidence jsonb not null,
  fingerprint text not null,
  invoice_created_at timestamptz not null,
  primary key (run_id, subject, kind)
);
--> statement-breakpoint
-- An amount in minor units as people write it: decimal_of(12345, 2) = '123.45'. Exact. Not strict, so that it is inlined.
create function decimal_of(minor bigint, exponent smallint) returns text language sql immutable parallel safe
return case exponent
  when 2 then (minor * 0.01)::text
  when 0 then minor::text
  when 3 then (minor * 0.001)::text
  else round(minor / (10::numeric ^ exponent), exponent)::text
end;
--> statement-breakpoint
-- A text for a spreadsheet: what would run as a formula there begins with an apostrophe.
create function spreadsheet_safe(value text) returns text language sql immutable parallel safe
return case when value ~ '^[=+@\t\r-]' then '''' || value else value end;
