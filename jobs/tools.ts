import type { Sql } from '#db/connection.ts';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import type { Log } from '#runtime/log.ts';
import type { Queue } from './queue.ts';

/** What a job is given to work with. */
export type JobTools = {
  sql: Sql;
  queue: Queue;
  connectionOf: ConnectionOf;
  log: Log;
  /** Aborted when the process is about to stop. */
  signal: AbortSignal;
};
