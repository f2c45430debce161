import type { Facet } from '#reconciliation/discrepancies/groups.ts';
import { CAUSES, KINDS, SEVERITIES } from '#reconciliation/discrepancies/kinds.ts';
import { currencyField, type FilterField, type FilterOption } from '../../ui/lists/filter-control.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import type { WorkListAddress } from './filter.server.ts';

/** What the controls of the work list's filter say. */
export type FilterValues = Omit<WorkListAddress, 'run' | 'effect' | 'group' | 'sort' | 'after' | 'preview'>;

/**
 * How many there are of each kind and severity, were that part of the filter another one; null where there are too many to
 * count.
 */
export type Counted = { kind: readonly Facet[]; severity: readonly Facet[] } | null;

/** The controls of the work list's filter, as its address fills them in. */
export function filterFields(
  values: FilterValues,
  reviewers: readonly { id: number; label: string }[],
  counted: Counted,
): FilterField[] {
  const select = (name: keyof FilterValues, label: string, options: readonly FilterOption[]) => ({
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
  const withCounts = (options: readonly FilterOption[], facets: readonly Facet[] | undefined) =>
    options.map((option) => ({
      ...option,
      count: facets && (facets.find(({ key }) => key === option.value)?.count ?? 0),
    }));
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
    select('kind', 'Kind', withCounts(label(KINDS), counted?.kind)),
    select(
      'severity',
      'Severity',
      withCounts(
        SEVERITIES.map((value) => ({ value, label: labelOf(value) })),
        counted?.severity,
      ),
    ),
    select('cause', 'Cause', [...label(CAUSES), { value: 'unknown', label: 'Not shown' }]),
    { ...currencyField, value: values.currency ?? '' },
    select('assignee', 'Reviewed by', [
      { value: 'me', label: 'Me' },
      { value: 'none', label: 'Unassigned' },
      ...reviewers.map(({ id, label }) => ({ value: String(id), label })),
    ]),
    date('from', 'Opened from'),
    date('to', 'to'),
    date('day', 'Created on'),
  ];
}
