import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  chown,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Binaries, ServerUser } from './embedded-home.ts';
import { exists, portOf } from './embedded-process.ts';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const START_SECONDS = 15;
/** All that the server is told of our environment: what it was started with can be read from within it. */
const TOLD = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'TZ', 'SystemRoot', 'SystemDrive', 'windir', 'ComSpec'];

/** A cluster in a folder, and with what it is run. */
export type Cluster = {
  folder: string;
  native: Binaries;
  user: ServerUser;
  password: string;
  settings: readonly string[];
};

/** Makes the cluster, whole or not at all: a kill, or another process that makes it at the same time, leaves no half one. */
export async function initialise({ folder, native, user, password }: Cluster): Promise<void> {
  if (existsSync(path.join(folder, 'PG_VERSION'))) return;
  await forgetDrafts(folder);
  const draft = `${folder}-draft-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}-password`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  for (const place of user ? [draft, passwordFile] : []) await chown(place, user?.uid ?? 0, user?.gid ?? 0);
  const options = ['--username=counterfoil', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'];
  try {
    await run(
      native.initdb,
      [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, '--locale-provider=builtin', ...options],
      { ...user, cwd: path.dirname(folder), env: environment() },
    );
    await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process has made it meanwhile.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** What a kill left behind of clusters that were being made. */
async function forgetDrafts(folder: string): Promise<void> {
  const home = path.dirname(folder);
  for (const name of await readdir(home)) {
    const maker = /-draft-(\d+)-/.exec(name)?.[1];
    if (maker && !exists(Number(maker))) await rm(path.join(home, name), { recursive: true, force: true });
  }
}

/** Starts the server, on the port that it had before where that is free. It may still be recovering when this ends. */
export async function startServer({ folder, native, user, settings }: Cluster): Promise<void> {
  const port = await freePort((await portOf(folder)) ?? (await portBefore(folder)));
  await writeFile(portFile(folder), String(port));
  const options = [
    `-p ${port}`,
    '-h 127.0.0.1',
    '-k ""',
    '-c shared_buffers=256MB',
    '-c max_wal_size=4GB',
    '-c random_page_cost=1.1',
    // One call for all files after a crash, where the system has it: a recovery takes seconds less.
    ...(process.platform === 'linux' ? ['-c recovery_init_sync_method=syncfs'] : []),
    ...settings.map((setting) => `-c ${setting}`),
  ];
  await pgCtl(native, user, [
    ...['start', '-w', '-s', '-t', String(START_SECONDS)],
    ...['-D', folder, '-l', logOf(folder), '-o', options.join(' ')],
  ]);
}

/** Stops the server; open connections are closed. */
export function stopServer({ folder, native, user }: Cluster): Promise<void> {
  return pgCtl(native, user, ['stop', '-w', '-m', 'fast', '-D', folder]);
}

/** What the server wrote last of why it ends; empty where it wrote nothing of that. */
export async function lastFatal(folder: string): Promise<string> {
  const log = await readFile(logOf(folder), 'utf8').catch(() => '');
  const lines = log.slice(-4000).split('\n');
  return lines.findLast((line) => /FATAL|PANIC/.test(line))?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? '';
}

const MOST_LOG_BYTES = 10 * 1024 * 1024;

/** Lays a server's log that has grown large aside, in place of the one before: two of them are all there is. */
export async function rotateLog(folder: string, mostBytes = MOST_LOG_BYTES): Promise<void> {
  const file = logOf(folder);
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size <= mostBytes) return;
  await copyFile(file, `${file}.1`);
  // The server goes on writing at the end of this very file.
  await truncate(file);
}

function logOf(folder: string): string {
  return path.join(folder, 'server.log');
}

function portFile(folder: string): string {
  return `${folder}-port`;
}

async function portBefore(folder: string): Promise<number | undefined> {
  return Number(await readFile(portFile(folder), 'utf8').catch(() => '')) || undefined;
}

// spawn, not execFile: the server inherits the pipes of pg_ctl, and execFile would wait for them for ever.
function pgCtl(native: Binaries, user: ServerUser, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { ...user, env: environment(), cwd: '/', stdio: 'ignore', detached: true } as const;
    const child = spawn(native.pgCtl, args, options);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pg_ctl ${args[0]} ended with ${code}`));
    });
  });
}

function environment(): NodeJS.ProcessEnv {
  const inherited = TOLD.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return Object.fromEntries(inherited);
}
