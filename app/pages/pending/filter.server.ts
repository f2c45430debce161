import { INVOICE_FILTER } from '#reconciliation/books/invoice-filter.ts';
import { invoiceCursor } from '../../forms/keyset.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** Which of those that are pending: what asks about them, and the page of that, say it like the list. */
export const PENDING = PAGE_ADDRESS.extend({ age: INVOICE_FILTER.shape.age });

/** What the address of the list of what is pending may say. */
export const PENDING_LIST = PENDING.extend({ after: invoiceCursor.optional() });
