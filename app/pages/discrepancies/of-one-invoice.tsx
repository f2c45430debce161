import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { DiscrepancyState, Severity } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { Difference } from './difference.tsx';

type OfOneInvoiceProps = { heading: string; items: readonly DiscrepancyRow[]; zone: string };

/** What was found on one invoice, with what became of each; nothing where nothing was. */
export function OfOneInvoice({ heading, items, zone }: OfOneInvoiceProps) {
  if (items.length === 0) return null;
  return (
    <Section heading={heading} flush>
      <Table
        caption={heading}
        emptyText="None"
        rows={items}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id, mode }) => `/discrepancies/${id}?mode=${mode}`}
        columns={[
          { key: 'kind', header: 'Kind', render: ({ kind }) => kindLabel(kind) },
          { key: 'severity', header: 'Severity', render: ({ severity }) => <Severity level={severity} /> },
          {
            key: 'state',
            header: 'State',
            render: ({ resolution, state }) => <DiscrepancyState state={state} resolution={resolution} />,
          },
          { key: 'sides', header: 'What differs', render: (item) => <Difference {...item} /> },
          {
            key: 'risk',
            header: 'At risk',
            align: 'right',
            render: ({ atRisk }) => <Money amount={atRisk} />,
          },
          {
            key: 'opened',
            header: 'Opened',
            align: 'right',
            render: ({ openedAt }) => <Time at={openedAt} zone={zone} />,
          },
        ]}
      />
    </Section>
  );
}
