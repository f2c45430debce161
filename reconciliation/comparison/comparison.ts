import type { Account } from '#identity/accounts/accounts.ts';
import type { Window } from './window.ts';

/** One invoice that is compared by itself, and what is known of Paymega's side of it. */
export type ComparedAlone = { id: string; outcome: 'found' | 'not_found' | 'quarantined' | 'not_asked' };

/**
 * What is compared, and by which policy: a run's window and what the run asked by id, or invoices `alone`
 * (the window is then empty, and `runId` a number of the findings that no run has).
 */
export type Comparison = {
  runId: bigint;
  account: Account;
  window: Window;
  now: Date;
  alone?: readonly ComparedAlone[];
  /** How much one step of applying takes; some thousands without it. */
  mostAStep?: number;
};
