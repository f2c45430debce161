import { groupedDigits } from './grouped-amount.ts';

/** A number of things as counted; `capped` where counting stopped at that many. */
export type Count = { count: number | bigint; capped: boolean };

/** `1,234`, or `10,000+` where nobody counted further. */
export function countText({ count, capped }: Count): string {
  return groupedDigits(count.toString()) + (capped ? '+' : '');
}
