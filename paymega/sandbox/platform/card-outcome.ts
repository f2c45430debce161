import type { Mode } from '../../mode.ts';
import { PENDING_EXPIRY, RESOLUTION_BY_EXPIRY, TEST_CARDS } from '../../test-cards.ts';
import { paidInFull } from '../history/figures.ts';
import type { Change, InvoiceView } from './invoice-view.ts';

/** How an attempt to pay ends, once the bank has let it through. */
export type Outcome = {
  status: 'processed' | 'process_failed' | 'process_pending';
  resolution: string | null;
};

/** @param expiry MMYY */
export function cardOutcome(
  cardNumber: string,
  expiry: string,
  mode: Mode,
): { is3ds: boolean; outcome: Outcome } {
  const card = TEST_CARDS.find(({ number }) => number === cardNumber);
  // No other card reaches a bank here, and the test cards open nothing but test invoices.
  if (!card || mode === 'live') return { is3ds: false, outcome: failure('invalid_card') };
  if (card.outcome === 'process_failed') {
    return { is3ds: card.is3ds, outcome: failure(RESOLUTION_BY_EXPIRY[expiry] ?? 'general_fatal_error') };
  }
  if (expiry === PENDING_EXPIRY) {
    const resolution = card.is3ds ? 'auth_3ds_required' : null;
    return { is3ds: card.is3ds, outcome: { status: 'process_pending', resolution } };
  }
  return { is3ds: card.is3ds, outcome: { status: 'processed', resolution: 'ok' } };
}

export function failure(resolution: string): Outcome {
  return { status: 'process_failed', resolution };
}

/** What an outcome makes of an invoice. */
export function outcomeChange(view: InvoiceView, { status, resolution }: Outcome, at: number): Change {
  switch (status) {
    case 'processed':
      return { status, resolution, processedAt: at, ...paidInFull(view) };
    case 'process_failed':
      return { status, resolution, failedAt: at };
    case 'process_pending':
      return { status, resolution };
  }
}
