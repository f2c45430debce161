import * as values from '#db/values.ts';

export type Severity = (typeof values.SEVERITIES)[number];
/** How bad it can be, the worst first. */
export const SEVERITIES: readonly Severity[] = values.SEVERITIES.toReversed();

/** The states by which a list can be asked for. */
export const STATES = ['unresolved', ...values.DISCREPANCY_STATES, 'all'] as const;

/** One kind of discrepancy: its words, how bad it is, and what makes it go away. */
export type Kind = {
  readonly label: string;
  /** What it means, and what to do, for the one who works the list. */
  readonly help: string;
  readonly severity: Severity;
  /** The severity where it is escalated: money moved, or (for what waits) it has waited long. */
  readonly escalatedSeverity: Severity;
  /** The resolution of one whose cause is gone without anybody's doing. */
  readonly closesAs: 'healed' | 'fixed_by_paymega';
};

function kind(
  label: string,
  severity: Severity,
  escalatedSeverity: Severity,
  closesAs: Kind['closesAs'],
  help: string,
): Kind {
  return { label, severity, escalatedSeverity, closesAs, help };
}

/**
 * Every kind that a run or an imported statement can show. rules-of-both-books.ts and rules-of-our-book.ts say in SQL
 * when each one of a run holds; those of statements, reconciliation/statements/.
 */
export const KINDS = {
  missing_ours: kind(
    'Missing in our book',
    'medium',
    'high',
    'healed',
    'Paymega has it, we do not. Check its status to take it into our book, and find out why no callback told us.',
  ),
  missing_theirs: kind(
    'Missing at Paymega',
    'critical',
    'critical',
    'fixed_by_paymega',
    'We have it; neither the list nor a look-up by id or reference knows it. Ask Paymega.',
  ),
  creation_unknown: kind(
    'Creation unknown',
    'medium',
    'high',
    'healed',
    'We asked for a creation and never learnt the outcome. The look-up by reference will tell; do not create it again before.',
  ),
  status_differs: kind(
    'Status differs',
    'medium',
    'critical',
    'healed',
    'The same invoice stands in another status. Forward moves are corrected automatically.',
  ),
  status_went_back: kind(
    'Status went back',
    'critical',
    'critical',
    'fixed_by_paymega',
    'A final status changed to one that is not further along. Somebody set it by hand: ask Paymega.',
  ),
  amount_differs: kind(
    'Amount differs',
    'critical',
    'critical',
    'fixed_by_paymega',
    'The same invoice has another amount. It never changes by itself.',
  ),
  currency_differs: kind(
    'Currency differs',
    'critical',
    'critical',
    'fixed_by_paymega',
    'The same invoice has another currency.',
  ),
  mode_differs: kind(
    'Mode differs',
    'critical',
    'critical',
    'fixed_by_paymega',
    'Live in one book, test in the other: goods may have been given for test money.',
  ),
  reference_differs: kind(
    'Reference differs',
    'critical',
    'critical',
    'fixed_by_paymega',
    'The invoice bears another order of ours.',
  ),
  fee_differs: kind(
    'Fee differs',
    'medium',
    'medium',
    'fixed_by_paymega',
    'The fee differs though the status agrees.',
  ),
  processed_differs: kind(
    'Processed amount differs',
    'high',
    'high',
    'fixed_by_paymega',
    'The amount received differs though the status agrees.',
  ),
  refund_differs: kind(
    'Refunded amount differs',
    'high',
    'high',
    'fixed_by_paymega',
    'The amount returned differs though the status agrees.',
  ),
  figures_do_not_add_up: kind(
    'Figures do not add up',
    'medium',
    'high',
    'fixed_by_paymega',
    'Payment amount is not deposit plus fee, the processed figures do not add up, or a status and its figures contradict each other.',
  ),
  stuck_pending: kind(
    'Stuck pending',
    'medium',
    'high',
    'healed',
    'Not final for longer than its status allows. Check it now; if it stays, ask Paymega.',
  ),
  double_payment: kind(
    'Double payment',
    'critical',
    'critical',
    'healed',
    'One order was paid twice, by the newer state of either book. Refund one of the payments.',
  ),
  underpaid: kind(
    'Underpaid',
    'medium',
    'medium',
    'fixed_by_paymega',
    'The payer paid less than the payment amount.',
  ),
  overpaid: kind(
    'Overpaid',
    'medium',
    'medium',
    'fixed_by_paymega',
    'The payer paid more than the payment amount.',
  ),
  over_returned: kind(
    'Refunded more than received',
    'critical',
    'critical',
    'fixed_by_paymega',
    'Refunds and chargebacks exceed what was processed.',
  ),
  chargeback: kind(
    'Chargeback',
    'high',
    'high',
    'fixed_by_paymega',
    'The card holder’s bank took the money back.',
  ),
  late_success: kind(
    'Late success',
    'high',
    'high',
    'fixed_by_paymega',
    'It had expired or failed, then the money came: the order is probably cancelled. Deliver or refund.',
  ),
  unknown_status: kind(
    'Unknown status',
    'medium',
    'medium',
    'healed',
    'Paymega uses a status that we do not know. It is kept as told.',
  ),
  quarantined: kind(
    'Quarantined',
    'high',
    'high',
    'healed',
    'Paymega told us of it and it cannot be read exactly. Remove the cause, then replay it.',
  ),
  missing_in_statement: kind(
    'Missing in the statement',
    'high',
    'high',
    'fixed_by_paymega',
    'Both books have the money, and the statement of its day has no line of it. Ask Paymega.',
  ),
  only_in_statement: kind(
    'Only in the statement',
    'high',
    'high',
    'healed',
    'The statement has a line of money that neither book knows. Check the status of the invoice, or ask Paymega.',
  ),
  statement_differs: kind(
    'Statement differs',
    'high',
    'high',
    'fixed_by_paymega',
    'The statement says something else than the books do; the evidence names the fields.',
  ),
  balance_break: kind(
    'Balance breaks',
    'high',
    'high',
    'fixed_by_paymega',
    'A balance of the statements is not the one before it and what moved in between. Ask Paymega for the missing line.',
  ),
  statement_gap: kind(
    'Statement missing',
    'low',
    'low',
    'healed',
    'There are statements of the days before and after, and none of this day. Import it: a day without payments has one, too.',
  ),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** Kinds that only both books together can show; the others stand in our own book by themselves. */
export const OF_BOTH_BOOKS: ReadonlySet<KindName> = new Set([
  'missing_ours',
  'missing_theirs',
  'status_differs',
  'status_went_back',
  'amount_differs',
  'currency_differs',
  'mode_differs',
  'reference_differs',
  'fee_differs',
  'processed_differs',
  'refund_differs',
]);

/** Kinds that imported statements show: matching them opens and closes these, and no run does. */
export const OF_STATEMENTS: ReadonlySet<KindName> = new Set([
  'missing_in_statement',
  'only_in_statement',
  'statement_differs',
  'balance_break',
  'statement_gap',
]);

/** A kind in words; one that is not known here as it is called. */
export function kindLabel(kind: string): string {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as KindName].label : kind;
}

/** Why it happened, where that can be shown. */
export const CAUSES = {
  callback_missed: 'Callback never came',
  callback_refused: 'Callback refused',
  callback_quarantined: 'Callback in quarantine',
  callback_late: 'Callback came late',
  provider_lag: 'Paymega’s list lags',
} as const;

export type Resolution = (typeof values.RESOLUTIONS)[number];

/** How a discrepancy can end. */
export const RESOLUTIONS: Readonly<Record<Resolution, string>> = {
  healed: 'Corrected automatically',
  accepted_theirs: 'Paymega is right',
  kept_ours: 'Our record is right',
  refunded: 'Refunded',
  written_off: 'Written off',
  fixed_by_paymega: 'Fixed by Paymega',
  not_an_issue: 'Not an issue',
};
