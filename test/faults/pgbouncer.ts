import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serverUser } from '#db/embedded-home.ts';
import { freePort } from '../support/running.ts';
import { serverFolder } from './own-database.ts';

/** Where Debian's package puts it. */
export const PGBOUNCER = '/usr/sbin/pgbouncer';

export type PgBouncer = { url: string; stop(): Promise<void> };

/** PgBouncer in transaction mode before a database: a connection is given to others after each transaction. */
export async function startPgBouncer(databaseUrl: string, poolSize: number): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = await serverFolder('pgbouncer');
  const [listenPort, user] = [await freePort(), await serverUser()];
  const database = pathname.slice(1);
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
${database} = host=${hostname} port=${port} dbname=${database} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
`,
  );
  if (user) for (const place of [folder, file]) await chown(place, user.uid, user.gid);
  const child = spawn(PGBOUNCER, [file], { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  await listens(child.stderr);
  return {
    url: `postgres://${username}@127.0.0.1:${listenPort}/${database}?pgbouncer=true`,
    async stop() {
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listens(log: NodeJS.ReadableStream): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    log.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('process up')) resolve();
    });
    log.once('end', () => reject(new Error(`pgbouncer ended:\n${said}`)));
  });
}
