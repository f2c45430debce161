import { STATUSES } from '#paymega/statuses.ts';
import type { InvoiceFilter } from '#reconciliation/books/invoice-conditions.ts';
import { RESULTS, type Result } from '#reconciliation/books/results.ts';
import { currencyField, type FilterField } from '../../ui/lists/filter-control.tsx';
import type { FurtherChip } from '../../ui/lists/filter-menu.tsx';

type FilterValues = Pick<
  InvoiceFilter,
  'search' | 'status' | 'currency' | 'from' | 'to' | 'service' | 'result' | 'resolution'
>;

const RESULT_LABELS: Record<Result, string> = {
  ...{ paid: 'Paid', failed: 'Failed', decided: 'Paid or failed' },
  ...{ refunded: 'Refunded', charged_back: 'Charged back' },
};
/** Of a service or a resolution: that none was told. */
const named = (name: string | null | undefined) => (name === null ? 'none' : (name ?? ''));

/** The controls of the filter of invoices, as the address fills them in. */
export function filterFields({ search, status, currency, from, to, ...filter }: FilterValues): FilterField[] {
  return [
    { name: 'search', label: 'Invoice, reference or amount', type: 'search', value: search ?? '' },
    {
      ...{ name: 'status', label: 'Status', type: 'select', value: status ?? '' },
      options: Object.entries(STATUSES).map(([value, { label }]) => ({ value, label })),
    },
    {
      ...{ name: 'result', label: 'Result', type: 'select', value: filter.result ?? '' },
      options: RESULTS.map((value) => ({ value, label: RESULT_LABELS[value] })),
    },
    { name: 'service', label: 'Service', type: 'text', value: named(filter.service) },
    { name: 'resolution', label: 'Resolution', type: 'text', value: named(filter.resolution) },
    { ...currencyField, value: currency ?? '' },
    { name: 'from', label: 'Created from', type: 'date', value: from ?? '' },
    { name: 'to', label: 'to', type: 'date', value: to ?? '' },
  ];
}

/** The weekday and the hour that the list is of: a figure leads here with them, and no control has them. */
export function clockOf({ weekday, hour }: Pick<InvoiceFilter, 'weekday' | 'hour'>): Record<string, string> {
  return {
    ...(weekday !== undefined && { weekday: String(weekday) }),
    ...(hour !== undefined && { hour: String(hour) }),
  };
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The same as chips, which take it away. */
export function clockChips({ weekday, hour }: Pick<InvoiceFilter, 'weekday' | 'hour'>): FurtherChip[] {
  const chips = [
    { label: `Weekday: ${WEEKDAYS[(weekday ?? 1) - 1]}`, names: ['weekday'], isSet: weekday !== undefined },
    { label: `Hour: ${hour} to ${(hour ?? 0) + 1}`, names: ['hour'], isSet: hour !== undefined },
  ];
  return chips.filter(({ isSet }) => isSet);
}
