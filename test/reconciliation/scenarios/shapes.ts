import type { Attributes } from './scenario.ts';

const NOTHING_YET = {
  resolution: null,
  processed: null,
  processed_amount: '0',
  processed_fee: '0',
  processed_deposit: '0',
};

export const PAID: Attributes = {};
export const CREATED: Attributes = { ...NOTHING_YET, status: 'created' };
export const PENDING: Attributes = { ...NOTHING_YET, status: 'process_pending' };
export const EXPIRED: Attributes = { ...NOTHING_YET, status: 'expired' };
export const FAILED: Attributes = { ...NOTHING_YET, status: 'process_failed', resolution: 'declined' };
export const ATTEMPT_FAILED: Attributes = { ...NOTHING_YET, status: 'process_error', resolution: 'declined' };

export const REFUNDING: Attributes = { status: 'refunding' };
export const REFUNDED: Attributes = { status: 'refunded', refunded_amount: '100' };
export const CHARGED_BACK: Attributes = { status: 'charged_back', charged_back_amount: '100' };

/** So much of the 100.00 was returned. */
export function partlyRefunded(amount: string): Attributes {
  return { status: 'partially_refunded', refunded_amount: amount };
}

/** The whole account of another amount, its fee 3.00, so that every identity holds. */
export function amounting(amount: number, status = 'processed'): Attributes {
  const [all, deposit] = [String(amount), String(amount - 3)];
  return {
    status,
    amount: all,
    payment_amount: all,
    deposit,
    processed_amount: all,
    processed_deposit: deposit,
  };
}

/** Paid, with another fee and all that follows from it. */
export function withFee(fee: string, deposit: string): Attributes {
  return { fee, deposit, processed_fee: fee, processed_deposit: deposit };
}
