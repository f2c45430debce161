import { STATUSES } from '#paymega/statuses.ts';
import type { InvoiceFilter } from '#reconciliation/books/invoices.ts';
import { currencyField, type FilterField } from '../../ui/lists/filter-control.tsx';

type FilterValues = Pick<InvoiceFilter, 'search' | 'status' | 'currency' | 'from' | 'to'>;

/** The controls of the filter of invoices, as the address fills them in. */
export function filterFields({ search, status, currency, from, to }: FilterValues): FilterField[] {
  return [
    { name: 'search', label: 'Invoice, reference or amount', type: 'search', value: search ?? '' },
    {
      ...{ name: 'status', label: 'Status', type: 'select', value: status ?? '' },
      options: Object.entries(STATUSES).map(([value, { label }]) => ({ value, label })),
    },
    { ...currencyField, value: currency ?? '' },
    { name: 'from', label: 'Created from', type: 'date', value: from ?? '' },
    { name: 'to', label: 'to', type: 'date', value: to ?? '' },
  ];
}
