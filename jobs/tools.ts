import type { Sql } from '#db/connection.ts';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import type { DeliveryTools } from '#reconciliation/reports/schedules/deliver.ts';
import type { Log } from '#runtime/log.ts';
import type { Tracing } from '#runtime/observability/tracing.ts';
import type { Queue } from './queue.ts';

/** What a job is given to work with. */
export type JobTools = {
  sql: Sql;
  queue: Queue;
  connectionOf: ConnectionOf;
  log: Log;
  tracing: Pick<Tracing, 'spanned' | 'note'>;
  /** With what reports are handed over. */
  delivery: DeliveryTools;
  watch: Watch;
  /** For how many months bodies are kept; null for ever. */
  keptMonths: number | null;
  /** Aborted when the process is about to stop. */
  signal: AbortSignal;
};

/** What alerts are about beside the books, and where they lead. */
export type Watch = {
  /** Where people reach us, for links. */
  publicUrl: string;
  /** Whose disk is looked at. */
  dataDir: string;
  /** What is called each minute as long as all goes on; null where nothing is. */
  heartbeatUrl: string | null;
};
