import type { CurrencyAnalytics } from '#reconciliation/reports/analytics.ts';
import type { Totals } from '#reconciliation/reports/totals-of-range.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { groupedDigits } from '../../../ui/values/grouped-amount.ts';
import { type Amount, Money } from '../../../ui/values/money.tsx';
import { approvalText, changeText, type ListHref, shareText } from './rates.ts';
import { Count, Returned } from './totals-table.tsx';

type Range = { from: string; to: string };
type ComparedProps = { of: CurrencyAnalytics; before: Range; sameWeekdays: Range; list: ListHref };
type Row = {
  key: string;
  name: string;
  render: (totals: Totals, href: ListHref) => React.ReactNode;
  /** What a change is counted of, where that says something. */
  figure?: (totals: Totals) => bigint;
};

const count = (key: 'invoices' | 'paid' | 'failed', name: string, result?: string): Row => ({
  ...{ key, name, figure: (totals) => BigInt(totals[key]) },
  render: (totals, href) => <Count count={totals[key]} to={href(result ? { result } : {})} />,
});
const amount = (key: string, name: string, of: (totals: Totals) => Amount): Row => ({
  ...{ key, name, figure: (totals) => of(totals).minor },
  render: (totals) => <Money amount={of(totals)} />,
});
const returned = (key: 'refunds' | 'chargebacks', name: string, result: string): Row => ({
  ...{ key, name },
  render: (totals, href) => (
    <>
      <Returned of={totals[key]} to={href({ result })} />
      {totals[key].count > 0 ? ` · ${shareText(totals[key].count, totals.paid)} of the paid` : null}
    </>
  ),
});

const ROWS: readonly Row[] = [
  count('invoices', 'Payments'),
  count('paid', 'Paid', 'paid'),
  count('failed', 'Failed', 'failed'),
  { key: 'approval', name: 'Approval rate', render: (totals) => approvalText(totals) },
  amount('gross', 'Gross', ({ gross }) => gross),
  amount('fees', 'Fees charged', ({ fees }) => fees),
  returned('refunds', 'Refunded', 'refunded'),
  returned('chargebacks', 'Charged back', 'charged_back'),
];

/** The range beside the window before it and the one of the same weekdays. */
export function Compared({ of, before, sameWeekdays, list }: ComparedProps) {
  const earlier = [
    { key: 'before', header: `${before.from} to ${before.to}`, range: before, totals: of.before },
  ];
  if (sameWeekdays.from !== before.from) {
    const header = `Same weekdays, ${sameWeekdays.from} to ${sameWeekdays.to}`;
    earlier.push({ key: 'weekdays', header, range: sameWeekdays, totals: of.sameWeekdays });
  }
  return (
    <Table
      caption={`${of.currency}: the range beside earlier ones`}
      emptyText="No payments"
      rows={ROWS}
      rowKey={({ key }) => key}
      columns={[
        { key: 'name', header: 'Figure', render: ({ name }) => name },
        { key: 'now', header: 'These days', align: 'right', render: ({ render }) => render(of.totals, list) },
        ...earlier.map(({ key, header, range, totals }) => ({
          ...{ key, header, align: 'right' as const },
          render: ({ render, figure }: Row) => {
            if (!totals) return <span className="text-muted">no payments</span>;
            const change = figure ? changeText(figure(of.totals), figure(totals)) : null;
            return (
              <>
                {render(totals, (params) => list({ ...params, ...range }))}
                {change ? <span className="text-muted"> · {groupedDigits(change)} since</span> : null}
              </>
            );
          },
        })),
      ]}
    />
  );
}
