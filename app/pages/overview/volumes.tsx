import type { Volumes as Beside, Volume } from '#reconciliation/reports/volumes.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Money } from '../../ui/values/money.tsx';
import { approvalText, approvedThousandths } from '../reports/analytics/rates.ts';

type VolumesProps = { heading: string; of: Beside; query: string };
type OfCurrency = Beside['currencies'][number];
type Measure = {
  key: string;
  name: string;
  render: (of: Volume) => React.ReactNode;
  change: (now: Volume, then: Volume) => React.ReactNode;
};
type Row = OfCurrency & { measure: Measure };

const MEASURES: readonly Measure[] = [
  {
    ...{ key: 'payments', name: 'payments' },
    render: ({ payments }) => groupedDigits(String(payments)),
    change: (now, then) => signed(now.payments - then.payments, (size) => groupedDigits(String(size))),
  },
  {
    ...{ key: 'approval', name: 'approval rate' },
    render: approvalText,
    change: (now, then) => {
      const [rate, earlier] = [approvedThousandths(now), approvedThousandths(then)];
      if (rate === null || earlier === null) return null;
      return signed(rate - earlier, (size) => `${(size / 10).toFixed(1)} points`);
    },
  },
  {
    ...{ key: 'gross', name: 'money in' },
    render: ({ gross }) => <Money amount={gross} />,
    change: (now, then) => {
      const minor = now.gross.minor - then.gross.minor;
      if (minor === 0n) return '±0';
      return (
        <>
          {minor < 0n ? '−' : '+'}
          <Money amount={{ ...now.gross, minor: minor < 0n ? -minor : minor }} />
        </>
      );
    },
  },
];

/** A day's payments, approval rate and money in, per currency, beside the day before and the same weekday. */
export function Volumes({ heading, of, query }: VolumesProps) {
  const rows = of.currencies.flatMap((one) => MEASURES.map((measure) => ({ ...one, measure })));
  const lacks = of.currencies.some(({ dayBefore, weekBefore }) => dayBefore === null || weekBefore === null);
  const earlier = (key: 'dayBefore' | 'weekBefore', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: (row: Row) => <Earlier now={row.day} then={row[key]} measure={row.measure} />,
  });
  return (
    <Section heading={heading} flush>
      <Table
        caption={`${heading}: payments, approval rate and money in, beside earlier days`}
        emptyText="No payments on any of these days"
        rows={rows}
        rowKey={({ currency, measure }) => `${currency} ${measure.key}`}
        rowHref={({ currency }) =>
          `/reports/analytics?from=${of.day}&to=${of.day}&currency=${currency}${query}`
        }
        columns={[
          {
            key: 'figure',
            header: 'Figure',
            render: ({ currency, measure }) => `${currency} ${measure.name}`,
          },
          { key: 'day', header: of.day, align: 'right', render: ({ day, measure }) => measure.render(day) },
          earlier('dayBefore', `Day before, ${of.dayBefore}`),
          earlier('weekBefore', `Same weekday, ${of.weekBefore}`),
        ]}
      />
      <p className="px-3 py-2 text-xs text-muted">
        By our book and the day of creation{of.until ? ', each day until the same time' : ''}.
        {lacks
          ? ' Not available: a day on which our book begins, or one before; or its clocks were changed.'
          : ''}
      </p>
    </Section>
  );
}

type EarlierProps = { now: Volume; then: Volume | null; measure: Measure };

function Earlier({ now, then, measure }: EarlierProps) {
  if (!then) return <span className="text-muted">not available</span>;
  const change = measure.change(now, then);
  return (
    <>
      {measure.render(then)}
      {change ? <span className="text-muted"> ({change})</span> : null}
    </>
  );
}

function signed(change: number, written: (size: number) => string): string {
  if (change === 0) return '±0';
  return `${change < 0 ? '−' : '+'}${written(Math.abs(change))}`;
}
