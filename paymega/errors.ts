import { foreignText } from './foreign-text.ts';

/** What can go wrong between us and Paymega, as a closed set. */
export type PaymegaFault =
  | 'unauthorised' // 401: our Account ID or API key is wrong
  | 'forbidden' // 403
  | 'invalid' // 4xx: Paymega understood and refused
  | 'rate_limited' // 429, still after the retries
  | 'server_error' // 5xx, still after the retries
  | 'timed_out' // no answer in time: says nothing about the invoice
  | 'unreachable' // no connection, or it broke off
  | 'unreadable'; // an answer that is no JSON:API document: HTML, half a JSON, a redirect

/**
 * A call to Paymega that brought no usable answer. Never evidence that an invoice does not exist or has failed. Its words may
 * be Paymega's: they are kept and shown, and hold nothing that must not be.
 */
export class PaymegaError extends Error {
  readonly fault: PaymegaFault;
  readonly status: number | null;
  readonly isRetryable: boolean;
  constructor(fault: PaymegaFault, message: string, status: number | null = null, cause?: unknown) {
    super(foreignText(message), { cause });
    this.name = 'PaymegaError';
    this.fault = fault;
    this.status = status;
    this.isRetryable = ['rate_limited', 'server_error', 'timed_out', 'unreachable', 'unreadable'].includes(
      fault,
    );
  }
}
