import type { Sql } from '#db/connection.ts';
import { schemaStanding } from '#db/migrate.ts';
import { powerNotes } from '#db/power.ts';
import { bad, good, type Symptom, warn } from './symptom.ts';

const OLDEST = 180_000;

/** The server, its settings, the schema and our role. */
export async function databaseSymptoms(sql: Sql): Promise<Symptom[]> {
  return [await server(sql), ...(await settings(sql)), await schema(sql), ...(await roles(sql))];
}

async function server(sql: Sql): Promise<Symptom> {
  const [row] = await sql<{ number: number; version: string; taken: number; most: number }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as taken,
      current_setting('max_connections')::int as most`;
  const { number = 0, version = '', taken = 0, most = 0 } = row ?? {};
  const says = `PostgreSQL ${version}, ${taken} of ${most} connections taken`;
  return number < OLDEST
    ? bad('database', says, 'Counterfoil needs PostgreSQL 18 or newer.')
    : good('database', says);
}

async function settings(sql: Sql): Promise<Symptom[]> {
  const rows = await sql<{ name: string }[]>`
    select name from pg_settings
    where name in ('synchronous_commit', 'fsync', 'full_page_writes') and setting = 'off' order by name`;
  return rows.map(({ name }) =>
    bad('database', `${name} is off`, 'Switch it on: a callback that was answered 200 must be on the disk.'),
  );
}

/** Whether the tables are those of this version. */
async function schema(sql: Sql): Promise<Symptom> {
  switch (await schemaStanding(sql)) {
    case 'current':
      return good('schema', 'it is that of this version');
    case 'older':
      return warn('schema', 'it is of an older version', 'The next start migrates it: make a backup first.');
    case 'newer':
      return bad('schema', 'it is of a newer version', 'Start that version, or restore a backup of before.');
  }
}

async function roles(sql: Sql): Promise<Symptom[]> {
  const notes = await powerNotes(sql);
  if (notes.length === 0) return [good('role', 'ours may do no more than the product needs')];
  return notes.map((says) => warn('role', says, 'See docs/database-roles.md.'));
}
