import { expect, test } from 'vitest';
import {
  fittingResolutions,
  RESOLUTIONS_TO_CHOOSE,
} from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';

const ONE_BOOK: readonly KindName[] = [
  ...(['creation_unknown', 'figures_do_not_add_up', 'stuck_pending', 'double_payment', 'underpaid'] as const),
  ...(['overpaid', 'over_returned', 'chargeback', 'late_success', 'unknown_status', 'quarantined'] as const),
];

test.each(Object.keys(KINDS))('%s has a proposal, and each that fits stands there once', (kind) => {
  const fitting = fittingResolutions([kind]);
  expect(fitting.length).toBeGreaterThan(1);
  expect(new Set(fitting).size).toBe(fitting.length);
  for (const resolution of fitting) expect(RESOLUTIONS_TO_CHOOSE).toContain(resolution);
});

test.each(ONE_BOOK)('%s has no side that could be accepted or kept', (kind) => {
  expect(fittingResolutions([kind])).not.toContain('accepted_theirs');
  expect(fittingResolutions([kind])).not.toContain('kept_ours');
});

test('what brought too much money is proposed to be refunded', () => {
  expect(['double_payment', 'overpaid', 'late_success'].map((kind) => fittingResolutions([kind])[0])).toEqual(
    [...['refunded', 'refunded', 'refunded']],
  );
});

test('of several kinds only what fits all of them is offered', () => {
  expect(fittingResolutions(['double_payment', 'amount_differs'])).toEqual([
    ...['written_off', 'fixed_by_paymega', 'not_an_issue'],
  ]);
});
