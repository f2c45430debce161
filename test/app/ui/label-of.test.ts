import { expect, test } from 'vitest';
import { deviceName } from '#app/access/device-name.server.ts';
import { countText } from '#app/ui/values/count-text.ts';
import { labelOf } from '#app/ui/values/label-of.ts';
import { pluralize, pluralizeOf } from '#app/ui/values/pluralize.ts';

test('a count is grouped, and says where counting stopped', () => {
  expect(countText({ count: 1234, capped: false })).toBe('1,234');
  expect(countText({ count: 10_000n, capped: true })).toBe('10,000+');
});

test('codes read as words', () => {
  expect(labelOf('in_review')).toBe('In review');
  expect(labelOf('refused: signature')).toBe('Refused: signature');
});

test('one thing is one, and many are many', () => {
  expect(pluralize(1, 'payment')).toBe('1 payment');
  expect(pluralize(0, 'payment')).toBe('0 payments');
  expect(pluralize(1n, 'discrepancy', 'discrepancies')).toBe('1 discrepancy');
  expect(pluralize(1234, 'discrepancy', 'discrepancies')).toBe('1,234 discrepancies');
});

test('a browser is named for people, and one that nobody knows as it calls itself', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
  expect(deviceName(chrome)).toBe('Chrome 156 on Linux');
  expect(deviceName('shop-exporter')).toBe('shop-exporter');
  expect(deviceName(null)).toBe('unknown');
});

test('a list says so where it shows only the latest', () => {
  expect(pluralizeOf(100, 1234)).toBe(', the latest 100 of 1,234');
  expect(pluralizeOf(63, 63)).toBe('');
});
