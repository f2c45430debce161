import type { ReactNode } from 'react';
import type { Group, Grouping } from '#reconciliation/discrepancies/groups.ts';
import { CAUSES, kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { Table } from '../../ui/lists/table.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { type Amount, Money, MoneyList } from '../../ui/values/money.tsx';
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
      foot={[{ label: 'Sum of all', cells: sumsOf(groups) }]}
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

/** The sums of the columns: that of the counts, and of each currency by itself. */
function sumsOf(groups: readonly Group[]): Record<string, ReactNode> {
  const sums = new Map<string, Amount>();
  for (const { atRisk } of groups) {
    for (const amount of atRisk) {
      const minor = (sums.get(amount.currency)?.minor ?? 0n) + amount.minor;
      sums.set(amount.currency, { ...amount, minor });
    }
  }
  const amounts = [...sums.values()];
  return {
    count: groups.reduce((sum, { count }) => sum + count, 0),
    risk: <MoneyList amounts={amounts} />,
    ...Object.fromEntries(
      amounts.map((amount) => [amount.currency, <Money key={amount.currency} amount={amount} />]),
    ),
  };
}

/** A group's key in words. */
export function groupLabel(by: Grouping, key: string | null): string {
  if (key === null) return by === 'assignee' ? 'Unassigned' : 'Not known';
  if (by === 'kind') return kindLabel(key);
  if (by === 'cause') return CAUSES[key as keyof typeof CAUSES] ?? key;
  return by === 'severity' ? labelOf(key) : key;
}
