import type { FilterField } from '../../ui/lists/filter-control.tsx';
import { labelOf } from '../../ui/values/label-of.ts';

/** What narrows a list of callbacks, received or refused. */
export type Narrowed = {
  search?: string | undefined;
  reason?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

/** The controls of that filter, as the address fills them in; the search comes first. */
export function narrowingFields(
  { search, reason, from, to }: Narrowed,
  reasons: readonly string[],
): [FilterField, ...FilterField[]] {
  return [
    { name: 'search', label: 'Invoice', type: 'search', value: search ?? '' },
    {
      ...{ name: 'reason', label: 'Reason', type: 'select', value: reason ?? '' },
      options: reasons.map((value) => ({ value, label: labelOf(value) })),
    },
    { name: 'from', label: 'Received from', type: 'date', value: from ?? '' },
    { name: 'to', label: 'to', type: 'date', value: to ?? '' },
  ];
}
