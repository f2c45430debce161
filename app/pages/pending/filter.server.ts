import { INVOICE_FILTER } from '#reconciliation/books/invoice-filter.ts';
import { PENDING_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { sortedBy } from '../../forms/list-sort.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What has waited longest first. */
export const USUAL_SORT = 'waiting';

const { age, status, service, currency, search, from, to } = INVOICE_FILTER.shape;
const NARROWED = { age, status, service, currency, search, from, to };

/** Which of those that are pending: what asks about them, and the page of that, say it like the list. */
export const PENDING = PAGE_ADDRESS.extend(NARROWED);

/** What the address of the list of what is pending may say. */
export const PENDING_LIST = PENDING.extend(sortedBy(PENDING_SORTS, USUAL_SORT));
