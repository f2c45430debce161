import { FIRST_ATTEMPT } from '../../attempts.ts';

/** What becomes of the callback of one event. */
export type DeliveryOutcome =
  | 'delivered'
  | 'lost'
  | 'doubled'
  | 'wrong_secret'
  | { /** Delivered at last by the n-th retry. */ lateByRetries: number }
  | { /** Overtaken by what was sent after it. */ outOfOrderBySeconds: number };

/** One arrival of a callback at the merchant's. Unix seconds. */
export type Attempt = {
  at: number;
  isSignedRight: boolean;
  /** As the header says it: the first attempt is number one. */
  retryCount: number;
  /** Sent because the one before was refused: whoever delivers live and retries by himself leaves it out. */
  isRetryOfRefused: boolean;
};

/** Attempts before Paymega gives up. */
export const MAX_ATTEMPTS = 100;

// Whoever refuses a callback gets it up to 100 times; a told history needs no more of them than show the pattern.
const REFUSED_ATTEMPTS_TOLD = 3;

/** Seconds from the first attempt to the n-th retry: after 1 minute, then 2, 3, 4 … */
export function secondsUntilRetry(retry: number): number {
  return 60 * ((retry * (retry + 1)) / 2);
}

/** When an attempt that fails would be followed by another; null after the last. */
export function nextRetryAfter(at: number, retryCount: number): number | null {
  return retryCount < MAX_ATTEMPTS ? at + 60 * (retryCount - FIRST_ATTEMPT + 1) : null;
}

/** When the callback of an event at `at` arrives, how often, and how signed. */
export function attemptsOf(outcome: DeliveryOutcome, at: number): Attempt[] {
  if (typeof outcome === 'object') return [delayed(outcome, at)];
  switch (outcome) {
    case 'delivered':
      return [attempt(at + 1)];
    case 'lost':
      return [];
    case 'doubled':
      return [attempt(at + 1), { ...attempt(at + 61), retryCount: FIRST_ATTEMPT + 1 }];
    case 'wrong_secret':
      return Array.from({ length: REFUSED_ATTEMPTS_TOLD }, (_, retry) => ({
        at: at + 1 + secondsUntilRetry(retry),
        isSignedRight: false,
        retryCount: FIRST_ATTEMPT + retry,
        isRetryOfRefused: retry > 0,
      }));
  }
}

function delayed(outcome: Exclude<DeliveryOutcome, string>, at: number): Attempt {
  if ('outOfOrderBySeconds' in outcome) return attempt(at + 1 + outcome.outOfOrderBySeconds);
  const { lateByRetries } = outcome;
  return {
    ...attempt(at + 1 + secondsUntilRetry(lateByRetries)),
    retryCount: FIRST_ATTEMPT + lateByRetries,
  };
}

function attempt(at: number): Attempt {
  return { at, isSignedRight: true, retryCount: FIRST_ATTEMPT, isRetryOfRefused: false };
}
