import type { RunState as State } from '#reconciliation/comparison/runs.ts';
import { Badge } from '../../ui/values/badge.tsx';

const LOOKS = {
  queued: { label: 'Queued', tone: 'muted' },
  running: { label: 'Running', tone: 'accent' },
  finished: { label: 'Finished', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'muted' },
} as const;

/** How a run stands. */
export function RunState({ state }: { state: State }) {
  const { label, tone } = LOOKS[state];
  return <Badge tone={tone}>{label}</Badge>;
}
