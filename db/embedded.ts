import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { connect, databaseErrorOf, isConnectionError, type Sql } from './connection.ts';
import { binaries, homeOf, serverUser } from './embedded-home.ts';
import { endAtOnce, forgetDeadServer, orphansOf, portOf, postmasterOf } from './embedded-process.ts';
import {
  type Cluster,
  initialise,
  lastFatal,
  rotateLog,
  startServer,
  stopServer,
} from './embedded-server.ts';
import { ARE_ROLES_MADE, ROLES, type RoleNames, rolesSql } from './roles.ts';
import { SQLSTATE } from './sql.ts';
import { DatabaseTrouble } from './trouble.ts';
import { writeOnce } from './write-once.ts';

/** Told to whom it concerns: what happened to the server. */
export type Tell = (what: string, error?: unknown) => void;

export type Embedded = {
  /** Where the cluster lies. */
  folder: string;
  /** The address of the superuser: for whoever looks after the server, never for the product at work. */
  url: string;
  /** The address of the owner of the tables, who migrates them. */
  ownerUrl: string;
  /** The address of the application, which can do no more than it needs. */
  appUrl: string;
  /** Whether this call started the server; it was running already where not. */
  isOurs: boolean;
  /** Where it runs; a server that has died is started again. @returns its port, and whether we started it */
  bringUp(signal?: AbortSignal): Promise<Up>;
  isRunning(): Promise<boolean>;
  /** Keeps the server's log within bounds. */
  rotateLog(): Promise<void>;
  /** Stops the server, whoever started it; open connections are closed. */
  stop(): Promise<void>;
  /** Stops the server unless somebody else is connected. */
  stopUnlessInUse(): Promise<void>;
};

type Up = { port: number; isOurs: boolean };

const DATABASE = 'counterfoil';
const SUPERUSER = 'counterfoil';
const NO_SUCH_DATABASE = '3D000';
const LOOK_MS = 200;
const PATIENCE_MS = 60_000;
/** A crash recovery may have gigabytes to read. */
const RECOVERY_PATIENCE_MS = 900_000;
/** So long the processes of a dead server may take to notice. */
const ORPHAN_PATIENCE_MS = 2000;
const MOST_STARTS = 3;
const TRANSIENT = /shared memory|lock file|bind|in use|starting up|shutting down/;

/**
 * The PostgreSQL of this folder: starts it where it does not run, joins it where it does. The server is a process of
 * its own (pg_ctl), so that a Ctrl-C reaches us and not it, and we may close our connections first. What a kill left
 * behind is taken over: a stale postmaster.pid, a server without its parent, processes without their server, a recovery
 * under way.
 * @param dataDir where the product keeps its data; the cluster lives in `postgres` below it
 * @throws DatabaseTrouble where it does not come up
 */
export async function openEmbedded(
  dataDir: string,
  settings: readonly string[] = [],
  tell: Tell = () => undefined,
): Promise<Embedded> {
  const user = await serverUser();
  const home = await homeOf(dataDir, user);
  const native = await binaries(home, user);
  const password = await passwordOf(home);
  const cluster = { folder: path.join(home, 'postgres'), native, user, password, settings };
  await initialise(cluster);
  const { port, isOurs } = await bringUp(cluster, tell);
  const url = urlOf(cluster, port, DATABASE);
  const passwords = { owner: passwordOfRole(cluster, 'owner'), app: passwordOfRole(cluster, 'app') };
  await prepareDatabase(cluster, port, passwords);
  const isRunning = async () => (await postmasterOf(cluster.folder)) !== null;
  const stop = async () => {
    if (await isRunning()) await stopServer(cluster);
  };
  return {
    folder: cluster.folder,
    url,
    ownerUrl: addressOf(ROLES.owner, passwords.owner, port),
    appUrl: addressOf(ROLES.app, passwords.app, port),
    isOurs,
    rotateLog: () => rotateLog(cluster.folder),
    bringUp: (signal) => bringUp(cluster, tell, signal),
    isRunning,
    stop,
    async stopUnlessInUse() {
      if (!(await isInUse(url))) await stop();
    },
  };
}

/** Where the cluster of a data folder lies, or is to lie, and whether there is one. */
export async function clusterOf(
  dataDir: string,
): Promise<{ home: string; folder: string; isThere: boolean }> {
  const home = await homeOf(dataDir, await serverUser());
  const folder = path.join(home, 'postgres');
  return { home, folder, isThere: existsSync(path.join(folder, 'PG_VERSION')) };
}

async function passwordOf(home: string): Promise<string> {
  const file = path.join(home, 'postgres-password');
  if (!existsSync(file)) writeOnce(file, randomBytes(24).toString('hex'));
  return readFile(file, 'utf8');
}

// Each role's password follows from the superuser's, which does not follow from it.
function passwordOfRole({ password }: Cluster, role: keyof RoleNames): string {
  return createHmac('sha256', password).update(ROLES[role]).digest('hex');
}

function urlOf({ password }: Cluster, port: number, database: string): string {
  return addressOf(SUPERUSER, password, port, database);
}

function addressOf(user: string, password: string, port: number, database = DATABASE): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

async function bringUp(cluster: Cluster, tell: Tell, signal?: AbortSignal): Promise<Up> {
  const began = Date.now();
  const waited = () => Date.now() - began;
  let isOurs = false;
  let isRecovering = false;
  for (let starts = 0; ; await after(LOOK_MS)) {
    signal?.throwIfAborted();
    if ((await postmasterOf(cluster.folder)) === null && (await isClear(cluster, waited(), tell))) {
      isOurs = true;
      starts++;
      await startServer(cluster).catch((error: unknown) =>
        tell('the database server does not start yet', error),
      );
    }
    const state = await stateOf(cluster);
    if (typeof state === 'number') return { port: state, isOurs };
    if (state === 'recovering' && !isRecovering)
      tell('the database recovers what was under way when it ended');
    isRecovering = state === 'recovering';
    const fatal = await lastFatal(cluster.folder);
    const isHopeless = starts >= MOST_STARTS && !TRANSIENT.test(fatal) && !isRecovering;
    if (isHopeless || waited() > (isRecovering ? RECOVERY_PATIENCE_MS : PATIENCE_MS))
      throw new DatabaseTrouble(
        `The database in ${cluster.folder} does not come up (${fatal || 'it says nothing'}): see server.log there.`,
      );
  }
}

/** Whether nothing of a server that died is in the way of a new one. */
async function isClear({ folder }: Cluster, waitedMs: number, tell: Tell): Promise<boolean> {
  const orphans = await orphansOf(folder);
  if (orphans.length === 0) {
    await forgetDeadServer(folder);
    return true;
  }
  if (waitedMs > ORPHAN_PATIENCE_MS) {
    tell(`${orphans.length} processes of a database server that has died live on: they are ended`);
    for (const pid of orphans) endAtOnce(pid);
  }
  return false;
}

/** The port of a server that answers, else what it is about. */
async function stateOf(cluster: Cluster): Promise<number | 'recovering' | 'away'> {
  const port = await portOf(cluster.folder);
  if (port === null) return 'away';
  try {
    await visit(urlOf(cluster, port, 'postgres'), (sql) => sql`select 1`);
    return port;
  } catch (error) {
    if (databaseErrorOf(error)?.code === SQLSTATE.cannotConnectNow) return 'recovering';
    if (isConnectionError(error)) return 'away';
    throw new DatabaseTrouble(`The database in ${cluster.folder} does not let us in: ${String(error)}`, {
      cause: error,
    });
  }
}

/** The database with its roles; one of a version that had none is given to them, with all that is in it. */
async function prepareDatabase(cluster: Cluster, port: number, passwords: RoleNames): Promise<void> {
  const url = urlOf(cluster, port, DATABASE);
  const makeRoles = () =>
    visit(url, async (sql) => {
      const [roles] = await sql.unsafe<{ areMade: boolean }[]>(ARE_ROLES_MADE, [ROLES.owner, ROLES.app]);
      if (!roles?.areMade) await sql.unsafe(rolesSql(ROLES, passwords));
    });
  try {
    await makeRoles();
  } catch (error) {
    if (databaseErrorOf(error)?.code !== NO_SUCH_DATABASE) throw error;
    await createDatabase(urlOf(cluster, port, 'postgres'));
    await makeRoles();
  }
}

// Another process may make it at the same time: either is content with the other's.
async function createDatabase(url: string): Promise<void> {
  const MADE_MEANWHILE: readonly string[] = [SQLSTATE.duplicateDatabase, SQLSTATE.uniqueViolation];
  const TEMPLATE_IN_USE = SQLSTATE.objectInUse;
  await visit(url, async (sql) => {
    for (;;) {
      const [known] = await sql`select from pg_database where datname = ${DATABASE}`;
      if (known) return;
      try {
        await sql`create database ${sql(DATABASE)}`;
      } catch (error) {
        const code = databaseErrorOf(error)?.code ?? '';
        if (![...MADE_MEANWHILE, TEMPLATE_IN_USE].includes(code)) throw error;
        await after(LOOK_MS);
      }
    }
  });
}

async function isInUse(url: string): Promise<boolean> {
  try {
    return await visit(url, async (sql) => {
      const [others] = await sql<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`;
      return (others?.count ?? 0) > 0;
    });
  } catch (error) {
    // A server that is away is used by nobody.
    if (isConnectionError(error)) return false;
    throw error;
  }
}

async function visit<T>(url: string, work: (sql: Sql) => PromiseLike<T>): Promise<T> {
  const sql = connect(url, { max: 1, name: 'counterfoil visit' });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
