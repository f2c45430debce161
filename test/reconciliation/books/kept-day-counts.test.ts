import { expect, test } from 'vitest';
import { ingest } from '#reconciliation/books/ingest.ts';
import { createDayCounts, type KeptDayCounts } from '#reconciliation/books/kept-day-counts.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const MANY = 2;
const DAYS = 2;

async function book() {
  const id = await makeAccount(database.sql);
  let made = 0;
  return {
    account: { id, timeZone: 'UTC' },
    async comes(payments = 1) {
      for (let n = 0; n < payments; n++)
        await ingest(database.sql, [
          anObservation(id, { id: `cpi_${id}_${++made}`, createdAt: Math.floor(Date.now() / 1000) }),
        ]);
    },
  };
}

async function inAll(counts: KeptDayCounts, account: { id: number; timeZone: string }): Promise<number> {
  const { days } = await counts(account, 'live', DAYS, new Date());
  return days.reduce((sum, { payments }) => sum + payments, 0);
}

test('few payments are counted each time', async () => {
  const { account, comes } = await book();
  const counts = createDayCounts(database.sql, MANY, () => 0);
  await comes();
  expect(await inAll(counts, account)).toBe(1);
  await comes(MANY);
  expect(await inAll(counts, account)).toBe(1 + MANY);
});

test('what was counted of many is said again for nine times as long as it took, and of when it is', async () => {
  const { account, comes } = await book();
  // Each look at the clock is a millisecond later.
  let ms = 0;
  const counts = createDayCounts(database.sql, MANY, () => ms++);
  await comes(MANY);
  const first = await counts(account, 'live', DAYS, new Date());
  await comes();
  expect(await counts(account, 'live', DAYS, new Date())).toBe(first);
  expect(await inAll(counts, { ...account, timeZone: 'Asia/Tokyo' })).toBe(MANY + 1);
  ms += 20;
  const [again, beside] = await Promise.all([
    counts(account, 'live', DAYS, new Date()),
    counts(account, 'live', DAYS, new Date()),
  ]);
  expect(again.days.reduce((sum, { payments }) => sum + payments, 0)).toBe(MANY + 1);
  expect(again.countedAt.getTime()).toBeGreaterThanOrEqual(first.countedAt.getTime());
  expect(beside).toBe(again);
});

test('a count that failed is not kept', async () => {
  const { account, comes } = await book();
  let ms = 0;
  const counts = createDayCounts(database.sql, MANY, () => ms++);
  await comes(MANY);
  expect(await inAll(counts, account)).toBe(MANY);
  ms += 20;
  await database.sql`alter table book_pairs rename to away`;
  await expect(counts(account, 'live', DAYS, new Date())).rejects.toThrow('book_pairs');
  await database.sql`alter table away rename to book_pairs`;
  expect(await inAll(counts, account)).toBe(MANY);
});
