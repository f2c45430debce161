import { text } from '#identity/filter.ts';
import { INVOICE_FILTER } from '#reconciliation/books/invoice-filter.ts';
import { CALLBACK_FILTER } from '#reconciliation/callbacks/callback-filter.ts';
import { DISCREPANCY_FILTER } from '#reconciliation/discrepancies/discrepancy-filter.ts';
import { discrepancyCursor, invoiceCursor, numberCursor } from '../forms/keyset.ts';
import { ACCOUNT, mode, pageBy } from './list-answer.ts';

/** What each address of the API may be asked; openapi.json tells the same. */
export const PARAMS = {
  '/api/v1/invoices': INVOICE_FILTER.extend({ mode, ...pageBy(invoiceCursor) }),
  '/api/v1/discrepancies': DISCREPANCY_FILTER.extend({ mode, ...pageBy(discrepancyCursor) }),
  '/api/v1/callbacks': CALLBACK_FILTER.extend({
    invoice_id: text.optional(),
    ...pageBy(numberCursor('callbacks')),
  }),
  '/api/v1/runs': ACCOUNT.extend(pageBy(numberCursor('runs'))),
  'POST /api/v1/runs': ACCOUNT,
  '/api/v1/runs/{id}': ACCOUNT,
};
