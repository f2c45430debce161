import type { CurrencyAnalytics } from '#reconciliation/reports/analytics.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { serviceLabel } from '../../../ui/values/service-label.ts';
import { type ListHref, shareText } from './rates.ts';
import { Count } from './totals-table.tsx';

type DeclinesProps = {
  currency: string;
  declines: CurrencyAnalytics['declines'];
  failed: number;
  list: ListHref;
};

/** Why payments failed for good, by what Paymega said of it. */
export function Declines({ currency, declines, failed, list }: DeclinesProps) {
  return (
    <Table
      caption={`${currency}: failed payments by reason and service`}
      emptyText="No payment failed"
      rows={declines}
      rowKey={({ service, resolution }) => `${service ?? ''} ${resolution ?? ''}`}
      columns={[
        {
          ...{ key: 'resolution', header: 'Reason' },
          render: ({ resolution }) => <Foreign text={resolution ?? 'no reason told'} />,
        },
        {
          key: 'service',
          header: 'Service',
          render: ({ service }) => <Foreign text={service ? serviceLabel(service) : 'no service told'} />,
        },
        {
          ...{ key: 'failed', header: 'Failed', align: 'right' },
          render: ({ service, resolution, failed: count }) => (
            <Count
              count={count}
              to={list({ result: 'failed', service: service ?? 'none', resolution: resolution ?? 'none' })}
            />
          ),
        },
        {
          ...{ key: 'share', header: 'Of all that failed', align: 'right' },
          render: ({ failed: count }) => shareText(count, failed) ?? 'not available',
        },
      ]}
    />
  );
}
