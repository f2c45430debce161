import { z } from 'zod';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { daysOfRange } from '#identity/accounts/day-range.ts';
import { assertDaysInOrder, currency, day, FilterRefusal, oneOf, text } from '#identity/filter.ts';
import { AGE_BANDS } from './age-bands.ts';
import type { InvoiceFilter } from './invoice-conditions.ts';
import { assertKnown } from './known-values.ts';
import { RESULTS } from './results.ts';

/** Of a service or a resolution: that none was told. */
const NONE = 'none';
const nameOrNone = text.transform((name) => (name === NONE ? null : name));

/** What names the invoices of a list, in an address, in the API and on the command line alike. */
export const INVOICE_FILTER = z.object({
  status: text.optional(),
  pending: oneOf(['yes']).optional(),
  age: oneOf(AGE_BANDS.map(({ key }) => key)).optional(),
  currency: currency.optional(),
  service: nameOrNone.optional(),
  result: oneOf(RESULTS).optional(),
  resolution: nameOrNone.optional(),
  search: text.optional(),
  from: day.optional(),
  to: day.optional(),
  weekday: oneOf(['1', '2', '3', '4', '5', '6', '7']).transform(Number).optional(),
  hour: z
    .string()
    .regex(/^(1?\d|2[0-3])$/, 'must be an hour of the clock, 0 to 23')
    .transform(Number)
    .optional(),
});

type Asked = z.output<typeof INVOICE_FILTER>;

/**
 * The filter of a list of one account's invoices.
 * @throws FilterRefusal (422) where its days are in the wrong order, a status or a currency is none, or a weekday
 *   or an hour is asked for without a range of days, or of too many
 */
export async function invoiceFilter<Mode extends InvoiceFilter['mode']>(
  sql: Queryable,
  { id: accountId, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  asked: Asked & { mode: Mode },
): Promise<InvoiceFilter & { mode: Mode }> {
  const { mode, status, pending, age, currency: code, search, from, to } = asked;
  const { service, result, resolution, weekday, hour } = asked;
  assertDaysInOrder(asked);
  assertRangeOfClock(asked, timeZone);
  await assertKnown(sql, accountId, asked);
  const isPending = pending === undefined ? undefined : true;
  const ofClock = { weekday, hour };
  const of = { accountId, mode, status, isPending, age, currency: code, service, result, resolution, search };
  return { ...of, timeZone, from, to, ...ofClock };
}

// Which instants a clock shows an hour at is counted day by day.
function assertRangeOfClock({ from, to, weekday, hour }: Asked, timeZone: string): void {
  const [name, value] = weekday === undefined ? (['hour', hour] as const) : (['weekday', weekday] as const);
  if (value === undefined) return;
  if (from === undefined || to === undefined)
    throw new FilterRefusal([
      { name, value: String(value), message: 'needs from and to, which say of which days' },
    ]);
  daysOfRange({ from, to }, timeZone);
}
