/**
 * The life of an invoice, by the platform's status page. `progress` orders two states of one invoice that share a
 * second (further along wins: final over not final, refund over processed). `stage` is coarser: a final status
 * followed by one of a *lower* stage has gone back.
 */
export type StatusFacts = {
  readonly label: string;
  readonly progress: number;
  readonly stage:
    | 'unknown'
    | 'open'
    | 'failed'
    | 'paid_in_part'
    | 'paid'
    | 'returning'
    | 'returned'
    | 'charged_back';
  readonly isFinal: boolean;
  /** The merchant received money for it at some time, whatever was returned since. */
  readonly tookMoney: boolean;
};

function facts(
  label: string,
  progress: number,
  stage: StatusFacts['stage'],
  isFinal: boolean,
  tookMoney: boolean,
): StatusFacts {
  return { label, progress, stage, isFinal, tookMoney };
}

export const STATUSES = {
  created: facts('Created', 0, 'open', false, false),
  processing: facts('Processing', 10, 'open', false, false),
  process_pending: facts('Pending', 20, 'open', false, false),
  process_error: facts('Attempt failed', 15, 'open', false, false),
  process_failed: facts('Failed', 42, 'failed', true, false),
  expired: facts('Expired', 40, 'failed', true, false),
  terminated: facts('Terminated', 41, 'failed', true, false),
  partially_processed: facts('Paid in part', 50, 'paid_in_part', true, true),
  processed: facts('Processed', 60, 'paid', true, true),
  refunding: facts('Refunding', 70, 'returning', false, true),
  refund_pending: facts('Refund pending', 71, 'returning', false, true),
  refund_error: facts('Refund attempt failed', 72, 'returning', false, true),
  refund_failed: facts('Refund failed', 73, 'returning', true, true),
  partially_refunded: facts('Refunded in part', 75, 'returning', true, true),
  refunded: facts('Refunded', 80, 'returned', true, true),
  partially_charged_back: facts('Charged back in part', 90, 'charged_back', true, true),
  charged_back: facts('Charged back', 95, 'charged_back', true, true),
} as const satisfies Record<string, StatusFacts>;

/** A status we do not know: kept and shown; no money is assumed, and at the same second it yields to a final one. */
const UNKNOWN = facts('Unknown', 30, 'unknown', false, false);

/** What is known of a status; unknown ones are kept under their own name. */
export function statusFacts(status: string): StatusFacts {
  return Object.hasOwn(STATUSES, status) ? STATUSES[status as keyof typeof STATUSES] : UNKNOWN;
}

/** Whether Paymega's documents name this status. */
export function isKnownStatus(status: string): boolean {
  return Object.hasOwn(STATUSES, status);
}

/** Order of the stages: a final status that is followed by a lower stage has gone back. `unknown` compares with none. */
export const STAGE_ORDER: Record<StatusFacts['stage'], number> = {
  unknown: -1,
  open: 0,
  failed: 1,
  paid_in_part: 2,
  paid: 3,
  returning: 4,
  returned: 5,
  charged_back: 6,
};

/** The known statuses that are not final, in the order of an invoice's life. */
export function openStatuses(): { status: string; label: string }[] {
  return Object.entries(STATUSES)
    .filter(([, { isFinal }]) => !isFinal)
    .map(([status, { label }]) => ({ status, label }));
}
