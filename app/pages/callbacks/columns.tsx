import type { CallbackListRow } from '#reconciliation/callbacks/callbacks.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { Identifier } from '../../ui/values/identifier.tsx';
import { Status, Verdict } from '../../ui/values/status.tsx';
import { Age, Time } from '../../ui/values/time.tsx';
import type { Order } from './list.server.ts';

/** The columns of the inbox; it is sorted by when they came. */
export function callbackColumns(zone: string, order: Order): readonly Column<CallbackListRow>[] {
  return [
    {
      key: 'invoice',
      header: 'Invoice',
      isPlain: true,
      render: ({ invoiceId, reason }) => (
        <Identifier text={invoiceId ?? (reason === 'bad_id' ? 'an id that is none' : 'no id')} />
      ),
    },
    { key: 'status', header: 'Status', isPlain: true, render: ({ status }) => <Status status={status} /> },
    {
      key: 'verdict',
      header: 'Verdict',
      isPlain: true,
      render: ({ verdict: one }) => <Verdict verdict={one} />,
    },
    {
      key: 'delay',
      header: 'After the event',
      align: 'right',
      render: ({ delaySeconds }) => (delaySeconds === null ? '—' : <Age seconds={delaySeconds} />),
    },
    { key: 'retry', header: 'Attempt', align: 'right', render: ({ retryCount }) => retryCount ?? '—' },
    {
      key: 'at',
      header: 'Received',
      align: 'right',
      sort: order,
      render: ({ receivedAt }) => <Time at={receivedAt} zone={zone} />,
    },
  ];
}
