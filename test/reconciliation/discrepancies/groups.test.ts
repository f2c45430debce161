import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#identity/people/people.ts';
import type { Amount } from '#reconciliation/books/amount.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/conditions.ts';
import { facets, GROUPINGS, type Grouping, groups, tallyOf } from '#reconciliation/discrepancies/groups.ts';
import { countDiscrepancies } from '#reconciliation/discrepancies/list.ts';
import { ACTOR, somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, type ItemColumns } from './an-item.ts';

const database = useDatabase();
let [accountId, other] = [0, 0];
let ada = {} as Person;
let runId = 0n;

const [FIRST, SECOND, THIRD] = ['2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z', '2026-03-03T10:00:00Z'];
const CHARGEBACK = { kind: 'chargeback', severity: 'high' } as const;

/** Eight live ones that are unresolved, one of them in review; one resolved, one of a test, one of another account. */
function book(): ItemColumns[] {
  const seen = { runId, openedAt: THIRD };
  return [
    { ...CHARGEBACK, createdAt: SECOND, atRisk: 100n, cause: 'callback_lost' },
    { ...CHARGEBACK, createdAt: FIRST, atRisk: 250n, cause: 'callback_lost', ...seen },
    { ...CHARGEBACK, createdAt: THIRD, atRisk: 700n, currency: 'JPY', referenceId: 'order-7' },
    { ...CHARGEBACK, createdAt: THIRD, currency: null, cause: 'callback_late' },
    { kind: 'overpaid', severity: 'low', createdAt: SECOND, atRisk: 5n, openedAt: FIRST },
    { kind: 'overpaid', severity: 'low', createdAt: THIRD, currency: null, ...seen },
    { kind: 'overpaid', severity: 'critical', createdAt: THIRD, atRisk: 0n, currency: 'KWD' },
    { kind: 'missing_ours', createdAt: FIRST, atRisk: 9n, state: 'in_review', assigneeId: ada.id },
    { kind: 'missing_ours', createdAt: FIRST, atRisk: 1_000n, resolution: 'healed', assigneeId: ada.id },
    { ...CHARGEBACK, createdAt: FIRST, atRisk: 1_000n, mode: 'test' },
  ];
}

beforeAll(async () => {
  [accountId, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
  ada = await somebody(database.sql);
  const window = { from: 1_790_000_000, to: 1_790_000_100 };
  runId = await queueRun(database.sql, ACTOR, { accountId, window, trigger: 'program' });
  for (const [place, columns] of book().entries()) {
    await anItem(database.sql, accountId, { subject: `cpi_${place}`, openedAt: SECOND, ...columns });
  }
  await anItem(database.sql, other, { ...CHARGEBACK, atRisk: 1_000n });
});

const filterOf = (over: Partial<DiscrepancyFilter> = {}): DiscrepancyFilter => ({
  ...{ accountId, timeZone: 'Europe/Berlin', mode: 'live', state: 'unresolved' },
  ...over,
});
const grouped = (by: Grouping, over: Partial<DiscrepancyFilter> = {}) =>
  groups(database.sql, filterOf(over), by);
const counts = async (by: Grouping, over: Partial<DiscrepancyFilter> = {}) =>
  Object.fromEntries((await grouped(by, over)).map(({ key, count }) => [String(key), count]));
const money = (amounts: readonly Amount[] = []) =>
  amounts.map(({ currency, minor, exponent }) => `${currency} ${minor} e${exponent}`);

describe('the work list in groups', () => {
  test.each<[Grouping, Record<string, number>]>([
    ['kind', { chargeback: 4, overpaid: 3, missing_ours: 1 }],
    ['severity', { high: 4, low: 2, critical: 2 }],
    ['cause', { null: 5, callback_lost: 2, callback_late: 1 }],
  ])('by %s counts each one once', async (by, expected) => {
    expect(await counts(by)).toEqual(expected);
  });

  test('by reviewer names who reviews, and leaves the others to nobody', async () => {
    const found = (await grouped('assignee')).map(({ key, assigneeId, count }) => ({
      key,
      assigneeId,
      count,
    }));
    expect(found).toEqual([
      { key: null, assigneeId: null, count: 7 },
      { key: ada.email, assigneeId: ada.id, count: 1 },
    ]);
  });

  test('begins with the largest', async () => {
    expect((await grouped('kind')).map(({ key }) => key)).toEqual(['chargeback', 'overpaid', 'missing_ours']);
  });

  test('adds money up per currency, and never one to another', async () => {
    const found = new Map((await grouped('kind')).map(({ key, atRisk }) => [key, money(atRisk)]));
    expect(found.get('chargeback')).toEqual(['JPY 700 e0', 'USD 350 e2']);
    expect(found.get('overpaid')).toEqual(['KWD 0 e3', 'USD 5 e2']);
    expect(found.get('missing_ours')).toEqual(['USD 9 e2']);
  });

  test('tells no money where none could be told', async () => {
    const [late] = await grouped('cause', { cause: 'callback_late' });
    expect(late).toMatchObject({ count: 1, atRisk: [] });
  });

  test('says how old the oldest payment of each is, in whatever currency', async () => {
    const oldest = async (by: Grouping) =>
      Object.fromEntries((await grouped(by)).map(({ key, oldestAt }) => [key, oldestAt.toISOString()]));
    expect(await oldest('kind')).toEqual({
      chargeback: new Date(FIRST).toISOString(),
      overpaid: new Date(SECOND).toISOString(),
      missing_ours: new Date(FIRST).toISOString(),
    });
  });

  test('is empty where nothing matches', async () => {
    for (const by of GROUPINGS) expect(await grouped(by, { search: 'nothing' })).toEqual([]);
  });
});

describe('a filter holds for the groups as for the list', () => {
  const cases: [string, () => Partial<DiscrepancyFilter>, number][] = [
    ['nothing more', () => ({}), 8],
    ['another account', () => ({ accountId: other }), 1],
    ['test payments', () => ({ mode: 'test' }), 1],
    ['both modes', () => ({ mode: 'all' }), 9],
    ['any state', () => ({ state: 'all' }), 9],
    ['those that are open', () => ({ state: 'open' }), 7],
    ['those in review', () => ({ state: 'in_review' }), 1],
    ['those that are resolved', () => ({ state: 'resolved' }), 1],
    ['a kind', () => ({ kind: 'overpaid' }), 3],
    ['a severity', () => ({ severity: 'critical' }), 2],
    ['a cause', () => ({ cause: 'callback_lost' }), 2],
    ['no known cause', () => ({ cause: 'unknown' }), 5],
    ['nobody who reviews', () => ({ assigneeId: null }), 7],
    ['somebody who reviews', () => ({ assigneeId: ada.id }), 1],
    ['somebody who reviews, in any state', () => ({ assigneeId: ada.id, state: 'all' }), 2],
    ['a currency', () => ({ currency: 'NOK' }), 0],
    ['an id', () => ({ search: 'cpi_3' }), 1],
    ['the beginning of a reference', () => ({ search: 'order-' }), 1],
    ['the first day of opening', () => ({ from: '2026-03-03' }), 2],
    ['the last day of opening', () => ({ to: '2026-03-01' }), 1],
    ['the day of the payment', () => ({ day: '2026-03-02' }), 2],
    ['the run that saw it last', () => ({ runId }), 2],
    ['several at once', () => ({ kind: 'chargeback', cause: 'unknown', severity: 'high' }), 1],
  ];

  test.each(cases)('%s', async (_, over, expected) => {
    const { count } = await countDiscrepancies(database.sql, filterOf(over()));
    const sums = [];
    for (const by of GROUPINGS) {
      sums.push((await grouped(by, over())).reduce((sum, group) => sum + group.count, 0));
    }
    expect([count, ...sums]).toEqual([expected, expected, expected, expected, expected]);
  });

  test.each(cases)('%s, with what the facets beside it would show', async (_, over, expected) => {
    const byKey = (found: readonly { key: string | null; count: number }[]) =>
      Object.fromEntries(found.map(({ key, count }) => [key, count]));
    const faceted = await facets(database.sql, filterOf(over()));
    expect(faceted.total).toBe(expected);
    expect(byKey(faceted.kind)).toEqual(byKey(await grouped('kind', { ...over(), kind: undefined })));
    const severities = await grouped('severity', { ...over(), severity: undefined });
    expect(byKey(faceted.severity)).toEqual(byKey(severities));
  });

  test('and each group, asked for alone, has as many as it said', async () => {
    for (const { key, count } of await grouped('cause')) {
      expect(await counts('cause', { cause: key ?? 'unknown' })).toEqual({ [String(key)]: count });
    }
    for (const { key, assigneeId, count } of await grouped('assignee')) {
      expect(await counts('assignee', { assigneeId })).toEqual({ [String(key)]: count });
    }
  });
});

test('of more that were resolved than are counted there are neither facets nor sums, and of what is unresolved there are', async () => {
  const accountId = await makeAccount(database.sql);
  await database.sql`
    insert into discrepancies (account_id, subject, mode, kind, severity, currency, at_risk, evidence, fingerprint,
      invoice_created_at, opened_at, last_seen_at, state, resolution, resolved_at)
    select ${accountId}, 'cpi_' || n, 'live', case when n > 10000 then 'overpaid' else 'missing_ours' end, 'high', 'USD', 100,
      '{}', n, now(), now(), now(), 'resolved', 'healed', now()
    from generate_series(1, 10001) as n`;
  await anItem(database.sql, accountId, {
    subject: 'cpi_open',
    kind: 'overpaid',
    severity: 'low',
    atRisk: 7n,
  });
  const tally = (over: Partial<DiscrepancyFilter>) =>
    tallyOf(database.sql, { accountId, mode: 'live', state: 'unresolved', timeZone: 'UTC', ...over });
  const many = { count: 10_000, capped: true };
  expect(await tally({ state: 'resolved' })).toEqual({ total: many, facets: null, atRisk: null });
  expect(await tally({ state: 'all' })).toEqual({ total: many, facets: null, atRisk: null });
  expect(await tally({ state: 'all', kind: 'overpaid' })).toMatchObject({
    total: { count: 2, capped: false },
    facets: null,
    atRisk: { amounts: [{ minor: 107n, currency: 'USD' }], unknown: 0 },
  });
  expect(await tally({})).toMatchObject({
    total: { count: 1, capped: false },
    facets: { kind: [{ key: 'overpaid', count: 1 }], severity: [{ key: 'low', count: 1 }] },
    atRisk: { amounts: [{ minor: 7n, currency: 'USD' }], unknown: 0 },
  });
});

test('a sum that no amount could be is still a sum, and only reviewers have an id', async () => {
  const accountId = await makeAccount(database.sql);
  const huge = 2n ** 63n - 1n;
  await anItem(database.sql, accountId, { subject: 'cpi_a', atRisk: huge, assigneeId: ada.id });
  await anItem(database.sql, accountId, { subject: 'cpi_b', atRisk: huge });
  const filter = { accountId, mode: 'live', state: 'unresolved' } as const;
  const [group] = await groups(database.sql, filter, 'kind');
  expect(group?.atRisk).toEqual([{ minor: 2n * huge, currency: 'USD', exponent: 2 }]);
  expect(group?.assigneeId).toBeNull();
});
