import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { connect } from './connection.ts';
import { clusterOf, type Embedded, openEmbedded } from './embedded.ts';
import { type ServerUser, serverUser } from './embedded-home.ts';
import { DatabaseTrouble } from './trouble.ts';

/** What a backup holds; `manifest.json` beside the files. */
export type BackupManifest = {
  product: 'counterfoil';
  postgres: string;
  startedAt: string;
  endedAt: string;
  /** All that was committed before this place in the log is in it. */
  lsn: string;
  files: { path: string; bytes: number; sha256: string }[];
};

const MANIFEST = 'manifest.json';
const CLUSTER = 'postgres';
const PASSWORD = 'postgres-password';
/** What a server makes anew, as pg_basebackup leaves it out; the log is copied afterwards, as far as it is needed. */
const EMPTIED = new Set([
  ...['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp'],
  'pg_subtrans',
]);
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|server\.log(\.1)?|pgsql_tmp.*|pg_internal\.init.*|backup_label.*)$/;
const SEGMENT = /^[0-9A-F]{24}$/;

/**
 * Writes a base backup of a running embedded server: its files while it works, and the log that makes them whole. Begun
 * again after a failure it must be given another folder.
 * @param target a folder that is not there yet
 */
export async function backUp(embedded: Embedded, target: string): Promise<BackupManifest> {
  await mkdir(path.dirname(path.resolve(target)), { recursive: true });
  await mkdir(target, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new DatabaseTrouble(`${target} is there already: name another folder.`)
      : error;
  });
  const startedAt = new Date().toISOString();
  const { postgres, lsn } = await copyCluster(embedded, path.join(target, CLUSTER));
  // The passwords of the roles in it follow from this one.
  await copyFile(path.join(path.dirname(embedded.folder), PASSWORD), path.join(target, PASSWORD));
  await chmod(path.join(target, PASSWORD), 0o600);
  const files: BackupManifest['files'] = [];
  for (const file of await filesIn(target)) files.push(await described(target, file));
  const endedAt = new Date().toISOString();
  const manifest: BackupManifest = { product: 'counterfoil', postgres, startedAt, endedAt, lsn, files };
  // Written last: a folder without it is none.
  await writeFile(path.join(target, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
  return manifest;
}

async function copyCluster({ url, folder }: Embedded, target: string) {
  const sql = connect(url, { max: 1, name: 'counterfoil backup' });
  try {
    const [server] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    // It ends with the session, and holds the log until then.
    await sql`select pg_create_physical_replication_slot(${`counterfoil_backup_${process.pid}`}, true, true)`;
    const [begun] = await sql<{ segment: string }[]>`
      select pg_walfile_name(pg_backup_start('counterfoil', fast => true)) as segment`;
    await copyFolder(folder, target);
    const [ended] = await sql<{ label: string; lsn: string; segment: string }[]>`
      select labelfile as label, lsn::text as lsn, pg_walfile_name(lsn) as segment
      from pg_backup_stop(wait_for_archive => false)`;
    if (!begun || !ended) throw new Error('the server did not say where the backup begins and ends');
    await writeFile(path.join(target, 'backup_label'), ended.label, { mode: 0o600 });
    for (const name of await readdir(path.join(folder, 'pg_wal')))
      if (SEGMENT.test(name) && name >= begun.segment && name <= ended.segment)
        await copyFile(path.join(folder, 'pg_wal', name), path.join(target, 'pg_wal', name));
    return { postgres: server?.version ?? '', lsn: ended.lsn };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true }).catch(ifGone([]))) {
    if (LEFT_OUT.test(entry.name)) continue;
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isFile()) await copyFile(source, target).catch(ifGone(undefined));
    else if (entry.isDirectory()) {
      if (!EMPTIED.has(entry.name)) await copyFolder(source, target);
      else await emptied(source, target);
    }
  }
}

/** The folders in it must be there, the files not. */
async function emptied(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  if (path.basename(from) !== 'pg_wal') return;
  for (const entry of await readdir(from, { withFileTypes: true }))
    if (entry.isDirectory()) await mkdir(path.join(to, entry.name), { mode: 0o700 });
}

/** What goes while it is copied is made whole by the log. */
function ifGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return instead;
  };
}

/**
 * Puts a backup where there is no database yet, lets the server recover, and stops it.
 * @throws DatabaseTrouble where it is no whole backup, or there is a database already
 */
export async function restoreInto(dataDir: string, source: string): Promise<BackupManifest> {
  const manifest = await verified(source);
  const { home, folder, isThere } = await clusterOf(dataDir);
  if (isThere)
    throw new DatabaseTrouble(
      `There is a database in ${folder} already: stop the product and move it away, or name another DATA_DIR.`,
    );
  const draft = `${folder}-draft-${process.pid}-restored`;
  try {
    await bring(path.join(source, CLUSTER), draft, await serverUser());
    await copyFile(path.join(source, PASSWORD), path.join(home, PASSWORD));
    await chmod(path.join(home, PASSWORD), 0o600);
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const embedded = await openEmbedded(dataDir);
  await embedded.stop();
  return manifest;
}

/** Copies files and folders, empty ones too, for the user of the server alone. */
async function bring(from: string, to: string, user: ServerUser): Promise<void> {
  if ((await stat(from)).isDirectory()) {
    await mkdir(to, { mode: 0o700 });
    for (const name of await readdir(from)) await bring(path.join(from, name), path.join(to, name), user);
  } else {
    await copyFile(from, to);
    await chmod(to, 0o600);
  }
  if (user) await chown(to, user.uid, user.gid);
}

async function verified(source: string): Promise<BackupManifest> {
  const text = await readFile(path.join(source, MANIFEST), 'utf8').catch(() => null);
  if (text === null) throw new DatabaseTrouble(`${source} is no whole backup: it has no ${MANIFEST}.`);
  const manifest: BackupManifest = JSON.parse(text);
  for (const file of manifest.files) {
    const found = await described(source, path.join(source, file.path)).catch(() => null);
    if (found?.sha256 !== file.sha256)
      throw new DatabaseTrouble(`${file.path} of the backup is not what was written: take another backup.`);
  }
  return manifest;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function described(folder: string, file: string): Promise<BackupManifest['files'][number]> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { path: path.relative(folder, file), bytes, sha256: hash.digest('hex') };
}
