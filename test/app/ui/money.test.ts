import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { groupedAmount, groupedDigits } from '#app/ui/values/grouped-amount.ts';
import { Money, MoneyList } from '#app/ui/values/money.tsx';

test.each([
  [0n, 2, '0.00'],
  [5n, 2, '0.05'],
  [99999n, 2, '999.99'],
  [100000n, 2, '1,000.00'],
  [-123456789n, 2, '-1,234,567.89'],
  [-99900n, 2, '-999.00'],
  [1234567n, 0, '1,234,567'],
  [1234567n, 3, '1,234.567'],
  [9223372036854775807n, 2, '92,233,720,368,547,758.07'],
])('%s minor units with %i decimals read %s', (minor, exponent, message) => {
  expect(groupedAmount(minor, exponent)).toBe(message);
});

test('the decimals are never grouped', () => {
  expect(groupedAmount(12345678n, 4)).toBe('1,234.5678');
});

test('digits are grouped in threes from the right', () => {
  expect(['1', '123', '1234', '-1234', '123456', '1234567'].map(groupedDigits)).toEqual([
    '1',
    '123',
    '1,234',
    '-1,234',
    '123,456',
    '1,234,567',
  ]);
});

test('an amount nobody told is a dash that says so, not a zero', () => {
  expect(renderToStaticMarkup(createElement(Money, { amount: null }))).toMatch(/title="not told">—</);
});

test('amounts of two currencies stay two lines', () => {
  const amounts = [
    { minor: 100n, currency: 'EUR', exponent: 2 },
    { minor: 250n, currency: 'JPY', exponent: 0 },
  ];
  const markup = renderToStaticMarkup(createElement(MoneyList, { amounts }));
  expect(markup.match(/<li>/g)).toHaveLength(2);
  expect(markup).toContain('<data value="1.00">1.00</data>');
});
