import type { Group } from '#reconciliation/discrepancies/groups.ts';
import { KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';
import { Money, MoneyList } from '../../ui/money.tsx';
import { Section } from '../../ui/section.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Age } from '../../ui/time.tsx';

type NeedsHumanProps = { kinds: readonly Group[]; query: string; now: Date };

/** As many currencies have a column each; more of them would be wider than a screen. */
const COLUMNS_AT_MOST = 6;

/** What is unresolved, by kind: how many, how much money per currency, how old. */
export function NeedsHuman({ kinds, query, now }: NeedsHumanProps) {
  return (
    <Section heading="Needs a human now" flush>
      <Table
        caption="Unresolved discrepancies by kind"
        emptyText="No unresolved discrepancies"
        emptyHint="Both books agree on all that was compared."
        rows={kinds}
        rowKey={({ key }) => key ?? ''}
        rowHref={({ key }) => `/discrepancies?kind=${key}${query}`}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ key }) => KINDS[key as KindName]?.words ?? key },
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

function atRiskColumns(kinds: readonly Group[]): Column<Group>[] {
  const currencies = [
    ...new Set(kinds.flatMap(({ atRisk }) => atRisk.map(({ currency }) => currency))),
  ].sort();
  if (currencies.length > COLUMNS_AT_MOST) {
    return [
      {
        key: 'risk',
        header: 'At risk',
        align: 'right',
        render: ({ atRisk }) => <MoneyList amounts={atRisk} />,
      },
    ];
  }
  return currencies.map((currency) => ({
    key: currency,
    header: `At risk, ${currency}`,
    align: 'right' as const,
    render: ({ atRisk }: Group) => {
      const amount = atRisk.find((one) => one.currency === currency);
      return amount ? <Money amount={amount} /> : '';
    },
  }));
}
