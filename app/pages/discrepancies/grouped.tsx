import type { Group, Grouping } from '#reconciliation/discrepancies/groups.ts';
import { CAUSES, kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { Table } from '../../ui/lists/table.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Age } from '../../ui/values/time.tsx';
import { atRiskColumns } from './at-risk-columns.tsx';

type GroupedProps = {
  by: Grouping;
  groups: readonly (Group & { href: string })[];
  now: Date;
};

/** The list in groups; each leads to its own part of it. */
export function Grouped({ by, groups, now }: GroupedProps) {
  return (
    <Table
      caption={`Discrepancies by ${by}`}
      emptyText="No discrepancies match"
      rows={groups}
      rowKey={({ key }) => key ?? ''}
      rowHref={({ href }) => href}
      columns={[
        {
          key: 'group',
          header: by === 'assignee' ? 'Reviewed by' : labelOf(by),
          render: ({ key }) => groupLabel(by, key),
        },
        { key: 'count', header: 'Discrepancies', align: 'right', render: ({ count }) => count },
        ...atRiskColumns(groups),
        {
          key: 'oldest',
          header: 'Oldest',
          align: 'right',
          render: ({ oldestAt }) => <Age seconds={(now.getTime() - oldestAt.getTime()) / 1000} />,
        },
      ]}
    />
  );
}

/** A group's key in words. */
export function groupLabel(by: Grouping, key: string | null): string {
  if (key === null) return by === 'assignee' ? 'Nobody' : 'Not shown';
  if (by === 'kind') return kindLabel(key);
  if (by === 'cause') return CAUSES[key as keyof typeof CAUSES] ?? key;
  return by === 'severity' ? labelOf(key) : key;
}
