import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMinor } from '#paymega/money.ts';
import { guessDecimalSign, readAmount } from '#reconciliation/statements/read-number.ts';

const minor = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
const exponent = fc.constantFrom(0, 2, 3, 4);

/** An amount as a file may write it. */
function written(amount: bigint, decimals: number, sign: '.' | ',', thousands: string): string {
  const [whole = '', fraction] = formatMinor(amount, decimals).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return fraction === undefined ? grouped : `${grouped}${sign}${fraction}`;
}

describe('an amount is read exactly', () => {
  test.each([
    ['.', ','],
    ['.', ''],
    ['.', ' '],
    ['.', '’'],
    [',', '.'],
    [',', '\u202f'],
  ] as const)('with %s before the decimals and “%s” between thousands, whatever it is', (sign, thousands) => {
    fc.assert(
      fc.property(minor, exponent, (amount, decimals) => {
        expect(readAmount(written(amount, decimals, sign, thousands), sign, decimals)).toBe(amount);
      }),
    );
  });

  test('where a program has written out the binary number of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 9 }), (cents, times) => {
        const sum = Array.from({ length: times }, () => cents / 100).reduce((all, one) => all + one, 0);
        const text = sum.toPrecision(17).replace(/\.?0+$/, '');
        if (!/e/.test(text)) expect(readAmount(text, '.', 2)).toBe(BigInt(cents * times));
      }),
    );
  });

  test.each([
    ['0.30000000000000004', '.', 2, 30n],
    ['(1,234.50)', '.', 2, -123_450n],
    ['12.00-', '.', 2, -1200n],
    ['−12,00 €', ',', 2, -1200n],
    ['USD 12.30', '.', 2, 1230n],
    ['1E3', '.', 2, 100_000n],
    ['.5', '.', 2, 50n],
    ['100.00', '.', 0, 100n],
  ] as const)('%s', (text, sign, decimals, amount) => {
    expect(readAmount(text, sign, decimals)).toBe(amount);
  });
});

test.each([
  '1.005',
  '0.299',
  '12345678901234.567',
  '1,23.00',
  '1,2345.00',
  '--1',
  '1.2.3',
  '=1+1',
  '',
  'n/a',
  '1 2',
  '12.3.',
])('nothing is made of %s in dollars', (text) => {
  expect(() => readAmount(text, '.', 2)).toThrow();
});

test('the decimal sign is told by how amounts are written, and where it is not, that is said', () => {
  expect(guessDecimalSign(['1.234,50', '3,00'], 2, '.')).toEqual({ sign: ',', isSure: true });
  expect(guessDecimalSign(['1,234', '12'], 2, '.')).toEqual({ sign: '.', isSure: true });
  expect(guessDecimalSign(['1,234'], 3, '.')).toEqual({ sign: '.', isSure: false });
  expect(guessDecimalSign(['0,234'], 3, '.')).toEqual({ sign: ',', isSure: true });
});
