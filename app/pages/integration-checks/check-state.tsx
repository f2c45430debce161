import type { CheckSummary } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { Badge } from '../../ui/values/badge.tsx';

const LOOKS = {
  running: { tone: 'accent', label: 'Under way' },
  passed: { tone: 'good', label: 'Passed: every step works' },
  failed: { tone: 'bad', label: 'Failed' },
  broken_off: { tone: 'warn', label: 'Broken off before its end' },
} as const;

/** How an integration check came out, and how many of its steps failed. */
export function CheckState({ state, failed }: Pick<CheckSummary, 'state' | 'failed'>) {
  const { tone, label } = LOOKS[state];
  const count = failed > 0 ? `: ${failed === 1 ? 'one step does' : `${failed} steps do`} not work` : '';
  return (
    <Badge tone={failed > 0 && state === 'running' ? 'bad' : tone} hollow={state === 'running'}>
      {label}
      {count}
    </Badge>
  );
}
