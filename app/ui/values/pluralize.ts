import { groupedDigits } from './grouped-amount.ts';

/** `1 payment`, `1,234 payments`; `many` where an s does not make it. */
export function things(count: number | bigint, one: string, many = `${one}s`): string {
  return `${groupedDigits(count.toString())} ${count.toString() === '1' ? one : many}`;
}

/** `, the latest 100 of 1,234` where a list shows fewer than there are; else nothing. */
export function ofAll(shown: number, total: number): string {
  return shown < total
    ? `, the latest ${groupedDigits(String(shown))} of ${groupedDigits(String(total))}`
    : '';
}
