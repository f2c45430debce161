import { FLOW, type Flow, type MoneyLine } from '#reconciliation/reports/money-figures.ts';
import { Table } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Money } from '../../ui/values/money.tsx';
import { serviceLabel } from '../../ui/values/service-label.ts';

const LABELS: Readonly<Record<(typeof FLOW)[number], string>> = {
  opening: 'Pending at the start',
  created: '+ created',
  processed: '− processed',
  failed: '− failed',
  expired: '− expired',
  terminated: '− terminated',
  closing: '= pending at the end',
};

type Row = { key: string; name: string; book: string; flow: Flow };

/** How many payments were pending when the day began, what became of them and of the new ones: counts, and what was ordered. */
export function FlowLines({ lines }: { lines: readonly MoneyLine[] }) {
  const rows = lines.flatMap(({ currency, service, flow }): Row[] => [
    {
      key: `${currency} ${service} ours`,
      name: service ? serviceLabel(service) : currency,
      book: 'Our book',
      flow: flow.ours,
    },
    {
      key: `${currency} ${service} theirs`,
      name: service ? serviceLabel(service) : currency,
      book: 'Paymega’s book',
      flow: flow.theirs,
    },
  ]);
  return (
    <Table
      caption="Pending payments through the day, by our book and by Paymega’s"
      emptyText="Nothing was pending, and nothing was created"
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: 'service', header: 'Service', render: ({ name }) => name },
        { key: 'book', header: 'Book', render: ({ book }) => book },
        ...FLOW.map((part) => ({
          ...{ key: part, header: LABELS[part], align: 'right' as const },
          render: ({ flow }: Row) => (
            <span className="inline-flex flex-col items-end">
              <span>{groupedDigits(String(flow[part].payments))}</span>
              <span className="text-xs text-muted">
                <Money amount={flow[part].ordered} />
              </span>
            </span>
          ),
        })),
      ]}
    />
  );
}
