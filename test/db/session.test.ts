import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connect, connectBeside, type Sql } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import { DatabaseTrouble } from '#db/trouble.ts';
import { useDatabase, useEmptyDatabase } from '../support/database.ts';

const database = useDatabase();
const empty = useEmptyDatabase();

/** What an operator, or a managed server, may have set for a database. */
const STRANGE = {
  ...{ DateStyle: `'German, DMY'`, TimeZone: `'Asia/Kolkata'`, IntervalStyle: `'sql_standard'` },
  ...{ extra_float_digits: '-10', bytea_output: `'escape'`, standard_conforming_strings: 'off' },
  ...{ default_transaction_isolation: `'serializable'` },
};
const AT = new Date('2026-11-03T04:05:06.789Z');

async function read(sql: Sql) {
  const [row] = await sql`
    select ${AT}::timestamptz as at, ${AT}::timestamptz::text as text, (${AT}::timestamptz at time zone 'UTC')::date::text as day,
      1790000000.123456::float8 as seconds, '\\x00ff41'::bytea as bytes, interval '1 day 2 hours'::text as span,
      'a\\b' as backslash, current_setting('transaction_isolation') as isolation`;
  return row;
}

test('a session reads and writes the same whatever the database has set', async () => {
  const name = new URL(database.url).pathname.slice(1);
  const usual = await read(database.sql);
  for (const [setting, value] of Object.entries(STRANGE))
    await database.sql.unsafe(`alter database ${name} set ${setting} = ${value}`);
  const sql = connect(database.url, { max: 1 });
  const beside = connectBeside(sql, 'beside');
  try {
    expect(await read(sql)).toEqual(usual);
    expect(await read(beside)).toEqual(usual);
    expect(usual).toMatchObject({ at: AT, text: '2026-11-03 04:05:06.789+00', backslash: 'a\\b' });
  } finally {
    await beside.end();
    await sql.end();
    await database.sql.unsafe(`alter database ${name} reset all`);
  }
});

test('a database with strange settings is migrated as any other', async () => {
  const name = new URL(empty.url).pathname.slice(1);
  for (const [setting, value] of Object.entries(STRANGE))
    await database.sql.unsafe(`alter database ${name} set ${setting} = ${value}`);
  await migrate(empty.url);
  const sql = connect(empty.url, { max: 1 });
  expect((await sql`select from accounts`).count).toBe(0);
  await sql.end();
});

describe('a database that cannot be used is told in one sentence', () => {
  const changed = (change: (url: URL) => void) => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };
  const sentenceOf = async (url: string) => {
    const error = await migrate(url).then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(DatabaseTrouble);
    const { message } = error as DatabaseTrouble;
    expect(message).toMatch(/^[^\n]+\.$/);
    expect(message).not.toContain(new URL(database.url).password);
    return message;
  };

  test.each<[string, (url: URL) => void, RegExp]>([
    ['nobody listens', (url) => (url.port = '1'), /cannot be reached \(ECONNREFUSED/],
    [
      'no such host',
      (url) => (url.hostname = 'no.such.host.invalid'),
      /is not known \((ENOTFOUND|EAI_AGAIN)\)/,
    ],
    ['IPv6 where nobody listens', (url) => (url.host = '[::1]:1'), /at ::1:1 cannot be reached/],
    ['a wrong password', (url) => (url.password = 'guess'), /refuses the password of “counterfoil”/],
    [
      'somebody unknown',
      (url) => (url.username = 'nobody'),
      /refuses the password of “nobody”|not let “nobody” in/,
    ],
    ['no such database', (url) => (url.pathname = '/nowhere'), /There is no database “nowhere”/],
    ['no TLS there', (url) => (url.search = '?sslmode=require'), /encrypted connection .* failed .* sslmode/],
    ['an option that is none', (url) => (url.search = '?options=-c%20nonsense%3D1'), /says: .*nonsense/],
    [
      'a time-out that is none',
      (url) => (url.search = '?statement_timeout=soon'),
      /says: .*statement_timeout/,
    ],
  ])('%s', async (_, change, sentence) => {
    expect(await sentenceOf(changed(change))).toMatch(sentence);
  });

  test('a server that is too old', async () => {
    const name = await madeBy(`
      create schema old;
      create function old.current_setting(text) returns text language sql as $$ select '150004' $$;`);
    await database.sql.unsafe(`alter database ${name} set search_path = old, pg_catalog, public`);
    const message = await sentenceOf(changed((url) => (url.pathname = `/${name}`)));
    expect(message).toBe('Counterfoil needs PostgreSQL 18 or newer; the server of DATABASE_URL is 15.');
  });

  test('one that only lets itself be read', async () => {
    const name = await madeBy('');
    await database.sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
    expect(await sentenceOf(changed((url) => (url.pathname = `/${name}`)))).toMatch(
      /only lets itself be read/,
    );
  });

  test('one in which its user may make nothing', async () => {
    const name = await madeBy('revoke create on schema public from public');
    const role = `poor_${randomBytes(4).toString('hex')}`;
    await database.sql.unsafe(`create role ${role} login password 'poor'`);
    const message = await sentenceOf(
      changed((url) => Object.assign(url, { pathname: `/${name}`, username: role, password: 'poor' })),
    );
    expect(message).toMatch(/may not create what is needed/);
  });
});

/** A new database in which this was run. @returns its name */
async function madeBy(statements: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await database.sql.unsafe(`create database ${name}`);
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const sql = connect(url.href, { max: 1 });
  if (statements) await sql.unsafe(statements);
  await sql.end();
  return name;
}
