import { hash } from 'node:crypto';
import type { Invoice } from '#paymega/document.ts';
import { STAGE_ORDER, statusFacts } from '#paymega/statuses.ts';

/** Whether Paymega told us by itself, had to be asked, or a person said that its book is right. */
export type Source = 'callback' | 'private_api' | 'person';

/**
 * What somebody told us about one invoice, whatever brought it: a callback, a status check, the answer to a creation,
 * an adopted mirror row. The figures of the invoice plus what follows from them.
 */
export type Observation = Invoice & {
  accountId: number;
  createdAt: number;
  progress: number;
  stage: number;
  isFinal: boolean;
  tookMoney: boolean;
  /** Refunded plus charged back, minor units: of two states in one second the one that returned more is further along. */
  returned: bigint;
  /** Its `updated` lies ahead of our clock: no evidence of what came last, so any state with a credible time is later. */
  isAhead: boolean;
  /** 63 bits over every figure but `updated`: equal fingerprints mean that two books agree. */
  fingerprint: bigint;
  /** When it reached us, for the columns that say when we first heard. */
  receivedAt: Date;
  source: Source;
};

/** An invoice as Paymega told it → an observation for one account. */
export function observationOf(
  invoice: Invoice,
  accountId: number,
  receivedAt: Date,
  source: Source,
): Observation {
  const { progress, stage, isFinal, tookMoney } = statusFacts(invoice.status);
  const createdAt = invoice.createdAt ?? invoice.updatedAt;
  const reported = (invoice.refundedAmount ?? 0n) + (invoice.chargedBackAmount ?? 0n);
  // What is added stands first: behind a spread of so many properties each would cost more than all else that is done here.
  return {
    accountId,
    progress,
    stage: STAGE_ORDER[stage],
    isFinal,
    tookMoney,
    returned: RETURNED_IN_FULL.has(invoice.status) ? larger(reported, receivedOf(invoice)) : reported,
    isAhead: invoice.updatedAt > receivedAt.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS,
    fingerprint: fingerprintOf(invoice, createdAt),
    receivedAt,
    source,
    ...invoice,
    createdAt,
  };
}

/** How far Paymega's clock may be ahead of ours before its times are not believed; the default grace. */
export const CLOCK_TOLERANCE_SECONDS = 600;

// Whatever figure comes with them, these say that nothing of the money was kept.
const RETURNED_IN_FULL: ReadonlySet<string> = new Set(['refunded', 'charged_back']);

/** What was received by what is told of it, else what a payment that succeeded must have brought. */
function receivedOf({ processedAmount, paymentAmount, amount }: Invoice): bigint {
  return processedAmount ?? paymentAmount ?? amount;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function fingerprintOf(invoice: Invoice, createdAt: number): bigint {
  const figures = [
    invoice.mode,
    invoice.currency,
    invoice.amount,
    // Lengths in front: a reference that holds the separator must not look like two fields.
    `${invoice.referenceId?.length ?? -1}:${invoice.referenceId ?? ''}`,
    invoice.service,
    invoice.status,
    invoice.resolution,
    invoice.paymentAmount,
    invoice.fee,
    invoice.deposit,
    invoice.processedAmount,
    invoice.processedFee,
    invoice.processedDeposit,
    invoice.refundedAmount,
    invoice.chargedBackAmount,
    invoice.processedAt,
    createdAt,
  ].join('|');
  return hash('md5', figures, 'buffer').readBigInt64BE(0);
}
