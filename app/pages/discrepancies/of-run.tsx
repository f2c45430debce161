import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { Effect } from '#reconciliation/discrepancies/of-run.ts';
import { inMode } from '../../ui/values/in-mode.ts';

const LABELS: Record<Effect, string> = {
  opened: 'Only what it opened',
  healed: 'Only what it corrected',
  closed: 'Only what it closed',
  still_open: 'Only what was still open',
};

export type OfRunProps = { id: bigint; mode: Mode; effect: Effect | undefined; allHref: string };

/** Says that a list holds only what is of one run, and leads out of it. */
export function OfRun({ id, mode, effect, allHref }: OfRunProps) {
  return (
    <p>
      {effect ? LABELS[effect] : 'Only what it saw last'}:{' '}
      <Link to={inMode(`/runs/${id}`, mode)}>run {id.toString()}</Link> ·{' '}
      <Link to={allHref}>Show those of all runs</Link>
    </p>
  );
}
