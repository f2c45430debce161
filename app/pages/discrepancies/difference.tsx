import type { ReactNode } from 'react';
import type { KindName } from '#reconciliation/discrepancies/kinds.ts';
import { groupedDecimal } from '../../ui/values/grouped-amount.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { statusLabel } from '../../ui/values/status.tsx';
import { visible } from '../../ui/values/visible.ts';

type Compared = { kind: string; ours: string | null; theirs: string | null };

const AMOUNTS = new Set<string>([
  'amount_differs',
  'fee_differs',
  'processed_differs',
  'refund_differs',
  'balance_break',
  'missing_in_statement',
  'only_in_statement',
  'statement_differs',
] satisfies KindName[]);

const STATUSES = new Set<string>([
  'missing_ours',
  'missing_theirs',
  'status_differs',
  'status_went_back',
] satisfies KindName[]);

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** What our own book shows by itself: two figures of one book, or one fact, and no two sides. */
const ALONE: Partial<Record<KindName, (ours: string, theirs: string) => string>> = {
  double_payment: (_, twin) => `also ${visible(twin)}`,
  chargeback: (_, back) => (back ? `${groupedDecimal(back)} charged back` : 'charged back'),
  late_success: (status) => `failed or expired → ${statusLabel(status)}`,
  underpaid: partOf,
  overpaid: partOf,
  over_returned: (paid, back) => partOf(back, paid),
  // A status that its figures contradict; or the payment amount and its parts, also where it is the processed figures.
  figures_do_not_add_up: (whole, parts) => {
    if (whole !== '' && !DECIMAL.test(whole)) {
      return `${statusLabel(whole)}, but ${parts === '' ? 'no amount' : groupedDecimal(parts)}`;
    }
    return whole === parts || parts === ''
      ? 'the processed figures'
      : `${groupedDecimal(whole)} ≠ ${groupedDecimal(parts)}`;
  },
  stuck_pending: (status) => statusLabel(status),
  unknown_status: (status) => statusLabel(status),
  creation_unknown: () => 'no answer',
  quarantined: (_, reason) => labelOf(reason),
  statement_gap: (_, day) => visible(day || 'a day'),
};

function partOf(part: string, whole: string): string {
  return `${groupedDecimal(part)} of ${groupedDecimal(whole)}`;
}

const OTHERWISE: Partial<Record<KindName, string>> = { status_went_back: 'it had been further' };

/** What is wrong with one, in a few words: our book → Paymega's, or what our own book shows. */
export function Difference({ kind, ours, theirs }: Compared): ReactNode {
  const alone = ALONE[kind as KindName];
  if (alone) return <span className="[overflow-wrap:anywhere]">{alone(ours ?? '', theirs ?? '')}</span>;
  // One pair of figures is told, though another one may differ: the evidence marks it.
  if (ours !== null && ours === theirs) return OTHERWISE[kind as KindName] ?? 'another figure';
  const side = (text: string | null) => {
    if (text === null) return '—';
    if (AMOUNTS.has(kind) && DECIMAL.test(text)) return groupedDecimal(text);
    return STATUSES.has(kind) ? statusLabel(text) : visible(text);
  };
  return (
    <span className="[overflow-wrap:anywhere]">
      <bdi>{side(ours)}</bdi> <span className="text-muted">→</span> <bdi>{side(theirs)}</bdi>
    </span>
  );
}
