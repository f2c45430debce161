import { KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';
import type { OfKind } from '#reconciliation/discrepancies/list.ts';
import { MoneyList } from '../../ui/money.tsx';
import { Section } from '../../ui/section.tsx';
import { Table } from '../../ui/table.tsx';
import { Age } from '../../ui/time.tsx';

type NeedsHumanProps = { kinds: readonly OfKind[]; query: string; now: Date };

/** What is unresolved, by kind: how many, how much money per currency, how old. */
export function NeedsHuman({ kinds, query, now }: NeedsHumanProps) {
  return (
    <Section heading="Needs a human now" flush>
      <Table
        caption="Unresolved discrepancies by kind"
        emptyText="No unresolved discrepancies"
        rows={kinds}
        rowKey={({ kind }) => kind}
        rowHref={({ kind }) => `/discrepancies?kind=${kind}${query}`}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ kind }) => KINDS[kind as KindName]?.words ?? kind },
          { key: 'count', header: 'Open', align: 'right', render: ({ count }) => count },
          {
            key: 'risk',
            header: 'At risk',
            align: 'right',
            render: ({ atRisk }) => <MoneyList amounts={atRisk} />,
          },
          {
            key: 'oldest',
            header: 'Oldest',
            align: 'right',
            render: ({ oldestAt }) => <Age seconds={(now.getTime() - oldestAt.getTime()) / 1000} />,
          },
        ]}
      />
    </Section>
  );
}
