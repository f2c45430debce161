import { currency, oneOf } from '#identity/filter.ts';
import { REPORT_ADDRESS, rangeAsked, serviceAsked } from '../range.server.ts';

/** What the address of a page of fees may say. */
export const FEE_ADDRESS = REPORT_ADDRESS.extend({
  currency: currency.optional(),
  service: serviceAsked.optional(),
  by: oneOf(['day', 'month']).default('day'),
});

type Asked = { from?: string | undefined; to?: string | undefined };

/** The range of days of such an address: the month so far where it names none. */
export function feeRange(asked: Asked, timeZone: string) {
  return rangeAsked(asked, timeZone, 'month');
}
