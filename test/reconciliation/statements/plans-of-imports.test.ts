import { describe, expect, test } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { followBooks } from '#reconciliation/statements/follow-books.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { fillMirror, fillOurBook } from '../../bench/fill.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { neverAnalysed, useWatched } from '../../support/plans.ts';
import { read } from '../../support/watched.ts';
import { ACTOR } from './portal-in-books.ts';

const DAYS = 16;
const A_DAY = 120;
// A midnight of the account’s clocks, which do not change in this month.
const FROM = Date.parse('2026-09-01T00:00:00+02:00') / 1000;
const APART = 86_400 / A_DAY;
// What may be looked at for each line, by all steps of all statements.
const ROWS_A_LINE = 60;
// Of a day whose statement was imported before, its balances and whether there is a gap are looked at as a whole; not its lines.
const ROWS_A_DAY_BEFORE = 40;

/** What the portal tells of a day, by an account that has a payment every twelve minutes. */
async function fileOf(sql: Sql, accountId: number, day: number): Promise<Buffer> {
  const [starts, ends] = [FROM + day * 86_400, FROM + (day + 1) * 86_400];
  const rows = await sql<{ line: string }[]>`
    select concat_ws(',', to_char(processed_at at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI:SS'), id, reference_id, 'payment',
      round(processed_amount * 0.01, 2), round(processed_fee * 0.01, 2),
      round(sum(processed_amount - processed_fee) over (order by processed_at, id) * 0.01, 2), 'USD') as line
    from mirror
    where account_id = ${accountId} and processed_at >= to_timestamp(${starts}) and processed_at < to_timestamp(${ends})
    order by processed_at, id`;
  const header = 'created,invoice_id,reference_id,type,amount,fee,balance,currency';
  return Buffer.from([header, ...rows.map(({ line }) => line), ''].join('\n'));
}

describe.each([
  ['on an empty database', 0],
  ['beside an account that alone the statistics know', 1],
])('%s', (_, before) => {
  const database = useDatabase();
  const watched = useWatched(database, 2);

  async function filled(): Promise<number> {
    const accountId = await makeAccount(database.sql);
    await fillMirror(database.sql, accountId, DAYS * A_DAY, FROM, APART);
    await fillOurBook(database.sql, accountId);
    return accountId;
  }

  async function rowsOf(accountId: number, day: number): Promise<{ rows: number; most: string }> {
    const account = await accountById(database.sql, accountId);
    const bytes = await fileOf(database.sql, accountId, day);
    watched.forget();
    const { good } = await importStatement(watched.sql, ACTOR, account, { fileName: `${day}.csv`, bytes });
    expect(good).toBe(A_DAY);
    return read(watched.executed);
  }

  test('an import reads as much after many others as it did before them, whichever day it is of', async () => {
    await neverAnalysed(database.sql);
    for (let n = 0; n < before; n++) {
      const large = await filled();
      for (let day = 0; day < 8; day++) await rowsOf(large, day);
    }
    await database.sql`analyze`;
    const accountId = await filled();
    await rowsOf(accountId, DAYS / 2);
    const first = await rowsOf(accountId, DAYS / 2 + 1);
    expect(first.rows, first.most).toBeLessThan(ROWS_A_LINE * A_DAY);
    for (let day = 2; day < DAYS / 2; day++) await rowsOf(accountId, day);
    for (let day = DAYS / 2 + 2; day < DAYS - 1; day++) await rowsOf(accountId, day);
    for (const day of [1, DAYS - 1]) {
      const later = await rowsOf(accountId, day);
      expect(later.rows, later.most).toBeLessThan(first.rows + ROWS_A_DAY_BEFORE * DAYS);
    }
    watched.forget();
    expect(await followBooks(watched.sql, '2026-09-01', new Date())).toBe(0);
    const followed = read(watched.executed);
    expect(followed.rows, followed.most).toBeLessThan(20 * DAYS * A_DAY * (before + 1));
  }, 120_000);
});
