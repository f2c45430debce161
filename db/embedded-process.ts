import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * The server process of a cluster, or null where none lives. What a kill left behind in `postmaster.pid` may name a
 * process that is somebody else's by now, or one that is dead and not yet buried: where the system can tell (/proc), it is
 * asked.
 */
export async function postmasterOf(cluster: string): Promise<number | null> {
  const pid = await recordedPid(cluster);
  return pid !== null && exists(pid) && (await belongsTo(pid, cluster)) ? pid : null;
}

/** Line 4 of postmaster.pid is the port; null while it is not written yet. */
export async function portOf(cluster: string): Promise<number | null> {
  return Number((await linesOfPidFile(cluster))[3]) || null;
}

/**
 * Takes a file of a dead server away that names a process which lives: PostgreSQL would take that for its own and never
 * start.
 */
export async function forgetDeadServer(cluster: string): Promise<void> {
  const pid = await recordedPid(cluster);
  if (pid === null || !exists(pid) || (await belongsTo(pid, cluster))) return;
  if ((await recordedPid(cluster)) === pid) await rm(path.join(cluster, 'postmaster.pid'), { force: true });
}

/**
 * The processes of a server that has died: each ends when it notices, but one in a long statement notices late, and no
 * new server can start before. Empty where the system cannot tell.
 */
export async function orphansOf(cluster: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1);
  const are = await Promise.all(pids.map((pid) => belongsTo(pid, cluster)));
  return pids.filter((_, place) => are[place]);
}

/** Ends a process at once, where it is still there. */
export function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function recordedPid(cluster: string): Promise<number | null> {
  return Number((await linesOfPidFile(cluster))[0]) || null;
}

async function linesOfPidFile(cluster: string): Promise<string[]> {
  try {
    return (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Whether a process lives that we may end. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Dead, or somebody else's: PostgreSQL takes neither for a server of its own.
    return false;
  }
}

// Each process of a server works in its cluster's folder. One that is dead and not yet buried is nowhere.
async function belongsTo(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  try {
    const [place, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)]);
    return place === cluster && /^postgres( \(deleted\))?$/.test(path.basename(program));
  } catch {
    // It has gone meanwhile, or is somebody else's.
    return false;
  }
}
