import { INVOICE_FILTER } from '#reconciliation/books/invoice-filter.ts';
import { invoiceCursor } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of the list of invoices may say; its export reads the same address. */
export const INVOICE_LIST = INVOICE_FILTER.extend({ ...PAGE_ADDRESS.shape, after: invoiceCursor.optional() });
