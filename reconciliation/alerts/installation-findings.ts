import { statfs } from 'node:fs/promises';
import type { Queryable } from '#db/connection.ts';
import type { Finding } from './finding.ts';

const GIB = 1024 ** 3;
/** A tenth of a large disk is plenty: both must be so. */
const LOW_SHARE = 0.1;
const LOW_BYTES = 10 * GIB;
const CONNECTIONS_SHARE = 0.9;
const OLD_TRANSACTION_MINUTES = 15;

/** How full the disk of a folder is. */
export type Disk = { freeBytes: number; totalBytes: number };

/** @param folder where the product keeps its data */
export async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Whether so little is left that somebody should know. */
export function isDiskLow({ freeBytes, totalBytes }: Disk): boolean {
  return freeBytes < LOW_BYTES && freeBytes < totalBytes * LOW_SHARE;
}

/** What holds of the installation, whatever its accounts: of the data folder's disk, and of the database. */
export async function installationFindings(sql: Queryable, disk: Disk): Promise<Finding[]> {
  return [...lowDisk(disk), ...(await databaseTrouble(sql))];
}

function lowDisk(disk: Disk): Finding[] {
  if (!isDiskLow(disk)) return [];
  const left = `${(disk.freeBytes / GIB).toFixed(1)} of ${(disk.totalBytes / GIB).toFixed(1)} GiB`;
  const summary = `${left} are left on the disk of the data folder`;
  return [{ rule: 'disk_low', subject: 'data folder', summary, path: '/alerts' }];
}

async function databaseTrouble(sql: Queryable): Promise<Finding[]> {
  const [row] = await sql<{ taken: number; most: number; oldMinutes: number | null }[]>`
    select count(*)::int as taken, current_setting('max_connections')::int as most,
      -- Of our own role alone: what others do is hidden from it.
      (extract(epoch from max(now() - state_change) filter (where state = 'idle in transaction')) / 60)::int
        as old_minutes
    from pg_stat_activity where backend_type = 'client backend'`;
  const found: Finding[] = [];
  if (!row) return found;
  const { taken, most, oldMinutes } = row;
  if (taken >= most * CONNECTIONS_SHARE) {
    const summary = `${taken} of ${most} connections of the database are taken`;
    found.push({ rule: 'database_trouble', subject: 'connections', summary, path: '/alerts' });
  }
  if (oldMinutes !== null && oldMinutes >= OLD_TRANSACTION_MINUTES) {
    const summary = `A transaction has been idle for ${oldMinutes} minutes`;
    found.push({ rule: 'database_trouble', subject: 'transaction', summary, path: '/alerts' });
  }
  return found;
}
