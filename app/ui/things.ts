import { groupedDigits } from './grouped-amount.ts';

/** `1 payment`, `1,234 payments`; `many` where an s does not make it. */
export function things(count: number | bigint, one: string, many = `${one}s`): string {
  return `${groupedDigits(count.toString())} ${count.toString() === '1' ? one : many}`;
}
