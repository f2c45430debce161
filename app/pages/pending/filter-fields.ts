import { STATUSES } from '#paymega/statuses.ts';
import type { InvoiceFilter } from '#reconciliation/books/invoice-conditions.ts';
import { currencyField, type FilterField } from '../../ui/lists/filter-control.tsx';

type FilterValues = Pick<InvoiceFilter, 'search' | 'status' | 'service' | 'currency' | 'from' | 'to'>;

/** The controls of the filter of what is pending; how long it has waited stands above them. */
export function filterFields({ search, status, service, currency, from, to }: FilterValues): FilterField[] {
  return [
    { name: 'search', label: 'Invoice, reference or amount', type: 'search', value: search ?? '' },
    {
      ...{ name: 'status', label: 'Status', type: 'select', value: status ?? '' },
      options: Object.entries(STATUSES)
        .filter(([, { isFinal }]) => !isFinal)
        .map(([value, { label }]) => ({ value, label })),
    },
    { name: 'service', label: 'Service', type: 'text', value: service === null ? 'none' : (service ?? '') },
    { ...currencyField, value: currency ?? '' },
    { name: 'from', label: 'Created from', type: 'date', value: from ?? '' },
    { name: 'to', label: 'to', type: 'date', value: to ?? '' },
  ];
}
