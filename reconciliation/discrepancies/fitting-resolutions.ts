import type { KindName, Resolution } from './kinds.ts';

/** What a person may say of how a discrepancy ended; that something healed is for a run to say. */
export type Chosen = Exclude<Resolution, 'healed'>;

/** Every one of them, in the order of a list. */
export const RESOLUTIONS_TO_CHOOSE = [
  'accepted_theirs',
  'kept_ours',
  'refunded',
  'written_off',
  'fixed_by_paymega',
  'not_an_issue',
] as const satisfies readonly Chosen[];

const TWO_SIDES = [
  'accepted_theirs',
  'kept_ours',
  'fixed_by_paymega',
  'written_off',
  'not_an_issue',
] as const;
const PAYMEGA_MENDS = ['fixed_by_paymega', 'written_off', 'not_an_issue'] as const;
const ONLY_OURS = ['fixed_by_paymega', 'kept_ours', 'written_off', 'not_an_issue'] as const;
const ONLY_THEIRS = ['accepted_theirs', 'fixed_by_paymega', 'written_off', 'not_an_issue'] as const;
const MONEY_TO_RETURN = ['refunded', 'written_off', 'fixed_by_paymega', 'not_an_issue'] as const;

/**
 * What fits a kind, the one to propose first. A side can be accepted or kept only where there are two; a
 * refund is an answer only where there is money to return.
 */
const FITTING: Readonly<Record<KindName, readonly Chosen[]>> = {
  missing_ours: ONLY_THEIRS,
  missing_theirs: ONLY_OURS,
  creation_unknown: PAYMEGA_MENDS,
  status_differs: TWO_SIDES,
  status_went_back: ['fixed_by_paymega', 'accepted_theirs', 'kept_ours', 'written_off', 'not_an_issue'],
  amount_differs: TWO_SIDES,
  currency_differs: TWO_SIDES,
  mode_differs: TWO_SIDES,
  reference_differs: TWO_SIDES,
  fee_differs: TWO_SIDES,
  processed_differs: TWO_SIDES,
  refund_differs: TWO_SIDES,
  figures_do_not_add_up: PAYMEGA_MENDS,
  stuck_pending: PAYMEGA_MENDS,
  double_payment: MONEY_TO_RETURN,
  underpaid: ['written_off', 'refunded', 'fixed_by_paymega', 'not_an_issue'],
  overpaid: MONEY_TO_RETURN,
  over_returned: PAYMEGA_MENDS,
  chargeback: ['written_off', 'fixed_by_paymega', 'not_an_issue'],
  late_success: ['refunded', 'not_an_issue', 'written_off'],
  unknown_status: ['not_an_issue', 'fixed_by_paymega', 'written_off'],
  quarantined: PAYMEGA_MENDS,
  missing_in_statement: ONLY_OURS,
  only_in_statement: PAYMEGA_MENDS,
  statement_differs: ONLY_OURS,
  balance_break: PAYMEGA_MENDS,
  statement_gap: ['not_an_issue', 'fixed_by_paymega', 'written_off'],
};

/**
 * What fits discrepancies of all these kinds, the proposed one first; of a kind that is not known here, or of
 * none, anything.
 */
export function fittingResolutions(kinds: readonly string[]): readonly Chosen[] {
  const [first = RESOLUTIONS_TO_CHOOSE, ...others] = kinds.map((kind) => fittingOne(kind));
  return first.filter((resolution) => others.every((other) => other.includes(resolution)));
}

function fittingOne(kind: string): readonly Chosen[] {
  return Object.hasOwn(FITTING, kind) ? FITTING[kind as KindName] : RESOLUTIONS_TO_CHOOSE;
}
