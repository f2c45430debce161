import type { QueueStatus } from '#runtime/observability/status.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Age } from '../../../ui/values/time.tsx';

/** What waits to be done, and what is being done. */
export function QueueTable({ queues }: { queues: readonly QueueStatus[] }) {
  const age = (seconds: number | null) => (seconds === null ? '' : <Age seconds={seconds} />);
  return (
    <Table
      caption="Queues that hold a job, the one that waits longest first"
      emptyText="No job waits, and none is being done"
      rows={queues}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', header: 'Queue', render: ({ name }) => name },
        { key: 'waiting', header: 'Waiting', align: 'right', render: ({ waiting }) => waiting },
        {
          key: 'oldest',
          header: 'The oldest for',
          align: 'right',
          render: ({ oldestWaiting }) => age(oldestWaiting),
        },
        { key: 'active', header: 'Being done', align: 'right', render: ({ active }) => active },
        {
          key: 'longest',
          header: 'The longest for',
          align: 'right',
          render: ({ oldestActive }) => age(oldestActive),
        },
        { key: 'later', header: 'Due later', align: 'right', render: ({ later }) => later },
      ]}
    />
  );
}
