import { expect, onTestFinished, test, vi } from 'vitest';
import { inOrder, untilEnough } from '#db/by-look-ups.ts';
import { connect, type Queryable } from '#db/connection.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

function session(name: string) {
  const sql = connect(database.url, { max: 1, name });
  onTestFinished(() => sql.end({ timeout: 0 }));
  return sql;
}

const settings = (sql: Queryable) => sql<{ sort: string; bitmap: string }[]>`
  select current_setting('enable_sort') as sort, current_setting('enable_bitmapscan') as bitmap`;

test('what is switched off for one statement is on again for the next of its session', async () => {
  const sql = session('test settings');
  for (let round = 0; round < 3; round++) {
    expect([...(await inOrder(sql, settings))]).toEqual([{ sort: 'off', bitmap: 'off' }]);
    expect([...(await untilEnough(sql, settings))]).toEqual([{ sort: 'on', bitmap: 'off' }]);
    expect([...(await settings(sql))]).toEqual([{ sort: 'on', bitmap: 'on' }]);
  }
});

test('a statement that fails says why, and the next one works', async () => {
  const sql = session('test failing');
  await expect(inOrder(sql, (own) => own`select 1 / (random() * 0)::int`)).rejects.toThrow(
    'division by zero',
  );
  expect([...(await settings(sql))]).toEqual([{ sort: 'on', bitmap: 'on' }]);
});

test('where the session ends meanwhile whoever reads is told, and nobody else', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const sql = session('test ending');
  const reading = inOrder(sql, (own) => own`select pg_sleep(60)`);
  const failed = expect(reading).rejects.toThrow(/terminating connection|CONNECTION/i);
  await vi.waitFor(async () => {
    const ended = await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'test ending' and query like '%pg_sleep(60)%'`;
    expect(ended.length).toBe(1);
  });
  await failed;
  expect([...(await settings(sql))]).toEqual([{ sort: 'on', bitmap: 'on' }]);
  expect(unhandled).not.toHaveBeenCalled();
});

test('where there is no session to be had whoever reads is told, and nobody else', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const url = new URL(database.url);
  url.pathname = '/there_is_none';
  const sql = connect(url.href, { max: 1, name: 'test nowhere' });
  onTestFinished(() => sql.end({ timeout: 0 }));
  await expect(inOrder(sql, settings)).rejects.toThrow('does not exist');
  expect(unhandled).not.toHaveBeenCalled();
});
