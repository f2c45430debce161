import { z } from 'zod';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { assertDaysInOrder, currency, day, oneOf, text } from '#identity/filter.ts';
import { AGE_BANDS } from './age-bands.ts';
import type { InvoiceFilter } from './invoices.ts';
import { assertKnown } from './known-values.ts';

/** What names the invoices of a list, in an address, in the API and on the command line alike. */
export const INVOICE_FILTER = z.object({
  status: text.optional(),
  pending: oneOf(['yes']).optional(),
  age: oneOf(AGE_BANDS.map(({ key }) => key)).optional(),
  currency: currency.optional(),
  search: text.optional(),
  from: day.optional(),
  to: day.optional(),
});

type Asked = z.output<typeof INVOICE_FILTER>;

/**
 * The filter of a list of one account's invoices.
 * @throws FilterRefusal (422) where its days are in the wrong order, or a status or a currency is none
 */
export async function invoiceFilter<Mode extends InvoiceFilter['mode']>(
  sql: Queryable,
  { id: accountId, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  asked: Asked & { mode: Mode },
): Promise<InvoiceFilter & { mode: Mode }> {
  const { mode, status, pending, age, currency: code, search, from, to } = asked;
  assertDaysInOrder(asked);
  await assertKnown(sql, accountId, asked);
  const isPending = pending === undefined ? undefined : true;
  return { accountId, timeZone, mode, status, isPending, age, currency: code, search, from, to };
}
