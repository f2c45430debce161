import { expect, test } from 'vitest';
import { ISO_EXPONENTS } from '#paymega/currencies.ts';
import { readLargeAmounts, writtenLargeAmounts } from '#reconciliation/policy/large-amounts.ts';

const read = (text: string) => readLargeAmounts(text, (currency) => ISO_EXPONENTS.get(currency));

test('large amounts are read as people write them, and written with all decimals of the currency', () => {
  const amounts = { EUR: '900.50', JPY: '150000', USD: '1000.00' };
  expect(read('usd 1000, JPY 150000;\nEUR 900.5')).toEqual({ given: amounts });
  expect(writtenLargeAmounts(amounts)).toBe('EUR 900.50, JPY 150000, USD 1000.00');
  expect(read('')).toEqual({ given: {} });
});

test.each([
  ['1000', 'write “USD 1000, EUR 900”'],
  ['XYZ 10', 'XYZ is not known'],
  ['USD 10, USD 20', 'twice'],
  ['USD 0', 'more than nothing'],
  ['USD -5', 'more than nothing'],
  ['JPY 1.5', 'more than 0 decimals'],
  ['USD ten', 'is not an amount'],
])('“%s” is refused with what is wrong', (text, message) => {
  expect(read(text)).toEqual({ message: expect.stringContaining(message) });
});
