import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Difference } from '#app/pages/discrepancies/difference.tsx';
import { KINDS, type KindName } from '#reconciliation/discrepancies/kinds.ts';

const textOf = (kind: string, ours: string | null, theirs: string | null) =>
  renderToStaticMarkup(createElement(Difference, { kind, ours, theirs })).replaceAll(/<[^>]*>/g, '');

test.each<[KindName, string | null, string | null, string]>([
  ['missing_ours', null, 'process_pending', '— → Pending'],
  ['missing_theirs', 'processed', null, 'Processed → —'],
  ['status_differs', 'processing', 'refunded', 'Processing → Refunded'],
  ['status_differs', 'processing', 'on_hold', 'Processing → on_hold'],
  ['amount_differs', '1234.50', '1234567.89', '1,234.50 → 1,234,567.89'],
  ['amount_differs', '1000', '-1000', '1,000 → -1,000'],
  ['currency_differs', 'EUR', 'USD', 'EUR → USD'],
  ['reference_differs', 'processed', '1234567', 'processed → 1234567'],
  ['double_payment', 'order-1', 'cpi_2', 'also cpi_2'],
  ['chargeback', 'charged_back', '1200.00', '1,200.00 charged back'],
  ['chargeback', 'charged_back', null, 'charged back'],
  ['late_success', 'processed', null, 'failed or expired → Processed'],
  ['figures_do_not_add_up', '65.84', '62.60', '65.84 ≠ 62.60'],
  ['figures_do_not_add_up', '10.00', '10.00', 'the processed figures'],
  ['figures_do_not_add_up', '10.00', null, 'the processed figures'],
  ['figures_do_not_add_up', 'refunded', '1099.99', 'Refunded, but 1,099.99'],
  ['figures_do_not_add_up', 'processed', null, 'Processed, but no amount'],
  ['figures_do_not_add_up', 'process_failed', '100.00', 'Failed, but 100.00'],
  ['fee_differs', '1.00', '1.00', 'another figure'],
  ['refund_differs', '1.00', '1.00', 'another figure'],
  ['status_went_back', 'process_failed', 'process_failed', 'it had been further'],
  ['underpaid', '14.66', '1029.92', '14.66 of 1,029.92'],
  ['quarantined', null, 'unknown_currency', 'Unknown currency'],
  ['unknown_status', 'on_hold', null, 'on_hold'],
])('%s of %s and %s reads “%s”', (kind, ours, theirs, message) => {
  expect(textOf(kind, ours, theirs)).toBe(message);
});

test.each(Object.keys(KINDS))('%s can be told even where neither side said anything', (kind) => {
  expect(textOf(kind, null, null)).not.toMatch(/undefined|null|NaN/);
});

test('a kind that is not known here is shown as it was told', () => {
  expect(textOf('of_a_later_version', '1', '2')).toBe('1 → 2');
});
