import type { Schedule } from '#reconciliation/reports/schedules/schedules.ts';
import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Table } from '../../../ui/lists/table.tsx';
import { CHANNEL_LABELS, PERIOD_LABELS, REPORT_LABELS } from './labels.ts';

type Listed = Pick<
  Schedule,
  'id' | 'name' | 'report' | 'period' | 'hour' | 'format' | 'channel' | 'target' | 'isPaused'
>;
type ScheduleTableProps = { schedules: readonly Listed[]; maySchedule: boolean };

/** The schedules of an account, and what can be done with each. */
export function ScheduleTable({ schedules, maySchedule }: ScheduleTableProps) {
  return (
    <Table
      caption="Schedules, by name"
      emptyText="No report is scheduled"
      rows={schedules}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'name', header: 'Name', render: ({ name }) => name },
        { key: 'report', header: 'Report', render: ({ report }) => REPORT_LABELS[report] },
        { key: 'period', header: 'How often', render: ({ period }) => PERIOD_LABELS[period] },
        { key: 'hour', header: 'Hour', align: 'right', render: ({ hour }) => `${hour}:00` },
        { key: 'format', header: 'Format', render: ({ format }) => format.toUpperCase() },
        {
          key: 'to',
          header: 'Goes to',
          render: ({ channel, target }) => `${CHANNEL_LABELS[channel]}${target ? `: ${target}` : ''}`,
        },
        {
          key: 'state',
          header: 'State',
          render: ({ isPaused }) => (isPaused ? <span className="text-warn">paused</span> : 'active'),
        },
        {
          key: 'acts',
          header: 'Acts',
          render: ({ id, name, isPaused }) => (maySchedule ? <Acts {...{ id, name, isPaused }} /> : ''),
        },
      ]}
    />
  );
}

function Acts({ id, name, isPaused }: Pick<Listed, 'id' | 'name' | 'isPaused'>) {
  return (
    <span className="flex flex-wrap gap-1">
      <AccountForm action={`/reports/schedules/${id}/sendings`}>
        <Button aria-label={`Send “${name}” now`}>Send now</Button>
      </AccountForm>
      <AccountForm action={`/reports/schedules/${id}/changes`}>
        <input type="hidden" name="change" value={isPaused ? 'resume' : 'pause'} />
        <Button aria-label={`${isPaused ? 'Resume' : 'Pause'} “${name}”`}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      </AccountForm>
      <AccountForm action={`/reports/schedules/${id}/changes`}>
        <input type="hidden" name="change" value="remove" />
        <Button tone="danger" aria-label={`Remove “${name}”`}>
          Remove
        </Button>
      </AccountForm>
    </span>
  );
}
