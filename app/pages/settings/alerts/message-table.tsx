import type { alertDeliveriesOf } from '#reconciliation/alerts/channels.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { DeliveryState } from '../../../ui/values/delivery-state.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { Time } from '../../../ui/values/time.tsx';

type Message = Awaited<ReturnType<typeof alertDeliveriesOf>>[number];

/** What became of the messages: when each arrived, or why not, and when it is tried again. */
export function MessageTable({ messages, zone }: { messages: readonly Message[]; zone: string }) {
  return (
    <Table
      caption="Messages, the latest first"
      emptyText="Nothing was sent yet"
      rows={messages}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'name', header: 'Channel', render: ({ name }) => name },
        { key: 'subject', header: 'Message', render: ({ subject }) => <Foreign text={subject} /> },
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
      ]}
    />
  );
}
