import { INVOICE_FILTER } from '#reconciliation/books/invoice-filter.ts';
import { INVOICE_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { sortedBy } from '../../forms/list-sort.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** The newest first. */
export const USUAL_SORT = 'created';

/** What the address of the list of invoices may say; its export reads the same address. */
export const INVOICE_LIST = INVOICE_FILTER.extend({
  ...PAGE_ADDRESS.shape,
  ...sortedBy(INVOICE_SORTS, USUAL_SORT),
});
