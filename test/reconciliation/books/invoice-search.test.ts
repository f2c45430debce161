import { beforeAll, describe, expect, test } from 'vitest';
import { groupedAmount } from '#app/ui/values/grouped-amount.ts';
import type { Invoice } from '#paymega/document.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { countInvoices, invoices } from '#reconciliation/books/invoices.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const LARGEST = 2n ** 63n - 1n;
let [accountId, other] = [0, 0];

/** One that nothing was paid of, so that only the amount of its order is on record. */
async function ordered(
  id: string,
  currency: string,
  amount: bigint,
  over: Partial<Invoice> = {},
  account = accountId,
) {
  const unpaid = { processedAmount: null, processedFee: null, processedDeposit: null, processedAt: null };
  const nothing = { paymentAmount: null, fee: null, deposit: null, status: 'process_pending', ...unpaid };
  const told = { id, currency, amount, referenceId: `order-of-${id}`, ...nothing, ...over };
  await ingest(database.sql, [anObservation(account, told)]);
}

beforeAll(async () => {
  await database.sql`insert into currencies (code, exponent) values ('XTT', 8)`;
  [accountId, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
  await ordered('usd_ten', 'USD', 1_000n);
  await ordered('usd_thousand', 'USD', 100_000n);
  await ordered('usd_cents', 'USD', 1_005n);
  await ordered('jpy_thousand', 'JPY', 1_000n);
  await ordered('jpy_ten', 'JPY', 10n);
  await ordered('kwd_ten', 'KWD', 10_000n);
  await ordered('kwd_mils', 'KWD', 10_005n);
  await ordered('xtt_least', 'XTT', 1n);
  await ordered('eur_order', 'EUR', 20_000n, { paymentAmount: 19_950n });
  await ordered('usd_largest', 'USD', LARGEST);
  await ordered('jpy_largest', 'JPY', LARGEST);
  await ordered('test_ten', 'USD', 1_000n, { mode: 'test' });
  await ordered('foreign_ten', 'USD', 1_000n, {}, other);
});

async function found(search: string, over: { mode?: 'live' | 'all'; currency?: string } = {}) {
  const filter = { accountId, mode: 'live', search, ...over } as const;
  const ids = (await invoices(database.sql, filter, { limit: 50 })).map(({ id }) => id);
  expect(await countInvoices(database.sql, filter)).toEqual({ count: ids.length, capped: false });
  return ids.toSorted();
}

describe('an amount is found as people write it', () => {
  test.each<[string, string[]]>([
    ['10', ['jpy_ten', 'kwd_ten', 'usd_ten']],
    ['10.00', ['jpy_ten', 'kwd_ten', 'usd_ten']],
    ['10,00', ['jpy_ten', 'kwd_ten', 'usd_ten']],
    ['10.000', ['jpy_ten', 'kwd_ten', 'usd_ten']],
    ['0010', ['jpy_ten', 'kwd_ten', 'usd_ten']],
    ['10.05', ['usd_cents']],
    ['10,05', ['usd_cents']],
    ['10.050', ['usd_cents']],
    ['10.005', ['kwd_mils']],
    ['10,005', ['kwd_mils']],
    ['0.00000001', ['xtt_least']],
    ['10.00 USD', ['usd_ten']],
    ['10,00 usd', ['usd_ten']],
    ['USD 10', ['usd_ten']],
    ['$10.00', ['usd_ten']],
    ['10 $', ['usd_ten']],
    ['€200.00', ['eur_order']],
    ['10.05 EUR', []],
    ['10.000 KWD', ['kwd_ten']],
    ['10.005 KWD', ['kwd_mils']],
    ['10 JPY', ['jpy_ten']],
    ['¥10', ['jpy_ten']],
    ['1,000 JPY', ['jpy_thousand']],
    ['1,000.00', ['jpy_thousand', 'usd_thousand']],
    ['1,000.00 USD', ['usd_thousand']],
    ['1\u00a0000,00\u00a0USD', ['usd_thousand']],
    ['1\u202f000,00 USD', ['usd_thousand']],
    ['1.000,00 USD', ['usd_thousand']],
    ["1'000.00 USD", ['usd_thousand']],
    ['92,233,720,368,547,758.07 USD', ['usd_largest']],
  ])('%s, by the decimals of each currency', async (search, ids) => {
    expect(await found(search)).toEqual(ids);
  });

  test('1000 is JPY 1000 and USD 1000.00, and never USD 10.00, which has the same digits', async () => {
    expect(await found('1000')).toEqual(['jpy_thousand', 'usd_thousand']);
    expect(await found('1000', { currency: 'USD' })).toEqual(['usd_thousand']);
    expect(await found('1000.00')).toEqual(['jpy_thousand', 'usd_thousand']);
  });

  test('that of the order finds it, and the one that was paid', async () => {
    expect(await found('200.00')).toEqual(['eur_order']);
    expect(await found('199,5')).toEqual(['eur_order']);
    expect(await found('199.51')).toEqual([]);
  });

  test('to the last digit of what can be held', async () => {
    expect(await found('92233720368547758.07')).toEqual(['usd_largest']);
    expect(await found('92233720368547758.06')).toEqual([]);
    expect(await found('92233720368547758.08')).toEqual([]);
  });

  test('in both modes where both are asked for, and in no other account', async () => {
    expect(await found('10.00', { mode: 'all' })).toEqual(['jpy_ten', 'kwd_ten', 'test_ten', 'usd_ten']);
  });
});

describe('nothing is found, and nothing breaks, by', () => {
  test.each([
    ...['9'.repeat(18), '9'.repeat(19), '9'.repeat(200), `${'9'.repeat(18)}.${'9'.repeat(8)}`],
    ...[
      '-10',
      '+10',
      '.5',
      '10.',
      '1e1',
      '10.00.00',
      '1,00.00',
      '1,000,00',
      'USD 10 USD',
      '10 CHF',
      '10 XXXXXXXXXXXX',
      '10.123456789',
      '１０',
      'NaN',
    ],
    ...['{10}', "10'", '10%', '_', '\\', 'Infinity', '0x0a'],
  ])('%j', async (search) => {
    expect(await found(search)).toEqual([]);
  });
});

test('an id or a reference that is a number is found with the amounts of the same digits', async () => {
  await ordered('1000-1', 'EUR', 3n);
  await ordered('eur_reference', 'EUR', 4n, { referenceId: '10007' });
  expect(await found('1000')).toEqual(['1000-1', 'eur_reference', 'jpy_thousand', 'usd_thousand']);
});

test('an id and a reference are found by their beginning, as ever', async () => {
  expect(await found('usd_t')).toEqual(['usd_ten', 'usd_thousand']);
  expect(await found('order-of-kwd')).toEqual(['kwd_mils', 'kwd_ten']);
});

test('every amount is found by what the page shows of it', async () => {
  const rows = await invoices(database.sql, { accountId, mode: 'live' }, { limit: 100 });
  for (const { id, amount } of rows) {
    const shown = `${groupedAmount(amount.minor, amount.exponent)} ${amount.currency}`;
    expect([shown, await found(shown)]).toEqual([shown, expect.arrayContaining([id])]);
  }
});
