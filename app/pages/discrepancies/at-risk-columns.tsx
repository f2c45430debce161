import type { Column } from '../../ui/lists/table.tsx';
import { type Amount, Money, MoneyList } from '../../ui/values/money.tsx';

/** As many currencies have a column each; more of them would be wider than a screen. */
const COLUMNS_AT_MOST = 6;

/** The money at risk of groups, a column for each currency, so that each can be read from top to bottom. */
export function atRiskColumns<Of extends { atRisk: readonly Amount[] }>(groups: readonly Of[]): Column<Of>[] {
  const currencies = [
    ...new Set(groups.flatMap(({ atRisk }) => atRisk.map(({ currency }) => currency))),
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
    render: ({ atRisk }: Of) => {
      const amount = atRisk.find((one) => one.currency === currency);
      return amount ? <Money amount={amount} /> : '';
    },
  }));
}
