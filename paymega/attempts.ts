/**
 * What the header `Retry-Count` says of the first attempt at a callback. *Assumed* from the sender of the platform, which
 * numbers its attempts from 1; the function is_retry in the migrations says the same.
 */
export const FIRST_ATTEMPT = 1;

/** Whether a callback came again, because Paymega took an earlier attempt for failed. */
export function isRetry(retryCount: number | null): boolean {
  return retryCount !== null && retryCount > FIRST_ATTEMPT;
}
