insert into settings default values;
--> statement-breakpoint
-- The hash of one line of the audit after the link before it. Every field is written out, so that no setting of a
-- session can change it.
create function audit_hash(before bytea, entry audit) returns bytea language sql immutable
return sha256(before || convert_to(jsonb_build_array(
  entry.id, extract(epoch from entry.at)::text, entry.actor, entry.person_id, entry.act, entry.subject, entry.details,
  host(entry.address))::text, 'UTF8'));
--> statement-breakpoint
-- Links a line at the commit that writes it: last of all, so that whoever waits here holds nothing others wait for.
create function link_audit() returns trigger language plpgsql as $$
declare
  last_position bigint;
  last_hash bytea;
begin
  perform pg_advisory_xact_lock(7202613);
  select position, hash into last_position, last_hash from audit_chain order by position desc limit 1;
  insert into audit_chain (position, audit_id, hash)
  values (coalesce(last_position, 0) + 1, new.id, audit_hash(coalesce(last_hash, ''::bytea), new));
  return null;
end
$$;
--> statement-breakpoint
create constraint trigger audit_linked after insert on audit deferrable initially deferred
for each row execute function link_audit();
--> statement-breakpoint
do $$
declare
  entry audit;
  last_hash bytea := ''::bytea;
  place bigint := 0;
begin
  for entry in select * from audit order by id loop
    place := place + 1;
    last_hash := audit_hash(last_hash, entry);
    insert into audit_chain (position, audit_id, hash) values (place, entry.id, last_hash);
  end loop;
end
$$;
--> statement-breakpoint
create trigger audit_chain_append_only before update or delete on audit_chain for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_chain_no_truncate before truncate on audit_chain execute function refuse_change();
