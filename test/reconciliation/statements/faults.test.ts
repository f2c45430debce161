import { describe, expect, test } from 'vitest';
import type { FaultName } from '#paymega/sandbox/platform/faults.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { statementDay } from '#reconciliation/statements/statement-day.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, DAYS, portalInBooks } from './portal-in-books.ts';

const database = useDatabase();
type Shop = Awaited<ReturnType<typeof portalInBooks>>;

/** Imports three days of which the middle one has the fault. */
async function threeDays(shop: Shop, fault: FaultName): Promise<void> {
  const [first = '', second = '', third = ''] = DAYS;
  await shop.imports('transactions', first);
  shop.sandbox.faults[fault] = { count: 1 };
  await shop.imports('transactions', second);
  await shop.imports('transactions', third);
}

const kindsOf = async (shop: Shop) =>
  (await shop.items()).map(({ kind, evidence }) => [kind, ...(evidence.fields ?? [])].join(' '));

describe('an error of the portal is exactly the items that it must be, and gone with a file that is right:', () => {
  test.each<[FaultName, string[]]>([
    ['statementLineMissing', ['balance_break', 'missing_in_statement payment']],
    ['statementLineTwice', ['balance_break', 'statement_differs amount fee']],
    ['statementAmountOff', ['balance_break', 'statement_differs amount']],
    ['statementFeeOff', ['balance_break', 'statement_differs fee']],
    // Within the day, and from it to the next one.
    ['statementBalanceBroken', ['balance_break', 'balance_break']],
    ['statementOtherHeader', []],
  ])('%s', async (fault, expected) => {
    const shop = await portalInBooks(database);
    await threeDays(shop, fault);
    expect(await kindsOf(shop)).toEqual(expected);
    const again = await shop.imports('transactions', DAYS[1] ?? '', 'USD', 'semicolon');
    expect(again.opened).toBe(0);
    expect(await kindsOf(shop)).toEqual([]);
  });

  test('a day without a file is a gap, until its file comes', async () => {
    const shop = await portalInBooks(database);
    const [first = '', second = '', third = ''] = DAYS;
    await shop.imports('transactions', first);
    await shop.imports('transactions', third);
    expect(await kindsOf(shop)).toEqual(['statement_gap']);
    shop.sandbox.faults.statementDayAbsent = { count: 1 };
    expect((await shop.file('transactions', second)).status).toBe(404);
    await shop.imports('transactions', second);
    expect(await kindsOf(shop)).toEqual([]);
  });

  test('a bad row is kept with its line and reason, the good ones count, and nothing of it is called missing', async () => {
    const shop = await portalInBooks(database);
    shop.sandbox.faults.statementBadRow = { count: 1 };
    const { fileId, good, bad } = await shop.imports('transactions', DAYS[1] ?? '');
    expect({ bad, items: await kindsOf(shop) }).toEqual({ bad: 1, items: [] });
    expect(good).toBeGreaterThan(5);
    const [row] = await database.sql`select line, reason from statement_bad_rows where file_id = ${fileId}`;
    expect(row?.reason).toBe('amount: “n/a” is not an amount');
    expect(row?.line).toBeGreaterThan(1);
  });
});

test('refunds that stand in one line together are matched with it, all of them', async () => {
  const shop = await portalInBooks(database, { scenarios: 'all', perDay: 240 });
  let grouped = 0;
  for (const day of DAYS) {
    shop.sandbox.faults.statementRefundsGrouped = { count: 1 };
    await shop.imports('transactions', day);
  }
  const [counted] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from statement_matches as matched join statement_lines as line on line.id = line_id
    where account_id = ${shop.account.id} and matched.state = 'grouped'`;
  grouped += counted?.count ?? 0;
  expect(grouped).toBeGreaterThan(2);
  expect(await shop.items()).toEqual([]);
});

test('the same file twice changes nothing, and says so', async () => {
  const shop = await portalInBooks(database);
  const file = await shop.file('transactions', DAYS[0] ?? '');
  await importStatement(database.sql, ACTOR, shop.account, file);
  await expect(importStatement(database.sql, ACTOR, shop.account, file)).rejects.toThrow(
    /nothing has changed/,
  );
  const [count] = await database.sql`
    select count(*)::int as files from statement_files where account_id = ${shop.account.id}`;
  expect(count?.files).toBe(1);
});

test('what somebody has judged stays resolved while the statement says the same', async () => {
  const shop = await portalInBooks(database);
  shop.sandbox.faults.statementFeeOff = { count: 1 };
  await shop.imports('transactions', DAYS[1] ?? '');
  await database.sql`
    update discrepancies set state = 'resolved', resolution = 'not_an_issue', resolved_at = now()
    where account_id = ${shop.account.id} and kind = 'statement_differs'`;
  await shop.imports('transactions', DAYS[3] ?? '', 'EUR');
  await shop.imports('invoices', DAYS[1] ?? '');
  expect(await kindsOf(shop)).toEqual([]);
});

test('no cell that speaks of people is anywhere in the database', async () => {
  const shop = await portalInBooks(database);
  await shop.imports('transactions', DAYS[1] ?? '');
  await shop.imports('invoices', DAYS[1] ?? '');
  const { sql } = database;
  const kept = await sql`
    select 1 from statement_lines where account_id = ${shop.account.id} and to_jsonb(statement_lines)::text ~ '@|Ada'`;
  const files = await sql`select 1 from statement_files where to_jsonb(statement_files)::text ~ '@|Ada Berg'`;
  expect([kept.length, files.length]).toEqual([0, 0]);
});

test('the day by the portal’s report says per service what the file says, and its balances', async () => {
  const shop = await portalInBooks(database);
  await shop.imports('transactions', DAYS[1] ?? '');
  const [day] = await statementDay(database.sql, shop.account, 'live', DAYS[1] ?? '');
  expect(day?.currency).toBe('USD');
  const { gross, fees, net } = day?.total ?? {};
  expect((gross?.minor ?? 0n) - (fees?.minor ?? 0n)).toBe(net?.minor);
  expect((day?.openingBalance?.minor ?? 0n) + (net?.minor ?? 0n)).toBe(day?.closingBalance?.minor);
  expect(day?.services.length).toBeGreaterThan(0);
  expect(await statementDay(database.sql, shop.account, 'live', '2025-01-01')).toEqual([]);
});
