import type { Queryable } from './connection.ts';
import { QUEUE_SCHEMA } from './roles.ts';

/** Written by triggers in the name of the owner: the application only reads it. */
const READ_ONLY = ['audit_chain', 'trimmed_bodies'];
/** What it may have done in the name of the owner: bodies are kept by the month, and leave by the month alone. */
const CALLED = ['public.make_body_months(integer)', 'public.drop_body_month(integer)'];
/** What is for the owner alone, and for nobody else even where a restore has left out privileges. */
const INNER = ['public.make_body_month(text, date)', 'public.join_bodies(text, text, text)'];
/** The application may write a line of these, but not say when or as which: that is the database's word. */
const INSERTED_WITHOUT: ReadonlyMap<string, readonly string[]> = new Map([['audit', ['id', 'at']]]);
/** Runs analyse what they have loaded. */
export const ANALYSED: readonly string[] = ['mirror', 'invoices', 'discrepancies'];

type Table = { name: string; keeps: string[]; granted: string[]; columns: string[]; insertable: string[] };

/**
 * Lets a role work with the tables and do no more: it reads and inserts, changes and removes only where no trigger keeps
 * the rows for good (`refuse_change`), and never empties or alters one. What a later migration adds falls under the same
 * rule. Nothing is written where all is so already.
 * @param sql a session of the owner of the tables
 */
export async function grantTo(sql: Queryable, role: string): Promise<void> {
  for (const statement of await missingGrants(sql, role)) await sql.unsafe(statement);
}

/** The statements after which a role may do just what it needs; none where that is so. */
export async function missingGrants(sql: Queryable, role: string): Promise<string[]> {
  const [quoted] = await sql<{ role: string }[]>`select quote_ident(${role}) as role`;
  const to = quoted?.role ?? '';
  const tables = await tablesFor(sql, role);
  return [...(await missingAround(sql, role, to)), ...tables.flatMap((table) => missingOn(table, to))];
}

function missingOn(table: Table, role: string): string[] {
  const wanted = powersOver(table);
  const missing = wanted.filter((power) => !table.granted.includes(power));
  const excess = table.granted.filter((power) => !wanted.includes(power));
  const columns = columnsToInsert(table).filter((column) => !table.insertable.includes(column));
  return [
    ...(missing.length > 0 ? [`grant ${missing.join(', ')} on public.${table.name} to ${role}`] : []),
    ...(excess.length > 0 ? [`revoke ${excess.join(', ')} on public.${table.name} from ${role}`] : []),
    ...(columns.length > 0
      ? [`grant insert (${columns.join(', ')}) on public.${table.name} to ${role}`]
      : []),
  ];
}

function powersOver({ name, keeps }: Table): string[] {
  if (READ_ONLY.includes(name)) return ['SELECT'];
  const changes = ['UPDATE', 'DELETE'].filter((change) => !keeps.includes(change));
  return [
    ...['SELECT', ...(INSERTED_WITHOUT.has(name) ? [] : ['INSERT']), ...changes],
    ...(ANALYSED.includes(name) ? ['MAINTAIN'] : []),
  ];
}

function columnsToInsert({ name, columns }: Table): string[] {
  const withheld = INSERTED_WITHOUT.get(name);
  return withheld ? columns.filter((column) => !withheld.includes(column)) : [];
}

/** Every table: what triggers keep it from (8 and 16 of their type are DELETE and UPDATE), and what the role holds. */
async function tablesFor(sql: Queryable, role: string): Promise<Table[]> {
  return sql<Table[]>`
    with app as (select oid from pg_roles where rolname = ${role})
    select quote_ident(relname) as name,
      array(
        select distinct change from pg_trigger, (values ('DELETE', 8), ('UPDATE', 16)) as changes(change, bit)
        where tgrelid = class.oid and tgfoid = to_regproc('public.refuse_change') and tgqual is null
          and tgtype & bit > 0
      ) as keeps,
      array(select privilege_type from app, aclexplode(relacl) as given where given.grantee = app.oid)
        as granted,
      array(
        select quote_ident(attname) from pg_attribute
        where attrelid = class.oid and attnum > 0 and not attisdropped order by attnum) as columns,
      array(
        select quote_ident(attname) from pg_attribute, app, aclexplode(attacl) as given
        where attrelid = class.oid and given.grantee = app.oid and privilege_type = 'INSERT') as insertable
    from pg_class as class
    -- What is a part of another table is reached through that one alone.
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    order by relname`;
}

type Around = {
  queue: boolean;
  uses: boolean;
  migrations: boolean;
  numbers: boolean;
  numbersCallbacks: boolean;
  missingCalls: string[];
  openToAll: string[];
};

/** What is needed beside the tables: schemas, the list of migrations, numbers of audit and callbacks, and functions. */
async function missingAround(sql: Queryable, role: string, to: string): Promise<string[]> {
  const [has] = await sql<Around[]>`
    select to_regnamespace(${QUEUE_SCHEMA}) is not null as queue,
      coalesce(
        has_schema_privilege(${role}, 'public', 'usage') and has_schema_privilege(${role}, 'drizzle', 'usage')
          and has_schema_privilege(${role}, to_regnamespace(${QUEUE_SCHEMA})::oid, 'usage, create'), false)
            as uses,
      has_table_privilege(${role}, 'drizzle.__drizzle_migrations', 'select') as migrations,
      has_sequence_privilege(${role}, 'public.audit_id_seq', 'select') as numbers,
      has_sequence_privilege(${role}, 'public.callbacks_id_seq', 'usage') as "numbersCallbacks",
      array(
        select name from unnest(${CALLED}::text[]) as called(name)
        where not has_function_privilege(${role}, name, 'execute')
          or has_function_privilege('public', name, 'execute')) as "missingCalls",
      array(
        select name from unnest(${[...CALLED, ...INNER]}::text[]) as called(name)
        where has_function_privilege('public', name, 'execute')) as "openToAll"`;
  return [
    ...(has?.queue ? [] : [`create schema ${QUEUE_SCHEMA}`]),
    ...(has?.uses
      ? []
      : [
          `grant usage on schema public, drizzle to ${to}`,
          `grant usage, create on schema ${QUEUE_SCHEMA} to ${to}`,
        ]),
    ...(has?.migrations ? [] : [`grant select on drizzle.__drizzle_migrations to ${to}`]),
    ...(has?.numbers ? [] : [`grant select on sequence public.audit_id_seq to ${to}`]),
    ...(has?.numbersCallbacks ? [] : [`grant usage on sequence public.callbacks_id_seq to ${to}`]),
    ...(has?.openToAll ?? []).map((name) => `revoke execute on function ${name} from public`),
    ...(has?.missingCalls ?? CALLED).map((name) => `grant execute on function ${name} to ${to}`),
  ];
}
