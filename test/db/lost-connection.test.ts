import { expect, test, vi } from 'vitest';
import { connect, isConnectionError, type Sql } from '#db/connection.ts';
import { cuttable } from '../support/cuttable.ts';
import { useDatabase } from '../support/database.ts';
import { deferred } from '../support/deferred.ts';

const database = useDatabase();

/** A pool of one connection, so that what comes next comes on the same one. */
async function onOneConnection(work: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = connect(database.url, { max: 1, name: 'lost' });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const endSession = (pid: number) => database.sql`select pg_terminate_backend(${pid}, 5000)`;
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('a transaction whose session ends within a statement fails, and the next statement has a new session', async () => {
  await onOneConnection(async (sql) => {
    for (let time = 0; time < 5; time++) {
      const lost = failureOf(sql.begin((within) => within`select pg_terminate_backend(pg_backend_pid(), 0)`));
      expect(isConnectionError(await lost)).toBe(true);
      expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
    }
  });
});

test('what comes later of a transaction whose session has ended lands in no other transaction', async () => {
  await database.sql`create table landed (words text)`;
  await onOneConnection(async (sql) => {
    const begun = deferred<number>();
    const mayGoOn = deferred<void>();
    const later = deferred<unknown>();
    const lost = failureOf(
      sql.begin(async (within) => {
        const [session] = await within<{ pid: number }[]>`select pg_backend_pid() as pid`;
        begun.resolve(session?.pid ?? 0);
        await mayGoOn.promise;
        later.resolve(
          await failureOf(Promise.resolve(within`insert into landed values ('of the lost one')`)),
        );
      }),
    );
    await endSession(await begun.promise);
    expect(isConnectionError(await lost)).toBe(true);
    const second = sql.begin(async (within) => {
      await within`insert into landed values ('of the second')`;
      mayGoOn.resolve();
      expect(isConnectionError(await later.promise)).toBe(true);
      throw new Error('rolled back');
    });
    await expect(second).rejects.toThrow('rolled back');
  });
  expect(await database.sql`select words from landed`).toEqual([]);
});

test('a server that has no connection left is one that is away: the same statement may work a moment later', async () => {
  await database.sql`create role one_too_many login password 'x' connection limit 0`;
  const url = new URL(database.url);
  [url.username, url.password] = ['one_too_many', 'x'];
  const sql = connect(url.href, { max: 1, name: 'too many' });
  const failure = await failureOf(Promise.resolve(sql`select 1`));
  expect(failure).toMatchObject({ code: '53300' });
  expect(isConnectionError(failure)).toBe(true);
  await sql.end({ timeout: 1 });
  await database.sql`drop role one_too_many`;
});

test('many statements under way when their sessions end: each has its answer, and all connections come back', async () => {
  const sql = connect(database.url, { max: 4, name: 'many' });
  for (let time = 0; time < 10; time++) {
    const asked = Array.from({ length: 40 }, () => failureOf(Promise.resolve(sql`select pg_sleep(0.02)`)));
    await database.sql`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'many'`;
    for (const failure of await Promise.all(asked)) {
      if (failure !== null) expect(isConnectionError(failure)).toBe(true);
    }
    // That a session without a statement has ended may be heard after the next one was given to it.
    await vi.waitFor(async () =>
      expect(await Promise.all([1, 2, 3, 4].map((n) => sql`select ${n}::int as n`))).toEqual(
        [1, 2, 3, 4].map((n) => [{ n }]),
      ),
    );
  }
  await sql.end({ timeout: 5 });
});

test('a connection that closes before its session is ready fails what waits for it, and ends no process', async () => {
  const url = new URL(database.url);
  const road = await cuttable(Number(url.port), 'typarray');
  url.port = String(road.port);
  const sql = connect(url.href, { max: 1, name: 'unready' });
  expect(isConnectionError(await failureOf(Promise.resolve(sql`select 1 as one`)))).toBe(true);
  expect(await sql`select 1 as one, array['a'] as list`).toEqual([{ one: 1, list: ['a'] }]);
  await sql.end({ timeout: 5 });
  await road.cut();
});
