import type { SeenProcess } from '#runtime/observability/processes.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Badge, type Tone } from '../../../ui/values/badge.tsx';
import { bytesText } from '../../../ui/values/bytes-text.ts';
import { Time } from '../../../ui/values/time.tsx';

const TONES: Record<SeenProcess['state'], Tone> = { alive: 'good', stopped: 'muted', gone: 'bad' };

/** The processes of the last day: those that live, those that were stopped, and those that are gone. */
export function ProcessTable({ processes }: { processes: readonly SeenProcess[] }) {
  return (
    <Table
      caption="Processes of the last 24 hours, those that live first"
      emptyText="No process was seen in the last 24 hours"
      rows={processes}
      rowKey={({ id }) => id}
      columns={[
        { key: 'process', header: 'Process', render: ({ process }) => process },
        {
          key: 'state',
          header: 'State',
          render: ({ state }) => <Badge tone={TONES[state]}>{state}</Badge>,
        },
        { key: 'host', header: 'Machine', render: ({ host, pid }) => `${host}, no. ${pid}` },
        { key: 'version', header: 'Version', render: ({ version }) => version },
        { key: 'since', header: 'Started', render: ({ startedAt }) => <Time at={startedAt} zone="UTC" /> },
        { key: 'seen', header: 'Last seen', render: ({ seenAt }) => <Time at={seenAt} zone="UTC" /> },
        { key: 'disk', header: 'Left on its disk', align: 'right', render: diskOf },
      ]}
    />
  );
}

function diskOf({ diskFree, diskTotal }: SeenProcess): string {
  if (diskFree === null || diskTotal === null) return 'not known';
  return `${bytesText(diskFree)} of ${bytesText(diskTotal)}`;
}
