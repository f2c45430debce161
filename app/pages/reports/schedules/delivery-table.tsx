import { Link } from '@remix-run/react';
import type { Delivery } from '#reconciliation/reports/schedules/schedules.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { DeliveryState } from '../../../ui/values/delivery-state.tsx';
import { Time } from '../../../ui/values/time.tsx';

type Listed = Omit<Delivery, 'manifest'> & { name: string };
type DeliveryTableProps = { deliveries: readonly Listed[]; zone: string };

/** What became of the reports: when each arrived, or why not, and when it is tried again. */
export function DeliveryTable({ deliveries, zone }: DeliveryTableProps) {
  return (
    <Table
      caption="Deliveries, the latest first"
      emptyText="Nothing was sent yet"
      rows={deliveries}
      rowKey={({ id }) => id.toString()}
      columns={[
        {
          key: 'name',
          header: 'Schedule',
          render: ({ name, isManual }) => `${name}${isManual ? ', by hand' : ''}`,
        },
        {
          key: 'days',
          header: 'Days',
          render: ({ fromDay, toDay }) => (fromDay === toDay ? fromDay : `${fromDay} to ${toDay}`),
        },
        { key: 'state', header: 'State', render: ({ state }) => <DeliveryState state={state} /> },
        { key: 'attempts', header: 'Attempts', align: 'right', render: ({ attempts }) => attempts },
        {
          key: 'when',
          header: 'When',
          render: ({ state, endedAt, nextAttemptAt }) => (
            <Time at={state === 'due' ? nextAttemptAt : endedAt} zone={zone} />
          ),
        },
        { key: 'failure', header: 'Reason', render: ({ failure }) => failure ?? '' },
        {
          key: 'export',
          header: 'Export',
          render: ({ exportId }) =>
            exportId === null ? (
              ''
            ) : (
              <Link to={`/reports/exports/${exportId}/manifest`}>{`Manifest ${exportId}`}</Link>
            ),
        },
      ]}
    />
  );
}
