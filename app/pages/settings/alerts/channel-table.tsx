import type { Channel } from '#reconciliation/alerts/channels.ts';
import { RULES } from '#reconciliation/alerts/rules.ts';
import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Table } from '../../../ui/lists/table.tsx';
import { CHANNEL_LABELS, SEVERITY_LABELS } from './labels.ts';

/** The channels of an account, and what can be done with each. */
export function ChannelTable({ channels }: { channels: readonly Channel[] }) {
  return (
    <Table
      caption="Channels, by name"
      emptyText="Nobody is told of alerts"
      emptyHint="Add a channel below: until then alerts stand on their page alone."
      rows={channels}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'name', header: 'Name', render: ({ name }) => name },
        {
          key: 'to',
          header: 'Goes to',
          render: ({ channel, target }) => `${CHANNEL_LABELS[channel]}${target ? `: ${target}` : ''}`,
        },
        { key: 'rules', header: 'Rules', render: ({ rules }) => toldOf(rules) },
        {
          key: 'severity',
          header: 'Severity',
          render: ({ leastSeverity }) => SEVERITY_LABELS[leastSeverity],
        },
        { key: 'when', header: 'When', render: whenOf },
        {
          key: 'state',
          header: 'State',
          render: ({ isPaused }) => (isPaused ? <span className="text-warn">paused</span> : 'active'),
        },
        { key: 'acts', header: 'Acts', render: (channel) => <Acts {...channel} /> },
      ]}
    />
  );
}

function toldOf(rules: Channel['rules']): string {
  return rules.length === Object.keys(RULES).length
    ? 'everything'
    : rules.map((rule) => RULES[rule].label).join(', ');
}

function whenOf({ digestHour, quietFrom, quietTo }: Channel): string {
  if (digestHour !== null) return `once a day at ${digestHour}:00`;
  return quietFrom === null ? 'at once' : `at once, not from ${quietFrom}:00 to ${quietTo}:00`;
}

function Acts({ id, name, isPaused }: Pick<Channel, 'id' | 'name' | 'isPaused'>) {
  const changes = `/settings/alerts/channels/${id}/changes`;
  return (
    <span className="flex flex-wrap gap-1">
      <AccountForm action={`/settings/alerts/channels/${id}/tests`}>
        <Button aria-label={`Send a test to “${name}”`}>Test</Button>
      </AccountForm>
      <AccountForm action={changes}>
        <input type="hidden" name="change" value={isPaused ? 'resume' : 'pause'} />
        <Button aria-label={`${isPaused ? 'Resume' : 'Pause'} “${name}”`}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      </AccountForm>
      <AccountForm action={changes}>
        <input type="hidden" name="change" value="remove" />
        <Button tone="danger" aria-label={`Remove “${name}”`}>
          Remove
        </Button>
      </AccountForm>
    </span>
  );
}
