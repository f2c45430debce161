import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type Sql } from '#db/connection.ts';
import { type Embedded, openEmbedded } from '#db/embedded.ts';

/** A PostgreSQL of a test's own, which is started again where it was killed, as its service manager does. */
export type OwnDatabase = {
  server: Embedded;
  sql: Sql;
  /** The address of the tables' owner, as it is now. */
  ownerUrl(): string;
  /** Where the product finds it at first. */
  settings: { DATABASE_URL: string; MIGRATION_DATABASE_URL: string };
  kill(): Promise<void>;
  /** Stops it and starts it on another port. @returns that */
  move(): Promise<number>;
  close(): Promise<void>;
};

/** A folder that the database server may enter, which runs as another user where we are root. */
export async function serverFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `counterfoil-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}

/** @param options settings of the server */
export async function openOwnDatabase(options: readonly string[] = []): Promise<OwnDatabase> {
  const folder = await serverFolder('own-database');
  const server = await openEmbedded(folder, options);
  const sql = connect(server.url, { max: 4, name: 'test' });
  return {
    ...{ server, sql },
    settings: { DATABASE_URL: server.appUrl, MIGRATION_DATABASE_URL: server.ownerUrl },
    ownerUrl() {
      const url = new URL(server.ownerUrl);
      url.port = String(sql.options.port[0]);
      return url.href;
    },
    async kill() {
      await killServerOf(folder);
      await server.bringUp();
    },
    async move() {
      const before = Number(new URL(server.url).port);
      await server.stop();
      const taken = await occupied(before);
      const { port } = await server.bringUp();
      await new Promise((resolve) => taken.close(resolve));
      sql.options.port[0] = port;
      return port;
    },
    async close() {
      await sql.end({ timeout: 5 });
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// So that nobody else comes to listen there.
function occupied(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** SIGKILL to the database server of a data folder, where there is one. */
export async function killServerOf(folder: string): Promise<void> {
  const pid = await postmasterOf(folder);
  if (pid !== null) process.kill(pid, 'SIGKILL');
}

// The number in the file may be that of one that is dead already.
async function postmasterOf(folder: string): Promise<number | null> {
  const text = await readFile(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!pid) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return process.platform !== 'linux' || command.includes('postgres') ? pid : null;
}
