import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Embedded, openEmbedded } from '#db/embedded.ts';
import { serverUser } from '#db/embedded-home.ts';
import { migrate } from '#db/migrate.ts';

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

const serverUid = (await serverUser())?.uid;

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

  const after = await open();
  expect(after.isOurs).toBe(true);
  expect(await ask(after, 'select words from kept')).toHaveLength(2);
});

test('it starts again though a process of the dead server works on and does not notice', async () => {
  const before = await open();
  const busy = postgres(before.url, { max: 1, connect_timeout: 5 });
  const lost = busy`select count(*) from generate_series(1, 100000000000)`.catch((error: unknown) => error);
  await vi.waitFor(async () =>
    expect(await ask(before, `select from pg_stat_activity where query ~ 'generate_series.*00'`)).not.toEqual(
      [],
    ),
  );
  process.kill(await serverPid(), 'SIGKILL');
  const server = await open();
  expect(server.isOurs).toBe(true);
  expect(await ask(server, 'select words from kept')).toHaveLength(2);
  expect(await lost).toBeInstanceOf(Error);
  await busy.end({ timeout: 1 });
});

test('it starts again though the number of its dead process is that of another one by now', async () => {
  await open();
  const file = path.join(folder, 'postgres/postmaster.pid');
  process.kill(await serverPid(), 'SIGKILL');
  const stranger = spawn('sleep', ['60'], serverUid === undefined ? {} : { uid: serverUid });
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(stranger.pid)));
  const server = await open();
  expect(server.isOurs).toBe(true);
  expect(await ask(server, 'select words from kept')).toHaveLength(2);
  stranger.kill();
});

test('it keeps its port, so that whoever waits for it finds it again', async () => {
  const before = await open();
  process.kill(await serverPid(), 'SIGKILL');
  expect((await open()).url).toBe(before.url);
  await before.stop();
  expect((await open()).url).toBe(before.url);
});

test('three that open an empty folder at once have one database', async () => {
  const empty = await mkdtemp(path.join(tmpdir(), 'counterfoil-embedded-'));
  await chmod(empty, 0o755);
  const servers = await Promise.all([1, 2, 3].map(() => openEmbedded(empty)));
  expect(new Set(servers.map(({ url }) => url)).size).toBe(1);
  expect((await readdir(empty)).filter((name) => name.includes('draft'))).toEqual([]);
  await servers[0]?.stop();
  await rm(empty, { recursive: true, force: true });
});

test('a half-made cluster that a kill left behind is made anew', async () => {
  const half = await mkdtemp(path.join(tmpdir(), 'counterfoil-embedded-'));
  await chmod(half, 0o755);
  const gone = spawn('true');
  await once(gone, 'exit');
  await mkdir(path.join(half, `postgres-draft-${gone.pid}-0`));
  const server = await openEmbedded(half);
  expect(await answers(server)).toBe(true);
  expect((await readdir(half)).filter((name) => name.includes('draft'))).toEqual([]);
  await server.stop();
  await rm(half, { recursive: true, force: true });
});

test('one that cannot start says why in one sentence', async () => {
  const broken = await mkdtemp(path.join(tmpdir(), 'counterfoil-embedded-'));
  await chmod(broken, 0o755);
  await (await openEmbedded(broken)).stop();
  await writeFile(path.join(broken, 'postgres/PG_VERSION'), '12\n');
  await expect(openEmbedded(broken)).rejects.toThrow(
    /^The database in .* does not come up \(.*incompatible.*\): see server\.log there\.$/,
  );
  await rm(broken, { recursive: true, force: true });
});

test.runIf(process.platform === 'linux')(
  'its process is told nothing of our environment, which could be read from within it',
  async () => {
    await (await open()).stop();
    vi.stubEnv('SECRET_KEY', 'the key that nobody may read');
    vi.stubEnv('PAYMEGA_API_KEY', 'the key of the API');
    await open();
    vi.unstubAllEnvs();
    const told = await readFile(`/proc/${await serverPid()}/environ`, 'utf8');
    const names = told.split('\0').flatMap((line) => line.split('=')[0] || []);
    expect(names).toContain('PATH');
    // PGDATA and the like are the server's own words, PWD and the like those of the shell between.
    expect(
      names.filter((name) => !/^(PATH|TMPDIR|TZ|PWD|OLDPWD|SHLVL|_|PG[A-Z_]+|LC_[A-Z]+)$/.test(name)),
    ).toEqual([]);
  },
);

test('its application and its owner are let in by addresses of their own, which follow from no other', async () => {
  const { appUrl, ownerUrl, url } = await open();
  const whoIs = async (address: string) => {
    const [row] = await ask<{ name: string }>(
      { ...opened, url: address } as Embedded,
      'select current_user as name',
    );
    return row?.name;
  };
  expect(await whoIs(appUrl)).toBe('counterfoil_app');
  expect(await whoIs(ownerUrl)).toBe('counterfoil_owner');
  expect(new Set([appUrl, ownerUrl, url].map((address) => new URL(address).password)).size).toBe(3);
});

test('a folder of before, of which all was the superuser’s, is handed over with what it holds', async () => {
  const before = await open();
  await ask(
    before,
    'drop owned by counterfoil_owner, counterfoil_app cascade; create schema if not exists pgboss',
  );
  await ask(before, 'drop role counterfoil_owner, counterfoil_app');
  await migrate(before.url);
  await ask(before, `insert into audit (actor, act, subject) values ('a', 'b', 'c')`);
  await before.stop();

  const after = await open();
  await migrate(after.ownerUrl, 'counterfoil_app');
  const app = { ...after, url: after.appUrl };
  await ask(app, `insert into audit (actor, act, subject) values ('d', 'e', 'f')`);
  expect(await ask(app, 'select position from audit_chain order by position')).toHaveLength(2);
  await expect(ask(app, 'delete from audit')).rejects.toMatchObject({ code: '42501' });
  expect(
    await ask(
      after,
      `select from pg_class where relnamespace = 'public'::regnamespace and relowner = 'counterfoil'::regrole`,
    ),
  ).toEqual([]);
});

test('the last one that leaves may stop it where nobody else works with it', async () => {
  const server = await open();
  await server.stopUnlessInUse();
  expect(await answers(server)).toBe(false);
});
