import type { Sql } from '#db/connection.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import type { PrivateApi } from '#paymega/private-api.ts';
import type { Run } from './runs.ts';
import type { Window } from './window.ts';

/** What a run works with: the store, and the account's private API. */
export type RunTools = { sql: Sql; privateApi: PrivateApi; exponentOf: ExponentOf };

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
