import { groupedDigits } from './grouped-amount.ts';

/** `1 payment`, `1,234 payments`; `many` where an s does not make it. */
export function pluralize(count: number | bigint, one: string, many = `${one}s`): string {
  return `${groupedDigits(count.toString())} ${count.toString() === '1' ? one : many}`;
}

/** `, the latest 100 of 1,234` where a list shows fewer than there are; else nothing. */
export function pluralizeOf(listed: number, total: number): string {
  return listed < total
    ? `, the latest ${groupedDigits(String(listed))} of ${groupedDigits(String(total))}`
    : '';
}
