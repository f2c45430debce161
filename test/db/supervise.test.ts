import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, connectBeside, type Sql } from '#db/connection.ts';
import { type Embedded, openEmbedded } from '#db/embedded.ts';
import { rotateLog } from '#db/embedded-server.ts';
import { type Supervision, supervise } from '#db/supervise.ts';

let folder: string;
let embedded: Embedded;
let sql: Sql;
let supervision: Supervision;
const told: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-supervise-'));
  await chmod(folder, 0o755);
  embedded = await openEmbedded(folder);
  sql = connect(embedded.url, { max: 4 });
  supervision = supervise(embedded, sql, (what) => told.push(what));
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await supervision.end();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
});

const postmaster = async () =>
  Number((await readFile(path.join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
const kill = async () => process.kill(await postmaster(), 'SIGKILL');
const untilBack = () =>
  vi.waitFor(async () => expect(await sql`select 1 as one`).toEqual([{ one: 1 }]), {
    timeout: 20_000,
    interval: 50,
  });

test('a server that is killed is started again by itself, and the same pool finds it', async () => {
  for (let time = 0; time < 3; time++) {
    const before = await postmaster();
    await kill();
    await vi.waitFor(async () => expect(await postmaster()).not.toBe(before), { timeout: 20_000 });
    await untilBack();
  }
  expect(told).toContain('the database server has ended: it is started again');
  // The pool may find it before the one who has started it has looked.
  await vi.waitFor(() => expect(told).toContain('the database server is there again'));
});

test('what was committed before is there, what was not is not', async () => {
  await sql`create table kept (n int)`;
  await sql`insert into kept values (1)`;
  const lost = sql.begin(async (within) => {
    await within`insert into kept values (2)`;
    await kill();
    await within`select pg_sleep(30)`;
  });
  await expect(lost).rejects.toThrow();
  await untilBack();
  expect(await sql`select n from kept`).toEqual([{ n: 1 }]);
});

test('where somebody has taken its port meanwhile it takes another one, and is found there', async () => {
  const port = sql.options.port[0] ?? 0;
  let squatter: Server | undefined;
  await kill();
  await vi.waitFor(
    () =>
      new Promise<void>((resolve, reject) => {
        squatter = createServer((socket) => socket.destroy());
        squatter.once('error', reject);
        squatter.listen(port, '127.0.0.1', resolve);
      }),
    { timeout: 5000, interval: 1 },
  );
  await untilBack();
  expect(sql.options.port[0]).not.toBe(port);
  const beside = connectBeside(sql, 'beside');
  expect(await beside`select 1 as one`).toEqual([{ one: 1 }]);
  await beside.end();
  squatter?.close();
});

test('the log of the server stays within bounds, and the server goes on writing to it', async () => {
  const log = path.join(folder, 'postgres/server.log');
  const complain = (message: string) => sql`select ${message}::text::int`.catch(() => undefined);
  await complain('the first one');
  await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toContain('the first one'));
  await rotateLog(path.join(folder, 'postgres'), 100);
  expect(await readFile(log, 'utf8')).toBe('');
  expect(await readFile(`${log}.1`, 'utf8')).toContain('the first one');
  await complain('the second one');
  await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toMatch(/^[^\0]*the second one/));
  await embedded.rotateLog();
  expect(await readFile(log, 'utf8')).toContain('the second one');
});

test('a server that somebody stopped is started again, too, until nobody looks after it', async () => {
  await embedded.stop();
  await untilBack();
  await supervision.end();
  await embedded.stop();
  expect(await embedded.isRunning()).toBe(false);
});
