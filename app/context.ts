import type { Cookie } from '@remix-run/node';
import type { Sql } from '#db/connection.ts';
import type { ProviderConnections } from '#identity/accounts/provider-connections.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import type { Queue } from '#jobs/queue.ts';
import type { KeptDayCounts } from '#reconciliation/books/kept-day-counts.ts';
import type { Background } from '#runtime/background.ts';
import type { Log } from '#runtime/log.ts';
import type { Mailer } from '#runtime/mailer.ts';
import type { ExportSlots } from './http/export-slots.ts';

/** What a request is given to work with; app/http/server.ts makes one for each. */
export type Context = {
  sql: Sql;
  queue: Queue;
  connections: ProviderConnections;
  vault: Vault;
  /** Null where no mail server is configured. */
  mailer: Mailer | null;
  /** Whether the API of an account that somebody adds may lie in a private network. */
  isPrivateAllowed: boolean;
  log: Log;
  /** Where people and Paymega reach us, without a closing slash. */
  publicUrl: string;
  exports: ExportSlots;
  dayCounts: KeptDayCounts;
  /** What goes on after the answer: calls that may take longer than a person waits. */
  background: Background;
  cookies: { session: Cookie; notice: Cookie; account: Cookie; theme: Cookie };
  /** The address that asks. */
  address: string;
  userAgent: string | null;
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** Aborted when the process is to end: what would last on ends. */
  stopping: AbortSignal;
  /** For the Content-Security-Policy of the page. */
  nonce: string;
  /** Of the request itself: a page that is shown after an act is read by GET all the same. */
  method: string;
  /** What is asked for, as the log may call it: never the address, which may hold a secret. */
  route: string;
  /** What the log and the answer (`X-Request-Id`) call this request. */
  requestId: string;
  /** What an admin should know of the proxy in front. */
  proxyWarnings: readonly string[];
};

declare module '@remix-run/node' {
  interface AppLoadContext extends Context {}
  interface Future {
    v3_singleFetch: true;
  }
}
