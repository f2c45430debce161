import type { Queryable } from '#db/connection.ts';
import { QUEUE_SCHEMA } from '#db/roles.ts';

/** How the database server stands. */
export type DatabaseStatus = {
  version: string;
  bytes: bigint;
  connections: number;
  connectionsMax: number;
  /** Age in seconds of the oldest transaction that goes on, of those that our role may see; null: none does. */
  oldestTransaction: number | null;
};

/** One queue of jobs; ages in seconds, null where nothing is there. */
export type QueueStatus = {
  name: string;
  /** Due and not begun; what is to begin later is not counted. */
  waiting: number;
  active: number;
  later: number;
  oldestWaiting: number | null;
  oldestActive: number | null;
};

/** How the database server stands now. */
export async function databaseStatus(sql: Queryable): Promise<DatabaseStatus> {
  const [row] = await sql<DatabaseStatus[]>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      count(*)::int as connections, current_setting('max_connections')::int as connections_max,
      (extract(epoch from now() - min(xact_start) filter (where pid <> pg_backend_pid())))::float8
        as oldest_transaction
    from pg_stat_activity where backend_type = 'client backend'`;
  if (!row) throw new Error('the database told nothing of itself');
  return row;
}

/** Every queue that holds a job, the one that waits longest first. */
export async function queueStatus(sql: Queryable): Promise<QueueStatus[]> {
  const due = sql`state in ('created', 'retry') and start_after <= now()`;
  return sql<QueueStatus[]>`
    select name, count(*) filter (where ${due})::int as waiting,
      count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state in ('created', 'retry') and start_after > now())::int as later,
      (extract(epoch from now() - min(start_after) filter (where ${due})))::float8 as oldest_waiting,
      (extract(epoch from now() - min(started_on) filter (where state = 'active')))::float8 as oldest_active
    from ${sql(`${QUEUE_SCHEMA}.job`)} where state in ('created', 'retry', 'active')
    group by name order by oldest_waiting desc nulls last, name`;
}

/** The last backup that `counterfoil backup` made of this database; null where none is on record. */
export async function lastBackup(sql: Queryable): Promise<{ at: Date; bytes: number } | null> {
  const [row] = await sql<{ at: Date; bytes: number }[]>`
    select at, (details ->> 'bytes')::float8 as bytes from audit
    where act = 'backup.made' order by id desc limit 1`;
  return row ?? null;
}
