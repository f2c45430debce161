import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isConnectionError, type Sql } from '#db/connection.ts';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import type { processes as table } from '#db/schema/processes.ts';
import { diskOf } from '#reconciliation/alerts/installation-findings.ts';

type Row = typeof table.$inferSelect;

/** A process that works on this database, or did: `gone` without having said so. */
export type SeenProcess = Omit<Row, 'id'> & { id: string; state: 'alive' | 'stopped' | 'gone' };

const BEAT_MS = 30_000;
const GONE_AFTER_SECONDS = 90;
const SHOWN_HOURS = 24;
const KEPT_DAYS = 7;

/**
 * Says of this process that it is there, and again each 30 seconds as long as it lives.
 * @param dataDir whose disk it tells of
 * @param onError hears what is wrong beside a database that is away
 * @returns what says that it was stopped
 */
export async function tellProcess(
  sql: Sql,
  process_: Row['process'],
  dataDir: string,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const startedAt = new Date(Date.now() - process.uptime() * 1000);
  const told = { process: process_, version: ownVersion(), host: hostname(), pid: process.pid, startedAt };
  let id: bigint | null = null;
  const beat = async () => {
    const { freeBytes, totalBytes } = await diskOf(dataDir);
    const disk = { diskFree: freeBytes, diskTotal: totalBytes };
    id = (id && (await again(sql, id, disk))) ?? (await first(sql, { ...told, ...disk }));
  };
  await beat();
  await sql`delete from processes where seen_at < now() - make_interval(days => ${KEPT_DAYS}::int)`;
  const timer = setInterval(() => {
    // Where the database is away it sees nobody; that is told of elsewhere.
    beat().catch((error: unknown) => isConnectionError(error) || onError(error));
  }, BEAT_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await sql`update processes set ended_at = now(), seen_at = now() where id = ${id}`;
  };
}

function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}

type Disk = { diskFree: number; diskTotal: number };

async function first(
  sql: Sql,
  told: Pick<Row, 'process' | 'version' | 'host' | 'pid' | 'startedAt'> & Disk,
): Promise<bigint> {
  const [row] = await sql<{ id: bigint }[]>`
    insert into processes (process, version, host, pid, started_at, disk_free, disk_total)
    values (${told.process}, ${told.version}, ${told.host}, ${told.pid}, ${told.startedAt},
      ${told.diskFree}::bigint, ${told.diskTotal}::bigint)
    returning id`;
  if (!row) throw new Error('a process that was told of has no number');
  return row.id;
}

/** Null where the row is gone: the database was put back to an earlier time, say. */
async function again(sql: Sql, id: bigint, { diskFree, diskTotal }: Disk): Promise<bigint | null> {
  const [row] = await sql<{ id: bigint }[]>`
    update processes set seen_at = now(), disk_free = ${diskFree}::bigint, disk_total = ${diskTotal}::bigint
    where id = ${id} returning id`;
  return row?.id ?? null;
}

/** The processes of the last day, those that live first; told by the database's clock, which all of them share. */
export async function seenProcesses(sql: Sql): Promise<SeenProcess[]> {
  return sql<SeenProcess[]>`
    select id::text, process, version, host, pid, started_at, seen_at, ended_at, disk_free, disk_total,
      case when ended_at is not null then 'stopped'
        when seen_at < now() - make_interval(secs => ${GONE_AFTER_SECONDS}::int) then 'gone'
        else 'alive' end as state
    from processes
    where seen_at > now() - make_interval(hours => ${SHOWN_HOURS}::int)
    order by ended_at is not null, seen_at < now() - make_interval(secs => ${GONE_AFTER_SECONDS}::int),
      started_at desc, id desc`;
}
