import { CAUSES, kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { Identifier } from '../../ui/values/identifier.tsx';
import { Money } from '../../ui/values/money.tsx';
import { DiscrepancyState, Severity } from '../../ui/values/status.tsx';
import { Age } from '../../ui/values/time.tsx';
import { Difference } from './difference.tsx';

/** A row of the work list, as its page sends it. */
export type ListedRow = Pick<
  DiscrepancyRow,
  | 'id'
  | 'kind'
  | 'severity'
  | 'subject'
  | 'referenceId'
  | 'atRisk'
  | 'ours'
  | 'theirs'
  | 'cause'
  | 'state'
  | 'resolution'
  | 'assignee'
  | 'openedAt'
  | 'invoiceCreatedAt'
>;

/** What a page sends of a row: the evidence of fifty would be most of it, and no list shows any. */
export function listed(row: DiscrepancyRow): ListedRow {
  const { id, kind, severity, subject, referenceId, atRisk, ours, theirs } = row;
  const { cause, state, resolution, assignee, openedAt, invoiceCreatedAt } = row;
  return {
    ...{ id, kind, severity, subject, referenceId, atRisk, ours, theirs },
    ...{ cause, state, resolution, assignee, openedAt, invoiceCreatedAt },
  };
}

/** What fits beside a preview. */
export const BESIDE_PREVIEW: readonly string[] = ['kind', 'severity', 'subject', 'risk'];

/** The columns of the work list. */
export function discrepancyColumns(now: Date): readonly Column<ListedRow>[] {
  return [
    {
      key: 'kind',
      header: 'Kind',
      render: ({ kind }) => <span className="whitespace-nowrap">{kindLabel(kind)}</span>,
    },
    {
      key: 'severity',
      header: 'Severity',
      isPlain: true,
      render: ({ severity }) => <Severity level={severity} />,
    },
    {
      key: 'subject',
      header: 'Invoice',
      render: ({ subject }) => <Identifier text={subject} />,
    },
    {
      key: 'reference',
      header: 'Reference',
      isPlain: true,
      hideOnPhone: true,
      render: ({ referenceId }) => <Identifier text={referenceId} />,
    },
    { key: 'risk', header: 'At risk', align: 'right', render: ({ atRisk }) => <Money amount={atRisk} /> },
    {
      key: 'sides',
      header: 'What differs',
      // Two lines at the most: what is longer stands whole on its page.
      render: (row) => (
        <span className="line-clamp-2">
          <Difference {...row} />
        </span>
      ),
    },
    {
      key: 'cause',
      header: 'Cause',
      hideOnPhone: true,
      render: ({ cause }) => (
        <span className="whitespace-nowrap">
          {cause ? (CAUSES[cause as keyof typeof CAUSES] ?? cause) : ''}
        </span>
      ),
    },
    {
      key: 'state',
      header: 'State',
      isPlain: true,
      render: ({ state, resolution, assignee }) => (
        <span title={assignee ?? undefined}>
          <DiscrepancyState state={state} resolution={resolution} />
        </span>
      ),
    },
    {
      key: 'age',
      header: 'Age',
      align: 'right',
      render: ({ openedAt, invoiceCreatedAt }) => (
        <span title={`Opened ${openedAt.toISOString()}`}>
          <Age seconds={(now.getTime() - invoiceCreatedAt.getTime()) / 1000} />
        </span>
      ),
    },
  ];
}
