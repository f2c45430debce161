import { formatMinor } from '#paymega/money.ts';

/** Minor units → `1,234,567.89`: grouped in the text of the exact numeral, never through a binary float. */
export function groupedAmount(minor: bigint, exponent: number): string {
  return groupedDecimal(formatMinor(minor, exponent));
}

/** `-1234567.89` → `-1,234,567.89`. */
export function groupedDecimal(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = groupedDigits(whole);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `-1234567` → `-1,234,567`. */
export function groupedDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
