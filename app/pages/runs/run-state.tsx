import type { RunState as State } from '#reconciliation/comparison/runs.ts';
import { Mark } from '../../ui/values/badge.tsx';

const LOOKS = {
  queued: { words: 'Queued', tone: 'muted' },
  running: { words: 'Running', tone: 'accent' },
  finished: { words: 'Finished', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  cancelled: { words: 'Cancelled', tone: 'muted' },
} as const;

/** How a run stands. */
export function RunState({ state }: { state: State }) {
  const { words, tone } = LOOKS[state];
  return <Mark tone={tone}>{words}</Mark>;
}
