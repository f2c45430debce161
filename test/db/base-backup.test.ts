import { appendFile, chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp, restoreInto } from '#db/base-backup.ts';
import { connect, type Sql } from '#db/connection.ts';
import { type Embedded, openEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { fillCurrencies } from '#reconciliation/books/currencies.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { backup } from '#runtime/commands/backup.ts';
import { readConfig } from '#runtime/config.ts';
import { makeAccount } from '../support/database.ts';
import { anObservation } from '../support/observations.ts';

let folder: string;
let server: Embedded;
let sql: Sql;
const opened: Embedded[] = [];
const place = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-backup-'));
  // Where we are root, the server runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  server = await openEmbedded(place('data'));
  opened.push(server);
  await migrate(server.ownerUrl, 'counterfoil_app');
  sql = connect(server.appUrl, { max: 4 });
  await fillCurrencies(sql);
  const account = await makeAccount(sql);
  const many = Array.from({ length: 500 }, (_, n) => anObservation(account, { id: `cpi_${n}` }));
  await ingest(sql, many);
  await sql`insert into callback_bodies values (1, now(), '{}'), (2, '2020-02-02', '{}')`;
}, 120_000);
afterAll(async () => {
  await sql?.end();
  for (const one of opened) await one.stop();
  await rm(folder, { recursive: true, force: true });
});

const writeOne = () =>
  sql`insert into audit (actor, act, subject) values ('program:test', 'written.beside', 'the backup')`;

/** What is in each table but those that are written to meanwhile, in one figure. */
async function contents(on: Sql): Promise<Record<string, string>> {
  const tables = await on<{ name: string }[]>`
    select quote_ident(relname) as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname not like 'audit%' order by 1`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await on.unsafe<{ figure: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as figure from ${name} t`,
    );
    found[name] = row?.figure ?? '';
  }
  return found;
}

test('a backup that is taken under load is restored with every row that was committed before it', async () => {
  const before = await contents(sql);
  expect(before).toMatchObject({
    invoices: expect.stringMatching(/^500 /),
    callback_bodies: expect.stringMatching(/^2 /),
  });
  await writeOne();
  let isOver = false;
  let written = 0;
  const load = (async () => {
    for (; !isOver; written++) await writeOne();
  })();
  const manifest = await backUp(server, place('backup'));
  isOver = true;
  await load;
  expect(written).toBeGreaterThan(0);
  expect(manifest.files.length).toBeGreaterThan(500);

  await restoreInto(place('restored'), place('backup'));
  const restored = await openEmbedded(place('restored'));
  opened.push(restored);
  const again = connect(restored.appUrl, { max: 1 });
  try {
    expect(await contents(again)).toEqual(before);
    const [kept] = await again<{ count: number }[]>`
      select count(*)::int as count from audit where act = 'written.beside'`;
    expect(kept?.count).toBeGreaterThan(0);
    expect(kept?.count).toBeLessThanOrEqual(written + 1);
    // It is whole, takes what is new, and its roles have the same powers.
    await again`insert into audit (actor, act, subject) values ('program:test', 'written.after', 'the restore')`;
    await expect(again`delete from audit`).rejects.toThrow(/permission denied/);
  } finally {
    await again.end();
  }
}, 120_000);

test('counterfoil backup puts it on the audit, so that the console knows of it', async () => {
  await backup(readConfig({ NODE_ENV: 'test', DATA_DIR: place('data') }, folder), place('by command'));
  const [kept] = await sql<{ bytes: number }[]>`
    select (details ->> 'bytes')::float8 as bytes from audit where act = 'backup.made'`;
  expect(kept?.bytes).toBeGreaterThan(1024 ** 2);
});

test('nothing is restored over a database, nor from a backup that was changed or is not whole', async () => {
  await expect(restoreInto(place('data'), place('backup'))).rejects.toThrow(/There is a database in/);
  await expect(restoreInto(place('other'), place('nowhere'))).rejects.toThrow(/no whole backup/);
  await expect(backUp(server, place('backup'))).rejects.toThrow(/is there already/);
  await appendFile(place('backup/postgres/PG_VERSION'), '\n');
  await expect(restoreInto(place('other'), place('backup'))).rejects.toThrow(
    /PG_VERSION of the backup is not/,
  );
  await expect(readFile(place('other/postgres/PG_VERSION'))).rejects.toThrow(/ENOENT/);
});

test('a database that a newer version has migrated is refused in one sentence', async () => {
  const owner = connect(server.ownerUrl, { max: 1 });
  try {
    await owner`
      insert into drizzle.__drizzle_migrations (hash, created_at) values ('of the next version', 4102444800000)`;
    await expect(migrate(server.ownerUrl)).rejects.toThrow(/^The database was migrated by a newer version/);
    await owner`delete from drizzle.__drizzle_migrations where created_at = 4102444800000`;
    await migrate(server.ownerUrl);
  } finally {
    await owner.end();
  }
});
