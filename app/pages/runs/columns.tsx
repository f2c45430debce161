import type { Run } from '#reconciliation/comparison/runs.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { RunState } from './run-state.tsx';
import { SCOPE_LABELS } from './scope-label.ts';

/** The columns of the list of runs. */
export function runColumns(zone: string): readonly Column<Run>[] {
  return [
    { key: 'id', header: 'Run', isPlain: true, render: ({ id }) => id.toString() },
    { key: 'state', header: 'State', isPlain: true, render: ({ state }) => <RunState state={state} /> },
    {
      key: 'scope',
      header: 'Scope',
      isPlain: true,
      render: ({ scope, trigger, person }) => `${SCOPE_LABELS[scope]}, by ${person ?? trigger}`,
      hideOnPhone: true,
    },
    {
      key: 'from',
      header: 'Created from',
      render: ({ windowFrom }) => <Time at={windowFrom} zone={zone} to="day" />,
      hideOnPhone: true,
    },
    {
      key: 'to',
      header: 'to',
      render: ({ windowTo }) => <Time at={windowTo} zone={zone} to="minute" />,
      hideOnPhone: true,
    },
    { key: 'seen', header: 'Seen', align: 'right', render: ({ seen }) => seen },
    { key: 'matched', header: 'Matched', align: 'right', render: figure('matched') },
    { key: 'healed', header: 'Corrected', align: 'right', render: figure('healed') },
    { key: 'opened', header: 'Opened', align: 'right', render: figure('opened') },
    { key: 'again', header: 'Still open', align: 'right', render: figure('stillOpen') },
    { key: 'closed', header: 'Closed', align: 'right', render: figure('closed') },
    {
      key: 'queued',
      header: 'Queued',
      align: 'right',
      render: ({ queuedAt }) => <Time at={queuedAt} zone={zone} to="minute" />,
    },
  ];
}

/** Only a run that has finished has compared anything; one that broke off may have applied a part of what it found. */
function figure(key: 'matched' | 'healed' | 'opened' | 'stillOpen' | 'closed') {
  return (run: Run) => (run.state === 'finished' || (key !== 'matched' && run[key] > 0) ? run[key] : '—');
}
