import { z } from 'zod';
import type { Account } from '#reconciliation/accounts.ts';
import type { InvoiceFilter } from '#reconciliation/book/invoices.ts';
import { age, mode, optionalCurrency, optionalDay, optionalText, read } from '../../form.ts';

const Params = z.object({
  mode,
  status: optionalText.catch(undefined),
  pending: z
    .literal('yes')
    .transform(() => true)
    .optional()
    .catch(undefined),
  age,
  currency: optionalCurrency,
  search: optionalText.catch(undefined),
  from: optionalDay,
  to: optionalDay,
});

/** The filter that a URL names; the list and its export read it alike. */
export function invoiceFilter(
  url: URL,
  { id: accountId, timeZone }: Pick<Account, 'id' | 'timeZone'>,
): InvoiceFilter & { mode: 'live' | 'test' } {
  const { pending, ...filter } = read(Params, url.searchParams);
  return { accountId, timeZone, ...filter, isPending: pending };
}
