import { z } from 'zod';
import type { InvoiceFilter } from '#reconciliation/book/invoices.ts';
import { mode, optionalDay, optionalText, read } from '../../form.ts';

const Params = z.object({
  mode,
  status: optionalText.catch(undefined),
  currency: optionalText.catch(undefined),
  search: optionalText.catch(undefined),
  from: optionalDay,
  to: optionalDay,
});

/** The filter that a URL names; the list and its export read it alike. */
export function invoiceFilter(url: URL, accountId: number): InvoiceFilter & { mode: 'live' | 'test' } {
  return { accountId, ...read(Params, url.searchParams) };
}
