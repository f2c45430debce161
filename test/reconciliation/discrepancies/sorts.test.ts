import { beforeAll, expect, test } from 'vitest';
import type { Place } from '#reconciliation/books/list-order.ts';
import { reversed } from '#reconciliation/books/list-order.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/conditions.ts';
import { discrepancies, neighbours } from '#reconciliation/discrepancies/list.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, type ItemColumns } from './an-item.ts';

const database = useDatabase();
let accountId = 0;

const [OLD, NEW] = ['2026-03-01T10:00:00.000001Z', '2026-03-02T10:00:00.000002Z'];

/** Equal ones, ones without money, and amounts that would be in another order if currencies were compared. */
const ITEMS: Record<string, ItemColumns> = {
  b: { severity: 'high', currency: 'USD', atRisk: 900n, createdAt: OLD, openedAt: NEW },
  a: { severity: 'high', currency: 'EUR', atRisk: 100n, createdAt: NEW, openedAt: OLD },
  c: { severity: 'high', currency: null, createdAt: OLD, openedAt: OLD },
  d: { severity: 'critical', currency: 'USD', atRisk: 1n, createdAt: NEW, openedAt: OLD },
  e: { severity: 'high', currency: 'EUR', atRisk: 700n, createdAt: NEW, openedAt: NEW },
  f: { severity: 'high', currency: 'EUR', atRisk: 700n, createdAt: OLD, openedAt: NEW },
  g: { severity: 'high', currency: 'EUR', atRisk: 700n, createdAt: OLD, openedAt: NEW },
  h: {
    severity: 'low',
    currency: 'EUR',
    atRisk: 9_000n,
    createdAt: OLD,
    openedAt: OLD,
    resolution: 'refunded',
  },
};

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
  for (const [subject, columns] of Object.entries(ITEMS))
    await anItem(database.sql, accountId, { subject, ...columns });
});

const filterOf = (state: DiscrepancyFilter['state']): DiscrepancyFilter => ({
  ...{ accountId, timeZone: 'UTC', mode: 'live', state },
});

/** All of a list, page by page. */
async function subjects(
  sort: (typeof SORTS)[keyof typeof SORTS] | ReturnType<typeof reversed>,
  size: number,
) {
  const seen: string[] = [];
  let after: Place | undefined;
  for (let page = await next(); page.length > 0; page = await next()) {
    seen.push(...page.map(({ subject }) => subject));
    after = page.at(-1)?.cursor;
  }
  return seen.join('');
  function next() {
    return discrepancies(database.sql, filterOf('all'), { sort, after, limit: size });
  }
}

const ORDERS = { severity: 'dfgeabch', risk: 'hfgeabdc', age: 'bcfghade', opened: 'gfebhdca' } as const;

for (const key of ['severity', 'risk', 'age', 'opened'] as const) {
  test.each([1, 2, 100])(
    `sorted by ${key} every one comes once, %i at a time, and backwards`,
    async (size) => {
      expect(await subjects(SORTS[key], size)).toBe(ORDERS[key]);
      expect(await subjects(reversed(SORTS[key]), size)).toBe([...ORDERS[key]].reverse().join(''));
    },
  );
}

test('before and after one stands what does so in the list, though it is in it no longer itself', async () => {
  const ids = await database.sql<{ id: bigint; subject: string }[]>`
    select id, subject from discrepancies where account_id = ${accountId}`;
  const idOf = (subject: string) => ids.find((one) => one.subject === subject)?.id ?? 0n;
  const around = (subject: string) =>
    neighbours(database.sql, filterOf('unresolved'), SORTS.severity, idOf(subject));
  expect(await around('d')).toEqual({ previous: null, next: idOf('f') });
  expect(await around('g')).toEqual({ previous: idOf('f'), next: idOf('e') });
  expect(await around('h')).toEqual({ previous: idOf('c'), next: null });
  expect(await around('c')).toEqual({ previous: idOf('b'), next: null });
});
