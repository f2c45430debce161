import { CAUSES, KINDS, SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import { currencyField, type FilterField } from '../../ui/lists/filter-control.tsx';
import type { WorkListAddress } from './filter.server.ts';

type Shown = Omit<WorkListAddress, 'run' | 'did' | 'group' | 'after' | 'preview'>;

/** The controls of the work list's filter, as its address fills them in. */
export function filterFields(
  shown: Shown,
  reviewers: readonly { id: number; email: string }[],
): FilterField[] {
  const select = (
    name: keyof Shown,
    label: string,
    options: readonly { value: string; label: string }[],
  ) => ({
    ...{ name, label, options },
    type: 'select' as const,
    value: shown[name] ?? '',
  });
  const date = (name: 'from' | 'to' | 'day', label: string) => ({
    ...{ name, label },
    type: 'date' as const,
    value: shown[name] ?? '',
  });
  const words = (of: Record<string, { words: string } | string>) =>
    Object.entries(of).map(([value, one]) => ({ value, label: typeof one === 'string' ? one : one.words }));
  return [
    { name: 'search', label: 'Invoice, reference or amount', type: 'search', value: shown.search ?? '' },
    {
      ...select('state', 'State', [
        { value: '', label: 'Unresolved' },
        { value: 'open', label: 'Open' },
        { value: 'in_review', label: 'In review' },
        { value: 'resolved', label: 'Resolved' },
        { value: 'all', label: 'All' },
      ]),
      value: shown.state === 'unresolved' ? '' : shown.state,
    },
    select('kind', 'Kind', words(KINDS)),
    select(
      'severity',
      'Severity',
      SEVERITIES.map((value) => ({ value, label: value })),
    ),
    select('cause', 'Cause', [...words(CAUSES), { value: 'unknown', label: 'Not shown' }]),
    { ...currencyField, value: shown.currency ?? '' },
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
