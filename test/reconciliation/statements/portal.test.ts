import { describe, expect, test } from 'vitest';
import { DIALECTS } from '#paymega/sandbox/portal/dialects.ts';
import { useDatabase } from '../../support/database.ts';
import { DAYS, portalInBooks } from './portal-in-books.ts';

const database = useDatabase();

describe('files of the portal that tell the same truth as the books', () => {
  test('show nothing, whatever happened to the payments', async () => {
    const shop = await portalInBooks(database, { scenarios: 'all' });
    for (const day of DAYS)
      for (const currency of ['USD', 'EUR', 'JPY', 'KWD']) await shop.imports('transactions', day, currency);
    expect(await shop.items()).toEqual([]);
    for (const day of DAYS)
      for (const currency of ['USD', 'EUR', 'JPY', 'KWD']) await shop.imports('invoices', day, currency);
    expect(await shop.items()).toEqual([]);
    for (const currency of ['USD', 'EUR', 'JPY', 'KWD'])
      await shop.imports('trial_balance', '2025-10-28', currency);
    expect(await shop.items()).toEqual([]);
  });

  test.each([...Object.keys(DIALECTS), 'xlsx'])('are read alike in the dialect %s', async (dialect) => {
    const shop = await portalInBooks(database);
    for (const report of ['transactions', 'invoices', 'trial_balance']) {
      for (const currency of ['USD', 'JPY', 'KWD']) {
        const { bad } = await shop.imports(report, '2025-10-26', currency, dialect);
        expect([report, currency, bad]).toEqual([report, currency, 0]);
      }
    }
    expect(await shop.items()).toEqual([]);
    const states = await database.sql`
      select state, count(*)::int as count from statement_matches join statement_lines as line on line.id = line_id
      where account_id = ${shop.account.id} group by state`;
    expect(states.map(({ state }) => state)).toEqual(['matched']);
  });
});
