import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { useDatabase, useEmptyDatabase } from '../support/database.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MIGRATIONS = path.join(ROOT, 'db/migrations');
const Journal = z.object({
  entries: z.array(z.object({ idx: z.number(), when: z.number(), tag: z.string() })),
});
const database = useDatabase();

const journal = async () =>
  Journal.parse(JSON.parse(await readFile(path.join(MIGRATIONS, 'meta/_journal.json'), 'utf8'))).entries;

describe('the journal of migrations', () => {
  test('ascends, since one that is older than the newest applied is skipped in silence', async () => {
    const entries = await journal();
    expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, place) => place));
    const times = entries.map(({ when }) => when);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  test('names every file, and no other', async () => {
    const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql'));
    expect((await journal()).map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
  });
});

describe('an empty database', () => {
  const empty = useEmptyDatabase();

  const inIt = async <Row extends object>(statement: string): Promise<Row[]> => {
    const sql = connect(empty.url, { max: 1 });
    try {
      return await sql.unsafe<Row[]>(statement);
    } finally {
      await sql.end();
    }
  };

  test('is migrated once by four that start at the same time, and by those that come later not again', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate(empty.url)));
    await migrate(empty.url);
    const applied = await inIt<{ createdAt: string }>(
      'select created_at from drizzle.__drizzle_migrations order by id',
    );
    expect(applied.map((row) => Number(row.createdAt))).toEqual((await journal()).map(({ when }) => when));
  });

  test('holds then what the database of every other test holds', async () => {
    const columns = `
      select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
      where table_schema = 'public' order by table_name, column_name`;
    expect(await inIt(columns)).toEqual([...(await database.sql.unsafe(columns))]);
  });

  test('leaves no lock behind', async () => {
    expect(
      await inIt(`select from pg_locks where locktype = 'advisory' and database = (
      select oid from pg_database where datname = current_database())`),
    ).toEqual([]);
  });
});

describe('an installation whose first attempts counted as retries', () => {
  const older = useEmptyDatabase();

  test('counts them anew, folded or not, and loses none', async () => {
    const sql = connect(older.url, { max: 1, name: 'test' });
    const byRetry = () => sql`
      select is_retry, sum(callbacks)::int as callbacks from callback_totals group by is_retry order by is_retry`;
    try {
      await migrate(older.url);
      await sql.unsafe(`
        create or replace function is_retry(retry_count integer) returns boolean language sql immutable
        return coalesce(retry_count, 0) > 0`);
      await sql`
        insert into accounts (slug, name, paymega_account_id, time_zone) values ('a', 'A', 'acc', 'UTC')`;
      for (const isFolded of [true, false]) {
        await sql`
          insert into callbacks (account_id, received_at, mode, status, verdict, retry_count, body_sha256)
          select 1, now(), 'live', 'processed', 'same', attempt, ''
          from unnest(array[null, 0, 1, 1, 1, 2, 3]::int[]) as attempt`;
        if (isFolded) await foldTotals(sql);
      }
      expect([...(await byRetry())]).toEqual([
        { isRetry: false, callbacks: 4 },
        { isRetry: true, callbacks: 10 },
      ]);
      const statements = await readFile(path.join(MIGRATIONS, '0015_retries_from_one.sql'), 'utf8');
      await sql`drop function is_retry`;
      for (const one of statements.split('--> statement-breakpoint')) await sql.unsafe(one);
      const anew = [
        { isRetry: false, callbacks: 10 },
        { isRetry: true, callbacks: 4 },
      ];
      expect([...(await byRetry())]).toEqual(anew);
      await foldTotals(sql);
      expect([...(await byRetry())]).toEqual(anew);
    } finally {
      await sql.end();
    }
  });
});

test('the tables as the code describes them are those that the migrations make: there is nothing to generate', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-drizzle-'));
  try {
    for (const place of ['db', 'package.json', 'tsconfig.json']) {
      await cp(path.join(ROOT, place), path.join(folder, place), { recursive: true });
    }
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const kit = path.join(folder, 'node_modules/drizzle-kit/bin.cjs');
    const { stdout } = await run(process.execPath, [kit, 'generate', '--config', 'db/drizzle.config.ts'], {
      cwd: folder,
    });
    expect(stdout).toContain('nothing to migrate');
    expect((await readdir(path.join(folder, 'db/migrations'))).sort()).toEqual(
      (await readdir(MIGRATIONS)).sort(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
