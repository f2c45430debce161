import { CAUSES, KINDS, SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import { currencyField, type FilterField } from '../../ui/lists/filter-control.tsx';
import type { WorkListAddress } from './filter.server.ts';

/** What the controls of the work list's filter say. */
export type FilterValues = Omit<WorkListAddress, 'run' | 'effect' | 'group' | 'after' | 'preview'>;

/** The controls of the work list's filter, as its address fills them in. */
export function filterFields(
  values: FilterValues,
  reviewers: readonly { id: number; email: string }[],
): FilterField[] {
  const select = (
    name: keyof FilterValues,
    label: string,
    options: readonly { value: string; label: string }[],
  ) => ({
    ...{ name, label, options },
    type: 'select' as const,
    value: values[name] ?? '',
  });
  const date = (name: 'from' | 'to' | 'day', label: string) => ({
    ...{ name, label },
    type: 'date' as const,
    value: values[name] ?? '',
  });
  const label = (of: Record<string, { label: string } | string>) =>
    Object.entries(of).map(([value, one]) => ({ value, label: typeof one === 'string' ? one : one.label }));
  return [
    { name: 'search', label: 'Invoice, reference or amount', type: 'search', value: values.search ?? '' },
    {
      ...select('state', 'State', [
        { value: '', label: 'Unresolved' },
        { value: 'open', label: 'Open' },
        { value: 'in_review', label: 'In review' },
        { value: 'resolved', label: 'Resolved' },
        { value: 'all', label: 'All' },
      ]),
      value: values.state === 'unresolved' ? '' : values.state,
    },
    select('kind', 'Kind', label(KINDS)),
    select(
      'severity',
      'Severity',
      SEVERITIES.map((value) => ({ value, label: value })),
    ),
    select('cause', 'Cause', [...label(CAUSES), { value: 'unknown', label: 'Not shown' }]),
    { ...currencyField, value: values.currency ?? '' },
    select('assignee', 'Reviewed by', [
      { value: 'me', label: 'Me' },
      { value: 'none', label: 'Nobody' },
      ...reviewers.map(({ id, email }) => ({ value: String(id), label: email })),
    ]),
    date('from', 'Opened from'),
    date('to', 'to'),
    date('day', 'Created on'),
  ];
}
