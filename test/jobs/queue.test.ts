import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQueue, type Queue } from '#jobs/queue.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
// The longest that the queue takes: its clock ticks in slots of that length, and hardly one ends while the test runs.
const LONG = 12 * 3600;
const troubles: Error[] = [];
let queue: Queue;
beforeAll(async () => {
  queue = await openQueue(database.sql, (error) => troubles.push(error));
});
afterAll(() => queue.stop());

const sent = (runId: string) => database.sql`
  select state, data from pgboss.job where name = 'reconcile' and data ->> 'runId' = ${runId}`;
const question = (invoiceId: string) =>
  ({ accountId: 1, invoiceId, askedBy: 'callback', personId: null }) as const;
const checksOf = (invoiceId: string) => database.sql`
  select singleton_key from pgboss.job where name = 'check-status' and data ->> 'invoiceId' = ${invoiceId}`;

describe('a job sent inside a transaction', () => {
  test('is there once that has committed, and not before', async () => {
    await database.sql.begin(async (within) => {
      await queue.send('reconcile', { runId: '1' }, { within });
      expect(await sent('1')).toHaveLength(0);
    });
    expect(await sent('1')).toEqual([{ state: 'created', data: { runId: '1' } }]);
  });

  test('is gone with its rollback', async () => {
    const rolledBack = database.sql.begin(async (within) => {
      await queue.send('reconcile', { runId: '2' }, { within });
      throw new Error('something else failed');
    });
    await expect(rolledBack).rejects.toThrow('something else failed');
    expect(await sent('2')).toEqual([]);
  });
});

describe('a job that is to be there once', () => {
  test('is not sent a second time, nor a hundredth', async () => {
    const once = { key: 'account invoice', seconds: LONG };
    for (let n = 0; n < 100; n++) await queue.send('check-status', question('cpi_once'), { once });
    expect(await checksOf('cpi_once')).toHaveLength(1);
  });

  test('does not stand in the way of another one', async () => {
    for (const key of ['a', 'b']) {
      await queue.send('check-status', question('cpi_each'), { once: { key, seconds: LONG } });
    }
    expect((await checksOf('cpi_each')).map((row) => row.singletonKey).sort()).toEqual(['a', 'b']);
  });

  test('and whose transaction was rolled back can be sent again', async () => {
    const once = { key: 'again', seconds: LONG };
    const rolledBack = database.sql.begin(async (within) => {
      await queue.send('check-status', question('cpi_again'), { within, once });
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await queue.send('check-status', question('cpi_again'), { once });
    expect(await checksOf('cpi_again')).toHaveLength(1);
  });
});

test('a queue opened twice, as by two processes, is one queue', async () => {
  const second = await openQueue(database.sql, (error) => troubles.push(error));
  await second.send('reconcile', { runId: '3' });
  expect(await sent('3')).toHaveLength(1);
  await second.stop();
  expect(troubles).toEqual([]);
});
