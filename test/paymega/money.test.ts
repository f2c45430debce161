import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMinor, MoneyError, parseMinor } from '#paymega/money.ts';

const MAX_MINOR = 2n ** 63n - 1n;
const minor = fc.bigInt({ min: -MAX_MINOR, max: MAX_MINOR });

describe.each([0, 1, 2, 3, 4])('with %i decimals', (exponent) => {
  test('an amount that is written out and read again is the same amount', () => {
    fc.assert(
      fc.property(minor, (amount) => {
        expect(parseMinor(formatMinor(amount, exponent), exponent)).toBe(amount);
      }),
    );
  });

  test('an amount is written with all decimals of its currency, and no more', () => {
    const form = exponent === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${exponent}}$`);
    fc.assert(
      fc.property(minor, (amount) => {
        expect(formatMinor(amount, exponent)).toMatch(form);
      }),
    );
  });

  test('zeros at the end change nothing', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 30 }), (amount, zeros) => {
        const point = exponent === 0 ? '.' : '';
        const written = formatMinor(amount, exponent) + point + '0'.repeat(zeros);
        expect(parseMinor(written, exponent)).toBe(amount);
      }),
    );
  });

  test('an amount that is finer than its currency is refused, never rounded', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 9 }), (amount, digit) => {
        const finer = `${formatMinor(amount, exponent)}${exponent === 0 ? '.' : ''}${digit}`;
        expect(faultOf(finer, exponent)).toBe('too_fine');
      }),
    );
  });
});

test('a power of ten moves the point', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: -2, max: 4 }), (whole, power) => {
      expect(parseMinor(`${whole}e${power}`, 2)).toBe(whole * 10n ** BigInt(power + 2));
    }),
  );
});

test.each([
  ['17', 2, 1700n],
  ['17.00', 2, 1700n],
  ['1e2', 2, 10_000n],
  ['1E+2', 0, 100n],
  ['5e-1', 2, 50n],
  ['3.33', 2, 333n],
  ['0.1', 2, 10n],
  ['1.00', 0, 1n],
  ['0.0000', 4, 0n],
  ['0e-9', 2, 0n],
  ['-0.01', 2, -1n],
  ['1.005', 3, 1005n],
  ['9007199254740993.01', 2, 900_719_925_474_099_301n],
  ['92233720368547758.07', 2, MAX_MINOR],
] as const)('%s with %i decimals is %s', (written, exponent, expected) => {
  expect(parseMinor(written, exponent)).toBe(expected);
});

test.each([
  ['9223372036854775808', 0],
  ['92233720368547758.08', 2],
  ['-92233720368547758.08', 2],
  ['1e19', 0],
  ['1e999', 4],
] as const)('%s with %i decimals does not fit, and is refused', (written, exponent) => {
  expect(faultOf(written, exponent)).toBe('too_large');
});

test.each([
  ['0.01', 1],
  ['1.5', 0],
  ['1e-3', 2],
  ['9e-999', 4],
  ['100.0000000000000000000001', 2],
] as const)('%s with %i decimals is too fine', (written, exponent) => {
  expect(faultOf(written, exponent)).toBe('too_fine');
});

test.each([
  '',
  ' ',
  ' 5',
  '5\n',
  '+5',
  '.5',
  '5.',
  '1,5',
  '1_000',
  '0x10',
  '1e',
  '--1',
  'NaN',
  'Infinity',
  '٣',
])('“%s” is no amount', (written) => {
  expect(faultOf(written, 2)).toBe('not_a_number');
});

function faultOf(written: string, exponent: number): string {
  try {
    return `read as ${parseMinor(written, exponent)}`;
  } catch (error) {
    if (error instanceof MoneyError) return error.fault;
    throw error;
  }
}
