import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { type Binaries, binaries, homeOf, type ServerUser, serverUser } from './embedded-home.ts';

const run = promisify(execFile);

export type Embedded = {
  url: string;
  /** Whether this call started the server; it was running already where not. */
  isOurs: boolean;
  /** Stops the server, whoever started it; open connections are closed. */
  stop(): Promise<void>;
  /** Stops the server unless somebody else is connected. */
  stopUnlessInUse(): Promise<void>;
};

/**
 * The PostgreSQL of this folder: starts it where it does not run, joins it where it does. The server is a process of
 * its own (pg_ctl), so that a Ctrl-C reaches us and not it, and we may close our connections first. What a kill left
 * behind (a stale postmaster.pid, a server without its parent) is taken over.
 * @param dataDir where the product keeps its data; the cluster lives in `postgres` below it
 */
export async function openEmbedded(
  dataDir: string,
  serverSettings: readonly string[] = [],
): Promise<Embedded> {
  const user = await serverUser();
  const home = await homeOf(dataDir, user);
  const native = await binaries(home, user);
  const cluster = path.join(home, 'postgres');
  const password = await passwordOf(home);
  await initialise(cluster, password, native, user);
  const isOurs = !(await isRunning(cluster, native, user));
  if (isOurs) await start(cluster, native, user, serverSettings);
  const url = `postgres://counterfoil:${password}@127.0.0.1:${await portOf(cluster)}/counterfoil`;
  await createDatabase(url);
  const stop = () => pgCtl(native, user, ['stop', '-w', '-m', 'fast', '-D', cluster]);
  return {
    url,
    isOurs,
    stop,
    async stopUnlessInUse() {
      if (!(await isInUse(url))) await stop();
    },
  };
}

async function passwordOf(home: string): Promise<string> {
  const file = path.join(home, 'postgres-password');
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFile(file, 'utf8');
}

async function initialise(
  cluster: string,
  password: string,
  native: Binaries,
  user: ServerUser,
): Promise<void> {
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return;
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (user) await chown(cluster, user.uid, user.gid);
  const passwordFile = path.join(path.dirname(cluster), `initdb-${process.pid}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const options = ['--username=counterfoil', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'];
  try {
    await run(
      native.initdb,
      [`--pgdata=${cluster}`, `--pwfile=${passwordFile}`, '--locale-provider=builtin', ...options],
      {
        ...user,
        cwd: path.dirname(cluster),
      },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function isRunning(cluster: string, native: Binaries, user: ServerUser): Promise<boolean> {
  try {
    await pgCtl(native, user, ['status', '-D', cluster]);
    return true;
  } catch (error) {
    // 3: no server runs there; anything else is a fault to be seen.
    if ((error as { code?: unknown }).code === 3) return false;
    throw error;
  }
}

async function start(
  cluster: string,
  native: Binaries,
  user: ServerUser,
  settings: readonly string[],
): Promise<void> {
  const port = await freePort();
  const options = [
    `-p ${port}`,
    '-h 127.0.0.1',
    '-k ""',
    '-c shared_buffers=256MB',
    '-c max_wal_size=4GB',
    '-c random_page_cost=1.1',
    ...settings.map((setting) => `-c ${setting}`),
  ];
  const log = path.join(cluster, 'server.log');
  await pgCtl(native, user, ['start', '-w', '-s', '-D', cluster, '-l', log, '-o', options.join(' ')]);
}

// spawn, not execFile: the server inherits the pipes of pg_ctl, and execFile would wait for them for ever.
function pgCtl(native: Binaries, user: ServerUser, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(native.pgCtl, args, { ...user, cwd: '/', stdio: 'ignore', detached: true });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          Object.assign(new Error(`pg_ctl ${args[0]} ended with ${code}; see ${args.at(-1)}`), { code }),
        );
    });
  });
}

// Line 4 of postmaster.pid is the port; the file is complete once pg_ctl says that the server is ready.
async function portOf(cluster: string): Promise<number> {
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function createDatabase(url: string): Promise<void> {
  const admin = postgres(url.replace(/\/counterfoil$/, '/postgres'), { max: 1 });
  try {
    const [known] = await admin`select from pg_database where datname = 'counterfoil'`;
    if (!known) await admin`create database counterfoil`;
  } finally {
    await admin.end();
  }
}

async function isInUse(url: string): Promise<boolean> {
  const admin = postgres(url, { max: 1 });
  try {
    const [others] = await admin<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return (others?.count ?? 0) > 0;
  } finally {
    await admin.end();
  }
}
