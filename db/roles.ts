import { LOCK } from './lock.ts';
import { scramVerifier } from './scram.ts';
import { DatabaseTrouble } from './trouble.ts';

/** Who owns the tables and migrates them, and who works with them. Neither is a superuser. */
export const ROLES = { owner: 'counterfoil_owner', app: 'counterfoil_app' } as const;

export type RoleNames = { owner: string; app: string };

/** The schema of the queue, whose tables are the application's own: pg-boss makes and changes them as it works. */
export const QUEUE_SCHEMA = 'pgboss';

/**
 * Makes both roles and gives them what is there: everything in the schemas public and drizzle to the owner, the queue to
 * the application. One statement, for a superuser or for an owner of the database who may create roles; a second time it
 * sets the passwords anew. What the application may do with the tables the owner grants (grants.ts).
 * @throws DatabaseTrouble where the names are none
 */
export function rolesSql(names: RoleNames, passwords: RoleNames): string {
  for (const name of Object.values(names))
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name))
      throw new DatabaseTrouble(`“${name}” is no name for a role here: lower case, digits and _ alone.`);
  if (names.owner === names.app)
    throw new DatabaseTrouble('The owner of the tables and the application must be two roles.');
  return `do $roles$
declare
  owner constant name := '${names.owner}';
  app constant name := '${names.app}';
  is_super constant boolean := (select rolsuper from pg_roles where rolname = current_user);
  one name;
  thing record;
begin
  perform pg_advisory_xact_lock(${LOCK.start});
  foreach one in array array[owner, app] loop
    if not exists (select from pg_roles where rolname = one) then
      execute format('create role %I', one);
    end if;
    if exists (select from pg_roles where rolname = one and (rolsuper or rolcreaterole or rolbypassrls)) then
      raise exception 'the role % may do too much: name another one, or take that from it', one;
    end if;
    execute format('grant connect on database %I to %I', current_database(), one);
  end loop;
  execute format('alter role %I login password %L', owner, '${scramVerifier(passwords.owner)}');
  execute format('alter role %I login password %L', app, '${scramVerifier(passwords.app)}');
  if not is_super then
    execute format('grant %I, %I to %I', owner, app, current_user);
  end if;

  execute format('grant create on database %I to %I', current_database(), owner);
  execute 'revoke create on schema public from public';
  execute format('grant usage, create on schema public to %I', owner);
  execute 'create schema if not exists ${QUEUE_SCHEMA}';
  for thing in select nspname from pg_namespace
    where nspname in ('drizzle', '${QUEUE_SCHEMA}') and pg_get_userbyid(nspowner) <> owner
  loop
    execute format('alter schema %I owner to %I', thing.nspname, owner);
  end loop;
  execute format('grant usage, create on schema ${QUEUE_SCHEMA} to %I', app);
  for thing in ${FOREIGN_OWNED} loop
    execute format('alter %s %s owner to %I', thing.kind, thing.name, case when thing.schema = '${QUEUE_SCHEMA}' then app else owner end);
  end loop;

  if not is_super then
    execute format('revoke %I, %I from %I', owner, app, current_user);
  end if;
end
$roles$;
`;
}

/** What of these schemas is not yet whose it should be; indexes, sequences and row types go with their tables. */
const FOREIGN_OWNED = `
    select * from (
      select 'table' as kind, oid::regclass::text as name, relnamespace as space, relowner as holder, oid
      from pg_class where relkind in ('r', 'p')
      union all
      select 'view', oid::regclass::text, relnamespace, relowner, oid from pg_class where relkind = 'v'
      union all
      select 'routine', oid::regprocedure::text, pronamespace, proowner, oid from pg_proc
      union all
      select 'type', oid::regtype::text, typnamespace, typowner, oid from pg_type where typtype in ('e', 'd')
    ) as found
    join (select oid as space, nspname as schema from pg_namespace) as spaces using (space)
    where schema in ('public', 'drizzle', '${QUEUE_SCHEMA}')
      and pg_get_userbyid(holder) <> case when schema = '${QUEUE_SCHEMA}' then app else owner end
      and not exists (select from pg_depend where objid = found.oid and deptype = 'e')`;

/** Whether the roles are there and hold what is theirs: $1 is the owner, $2 the application. */
export const ARE_ROLES_MADE = `
  with roles as (select $1::name as owner, $2::name as app)
  select (select count(*) from pg_roles, roles where rolname in (owner, app) and rolcanlogin and not rolsuper) = 2
    and exists (select from pg_namespace where nspname = '${QUEUE_SCHEMA}')
    and not exists (select from roles cross join lateral (${FOREIGN_OWNED}) as foreign_owned) as are_made`;
