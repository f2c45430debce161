import type { Run } from './runs.ts';
import type { Window } from './window.ts';

/** A run as its phases see it. */
export type RunUnderWay = {
  id: bigint;
  accountId: number;
  scope: Run['scope'];
  window: Window;
  signal: AbortSignal;
  /** Throws where somebody has cancelled the run or the process is about to stop. */
  assertGoesOn(): Promise<void>;
  onProgress(): void;
  now(): Date;
};
