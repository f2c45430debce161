import { createServer, connect as dial, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '#db/connection.ts';
import { withLock } from '#db/lock.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const LOCK = { class: 7_000_001, key: 1 };

const isFree = async (): Promise<boolean> => {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from pg_locks where locktype = 'advisory' and classid = ${LOCK.class}::oid
      and database = (select oid from pg_database where datname = current_database())`;
  return row?.count === 0;
};

const refused = () => {
  throw new Error('somebody else holds it');
};

/** A road to the database by which it never learns that a session has closed; it ends with the test. */
async function withoutGoodbyes(): Promise<string> {
  const far: Socket[] = [];
  const { port, hostname } = new URL(database.url);
  const server = createServer((near) => {
    const socket = dial(Number(port), hostname);
    far.push(socket);
    near.on('data', (bytes) => {
      // X is how a session says goodbye; the socket of the server stays open behind it.
      if (bytes[0] !== 'X'.charCodeAt(0)) socket.write(bytes);
    });
    near.on('error', () => undefined);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => near.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    for (const socket of far) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the road has no beginning');
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  return url.href;
}

test('a lock is free when the work is over, before the server has noticed that its session closed', async () => {
  const sql = connect(await withoutGoodbyes(), { max: 1, name: 'test' });
  onTestFinished(() => sql.end({ timeout: 0 }));
  for (const turn of [1, 2, 3]) {
    expect(await withLock(sql, 'test lock', LOCK, async () => turn, refused)).toBe(turn);
    expect(await isFree()).toBe(true);
  }
});

test('whoever holds a lock keeps nothing from being cleared away that is deleted meanwhile', async () => {
  const sql = connect(database.url, { max: 1, name: 'test' });
  onTestFinished(() => sql.end({ timeout: 0 }));
  const seen = await withLock(
    sql,
    'test lock of snapshots',
    LOCK,
    async () => {
      const rows = await database.sql`
      select state, backend_xmin is null as is_free_of_snapshots from pg_stat_activity
      where application_name = 'test lock of snapshots'`;
      return [...rows];
    },
    refused,
  );
  expect(seen).toEqual([{ state: 'idle in transaction', isFreeOfSnapshots: true }]);
});

test('a lock is free when the work has failed, and the failure is the work’s own', async () => {
  const sql = connect(await withoutGoodbyes(), { max: 1, name: 'test' });
  onTestFinished(() => sql.end({ timeout: 0 }));
  const failing = async () => {
    throw new Error('the work failed');
  };
  await expect(withLock(sql, 'test lock', LOCK, failing, refused)).rejects.toThrow('the work failed');
  expect(await isFree()).toBe(true);
});

test('where its session is lost the work ends as it ends, and the lock is gone', async () => {
  const lose = async () => {
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'test lock'
        and datname = current_database()`;
    return 'done';
  };
  expect(await withLock(database.sql, 'test lock', LOCK, lose, refused)).toBe('done');
  expect(await isFree()).toBe(true);
});
