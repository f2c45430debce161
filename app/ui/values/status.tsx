import { isKnownStatus, type StatusFacts, statusFacts } from '#paymega/statuses.ts';
import type { VERDICTS } from '#reconciliation/books/verdicts.ts';
import { Badge, type Tone } from './badge.tsx';
import { Foreign } from './foreign.tsx';
import { labelOf } from './label-of.ts';
import { visible } from './visible.ts';

const STAGE_TONES: Record<StatusFacts['stage'], Tone> = {
  unknown: 'warn',
  open: 'accent',
  failed: 'muted',
  paid_in_part: 'warn',
  paid: 'good',
  returning: 'accent',
  returned: 'accent',
  charged_back: 'bad',
};

/** A refund that did not go through is waited for by somebody. */
const REFUND_TROUBLE = new Set(['refund_error', 'refund_failed']);

type StatusProps = { status: string | null };

/** An invoice's status in words; one that Paymega's documents do not name is shown as it came. */
export function Status({ status }: StatusProps) {
  if (status === null) return <span className="text-muted">—</span>;
  const facts = statusFacts(status);
  if (!isKnownStatus(status)) {
    return (
      <Badge tone="warn" hollow title="a status we do not know">
        <code>
          <Foreign text={status} />
        </code>
      </Badge>
    );
  }
  return (
    <Badge tone={REFUND_TROUBLE.has(status) ? 'warn' : STAGE_TONES[facts.stage]} hollow={!facts.isFinal}>
      {facts.label}
    </Badge>
  );
}

/** A status in words, as in a sentence; what Paymega's documents do not name stays as it came. */
export function statusLabel(status: string): string {
  return isKnownStatus(status) ? statusFacts(status).label : visible(status);
}

const SEVERITY_LOOKS = {
  critical: 'border-critical bg-critical text-on-critical font-semibold',
  high: 'border-bad text-bad font-semibold',
  medium: 'border-warn text-warn',
  low: 'border-line text-muted',
} as const;

type SeverityProps = { level: keyof typeof SEVERITY_LOOKS };

/** How bad a discrepancy is. */
export function Severity({ level }: SeverityProps) {
  return (
    <span
      className={`inline-block rounded-md border px-1.5 text-xs leading-[1.125rem] ${SEVERITY_LOOKS[level]}`}
    >
      {labelOf(level)}
    </span>
  );
}

const STATE_TONES: Record<'open' | 'in_review' | 'resolved', Tone> = {
  open: 'warn',
  in_review: 'accent',
  resolved: 'good',
};

type DiscrepancyStateProps = { state: keyof typeof STATE_TONES; resolution: string | null };

/** Where a discrepancy stands in its life: open, in review, or how it was resolved. */
export function DiscrepancyState({ state, resolution }: DiscrepancyStateProps) {
  return (
    <Badge tone={STATE_TONES[state]} hollow={state !== 'resolved'}>
      {labelOf(resolution ?? state)}
    </Badge>
  );
}

const VERDICT_TONES: Record<(typeof VERDICTS)[number] | 'refused', Tone> = {
  new: 'good',
  newer: 'good',
  same: 'muted',
  stale: 'muted',
  conflicting: 'bad',
  refused: 'bad',
  quarantined: 'warn',
};

type VerdictProps = { verdict: string };

/** What we thought of an observation or callback: new, stale, `refused: signature`, quarantined. */
export function Verdict({ verdict }: VerdictProps) {
  const [head = ''] = verdict.split(/[^a-z]/, 1);
  return <Badge tone={isKnown(head) ? VERDICT_TONES[head] : 'muted'}>{labelOf(verdict)}</Badge>;
}

function isKnown(head: string): head is keyof typeof VERDICT_TONES {
  return Object.hasOwn(VERDICT_TONES, head);
}
