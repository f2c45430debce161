import type { Group } from '#reconciliation/discrepancies/groups.ts';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import { Section } from '../../ui/frame/section.tsx';
import { NothingOpen } from '../../ui/lists/nothing-open.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Age } from '../../ui/values/time.tsx';
import { atRiskColumns } from '../discrepancies/at-risk-columns.tsx';

type NeedsHumanProps = { kinds: readonly Group[]; query: string; now: Date };

/** What is unresolved, by kind: how many, how much money per currency, how old. */
export function NeedsHuman({ kinds, query, now }: NeedsHumanProps) {
  return (
    <Section heading="Discrepancies to resolve" flush>
      <Table
        caption="Unresolved discrepancies by kind"
        emptyText="No unresolved discrepancies"
        emptyHint={<NothingOpen />}
        rows={kinds}
        rowKey={({ key }) => key ?? ''}
        rowHref={({ key }) => `/discrepancies?kind=${key}${query}`}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ key }) => kindLabel(key ?? '') },
          { key: 'count', header: 'Open', align: 'right', render: ({ count }) => count },
          ...atRiskColumns(kinds),
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
