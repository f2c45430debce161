import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Embedded, openEmbedded } from '#db/embedded.ts';

let folder: string;
let opened: Embedded | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-embedded-'));
  // Where we are root, the server runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
});
afterAll(async () => {
  await opened?.stop().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

const open = async () => {
  opened = await openEmbedded(folder);
  return opened;
};

async function ask<Row extends object>({ url }: Embedded, statement: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql.unsafe<Row[]>(statement);
  } finally {
    await sql.end();
  }
}

const serverPid = async () =>
  Number((await readFile(path.join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
const answers = (server: Embedded) =>
  ask(server, 'select 1').then(
    () => true,
    () => false,
  );

test('the embedded database starts in a folder that was empty', async () => {
  const server = await open();
  expect(server.isOurs).toBe(true);
  const [version] = await ask<{ number: number }>(
    server,
    `select current_setting('server_version_num')::int as number`,
  );
  expect(version?.number).toBeGreaterThanOrEqual(180_000);
  await ask(server, `create table kept as select 'by the first' as words`);
});

test('it listens to this machine alone, and to nobody without the password', async () => {
  const server = await open();
  expect(await ask(server, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const stranger = { ...server, url: server.url.replace(/:[0-9a-f]+@/, ':guess@') };
  await expect(ask(stranger, 'select 1')).rejects.toThrow('password authentication failed');
});

test('a second one that comes while it runs joins it, and does not stop it for the first', async () => {
  const joined = await open();
  expect(joined.isOurs).toBe(false);
  const sql = postgres(joined.url, { max: 1 });
  expect(await sql`select words from kept`).toEqual([{ words: 'by the first' }]);
  await joined.stopUnlessInUse();
  expect(await sql`select words from kept`).toHaveLength(1);
  await sql.end();
});

test('what it holds is there after a stop and a start', async () => {
  await (await open()).stop();
  const server = await open();
  expect(server.isOurs).toBe(true);
  expect(await ask(server, 'select words from kept')).toEqual([{ words: 'by the first' }]);
});

test('it starts again after its server was killed, though the file of its process is still there', async () => {
  const before = await open();
  await ask(before, `insert into kept values ('before the kill')`);
  const pid = await serverPid();
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await answers(before)).toBe(false), { timeout: 20_000 });
  expect(await serverPid()).toBe(pid);

  // Its own children may take a moment to notice; until then the memory that they share is in use.
  const after = await vi.waitFor(open, { timeout: 50_000, interval: 250 });
  expect(after.isOurs).toBe(true);
  expect(await ask(after, 'select words from kept')).toHaveLength(2);
});

test('the last one that leaves may stop it where nobody else works with it', async () => {
  const server = await open();
  await server.stopUnlessInUse();
  expect(await answers(server)).toBe(false);
});
