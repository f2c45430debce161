import { beforeAll, expect, test } from 'vitest';
import { openKinds } from '#reconciliation/discrepancies/open-kinds.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, type ItemColumns } from './an-item.ts';

const database = useDatabase();
const OLD = '2026-03-01T10:00:00Z';
const NEW = '2026-03-03T10:00:00Z';
let accountId = 0;

const ITEMS: readonly ItemColumns[] = [
  { kind: 'chargeback', severity: 'high', createdAt: NEW, atRisk: 100n },
  { kind: 'chargeback', severity: 'high', createdAt: OLD, atRisk: 250n },
  { kind: 'chargeback', severity: 'high', createdAt: NEW, atRisk: 90_000n, currency: 'JPY' },
  { kind: 'missing_ours', severity: 'high', createdAt: NEW, atRisk: 900n },
  { kind: 'overpaid', severity: 'low', createdAt: NEW, atRisk: 5n },
  { kind: 'overpaid', severity: 'critical', createdAt: NEW, atRisk: 1n, currency: 'KWD' },
  { kind: 'quarantined', severity: 'high', createdAt: OLD, currency: null },
  { kind: 'fee_differs', severity: 'critical', createdAt: NEW, atRisk: 8000n, resolution: 'healed' },
  { kind: 'fee_differs', severity: 'critical', createdAt: NEW, atRisk: 8000n, mode: 'test' },
];

beforeAll(async () => {
  const { sql } = database;
  accountId = await makeAccount(sql);
  for (const [place, columns] of ITEMS.entries()) {
    await anItem(sql, accountId, { subject: `cpi_${place}`, ...columns });
  }
  await anItem(sql, await makeAccount(sql), { kind: 'fee_differs', severity: 'critical', atRisk: 1n });
});

const money = (amounts: readonly { currency: string; minor: bigint }[]) =>
  amounts.map(({ currency, minor }) => `${currency} ${minor}`);

test('the severest kinds come first, among them those with the most money', async () => {
  const { kinds } = await openKinds(database.sql, { accountId, mode: 'live' });
  expect(kinds.map(({ kind, severity, count, atRisk }) => [kind, severity, count, ...money(atRisk)])).toEqual(
    [
      ['overpaid', 'critical', 2, 'KWD 1', 'USD 5'],
      ['missing_ours', 'high', 1, 'USD 900'],
      ['chargeback', 'high', 3, 'JPY 90000', 'USD 350'],
      ['quarantined', 'high', 1],
    ],
  );
  expect(kinds.find(({ kind }) => kind === 'chargeback')?.oldestAt).toEqual(new Date(OLD));
});

test('all together are told per currency, without what is resolved or of another mode', async () => {
  const { count, atRisk } = await openKinds(database.sql, { accountId, mode: 'live' });
  expect([count, ...money(atRisk)]).toEqual([7, 'JPY 90000', 'KWD 1', 'USD 1255']);
  const tests = await openKinds(database.sql, { accountId, mode: 'test' });
  expect(tests.kinds.map(({ kind }) => kind)).toEqual(['fee_differs']);
});
