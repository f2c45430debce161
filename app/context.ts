import type { Cookie } from '@remix-run/node';
import type { Sql } from '#db/connection.ts';
import type { Queue } from '#jobs/queue.ts';
import type { CounterpartyOf } from '#reconciliation/accounts.ts';
import type { Log } from '../log.ts';

/** What a request is given to work with; app/server.ts makes one for each. */
export type Context = {
  sql: Sql;
  queue: Queue;
  counterpartyOf: CounterpartyOf;
  log: Log;
  /** Where people and Paymega reach us, without a closing slash. */
  publicUrl: string;
  cookies: { session: Cookie; notice: Cookie };
  /** The address that asks. */
  address: string;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** For the Content-Security-Policy of the page. */
  nonce: string;
};

declare module '@remix-run/node' {
  interface AppLoadContext extends Context {}
  interface Future {
    v3_singleFetch: true;
  }
}
