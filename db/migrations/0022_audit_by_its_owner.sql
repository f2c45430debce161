-- An address is written with the width of its network where it is that of a network: no two lines have one encoding. What
-- was linked before has addresses of single machines alone, whose encoding is what it was. reconciliation/audit-encoding.ts
-- writes the same outside of the database.
create or replace function audit_hash(before bytea, entry audit) returns bytea language sql immutable
return sha256(before || convert_to(jsonb_build_array(
  entry.id, extract(epoch from entry.at)::text, entry.actor, entry.person_id, entry.act, entry.subject, entry.details,
  host(entry.address) || case
    when masklen(entry.address) = case family(entry.address) when 4 then 32 else 128 end then ''
    else '/' || masklen(entry.address)
  end)::text, 'UTF8'));
--> statement-breakpoint
-- In the name of the owner: whoever may write a line of the audit need not be able to write a link of its chain.
create or replace function link_audit() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
  last_position bigint;
  last_hash bytea;
begin
  perform pg_advisory_xact_lock(7202613);
  select position, hash into last_position, last_hash from public.audit_chain order by position desc limit 1;
  insert into public.audit_chain (position, audit_id, hash)
  values (coalesce(last_position, 0) + 1, new.id, public.audit_hash(coalesce(last_hash, ''::bytea), new));
  return null;
end
$$;
