import type { IncomingMessage } from 'node:http';
import type { Sql } from '#db/connection.ts';
import type { Addressee, ProviderConnections } from '#identity/accounts/provider-connections.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import { networkOf } from '#identity/sessions/network.ts';
import type { Queue } from '#jobs/queue.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { redactHeaders } from '#paymega/redact-headers.ts';
import type { KeptRequest } from '#reconciliation/books/callback-rows.ts';
import type { IngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import type { RefusalSampler } from '#reconciliation/callbacks/refusal-sampler.ts';
import { type CallbackRefusal, keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { mayVerifyLater, sealRequest } from '#reconciliation/callbacks/sealed-request.ts';
import type { Client } from '#runtime/client-address.ts';
import type { Log } from '#runtime/log.ts';
import type { Metrics } from '#runtime/observability/metrics.ts';
import type { Tracing } from '#runtime/observability/tracing.ts';
import { originForm } from '../request-target.ts';
import type { Body } from './body.ts';
import type { Intake } from './intake.ts';

/** What the endpoint of callbacks works with. */
export type CallbackTools = {
  sql: Sql;
  batcher: IngestionBatcher;
  intake: Intake;
  /** Whether more has come than this process can do. */
  isBehind: () => boolean;
  queue: Queue;
  connections: ProviderConnections;
  exponentOf: () => Promise<ExponentOf>;
  clientOf: (request: IncomingMessage) => Client;
  refusals: RefusalSampler;
  vault: Vault;
  metrics: Pick<Metrics, 'callbackAnswered'>;
  tracing: Pick<Tracing, 'note' | 'spanned'>;
  log: Log;
};

const ONE_CHECK_EVERY_SECONDS = 60;
// No name of an account is longer.
const LONGEST_PART = 40;

/** What came: its body as far as it is read, and when it began to come, also by `performance.now()`. */
export type Arrived = Body & { receivedAt: Date; startedAt: number };

/**
 * One callback while it is worked on: when `signal` aborts nobody waits for it any more, and nothing of it is
 * held.
 */
export type Work = { tools: CallbackTools; request: IncomingMessage; arrived: Arrived; signal: AbortSignal };

/** What a callback is answered. */
export type Answered = { status: number; body: Record<string, unknown> };

/** What is kept of the request that brings a callback. */
export function keptOf(
  { clientOf }: CallbackTools,
  request: IncomingMessage,
  { startedAt }: Arrived,
): KeptRequest {
  return { address: clientOf(request).address, headers: redactHeaders(request.rawHeaders), startedAt };
}

/** Answers a callback that is not believed, and keeps it where the sampler says so. */
export async function refuse(
  { tools, request, arrived, signal }: Work,
  account: Addressee | null,
  refusal: CallbackRefusal,
): Promise<Answered> {
  const { reason, message, httpStatus } = refusal;
  const answer = { status: httpStatus, body: problem(reason, message) };
  const accountId = account?.id ?? null;
  const { receivedAt } = arrived;
  const { address } = tools.clientOf(request);
  const from = { accountId, reason, network: networkOf(address) };
  const { isKept, skipped, isSender } = tools.refusals.sample(from, receivedAt);
  if (!isKept) return answer;
  tools.log.warn({ account: account?.slug, reason, address, skipped }, 'callback refused');
  const keeping = keepRefusal(tools.sql, accountId, refusal, receivedAt, {
    ...{ address, isSender, skipped },
    request: {
      ...{ headers: redactHeaders(request.rawHeaders), startedAt: arrived.startedAt },
      target: targetOf(request),
    },
    sealed: sealedOf(tools, request, refusal, isSender, receivedAt),
  });
  const kept = await untilAborted(keeping, signal);
  if (kept.invoiceId !== null && account && !account.isDisabled) {
    await untilAborted(lookUp(tools.queue, account.id, kept.id, kept.invoiceId), signal);
  }
  return answer;
}

/** Method and path; what may be a secret in an address (a query, a part as long as one) is left out. */
function targetOf({ method, url = '/' }: IncomingMessage): string {
  const [path = '/'] = originForm(url).split(/[?#]/);
  const parts = path.split('/').map((part) => (part.length > LONGEST_PART ? '…' : part));
  return `${method} ${parts.join('/')}`;
}

/** Its bytes and signature for another time, where there is a use and room for them. */
function sealedOf(
  { vault, refusals }: CallbackTools,
  request: IncomingMessage,
  refusal: CallbackRefusal,
  isSender: boolean,
  now: Date,
): Buffer | null {
  const signature = headerOf(request, 'x-signature');
  if (signature === undefined || !mayVerifyLater(refusal)) return null;
  const { rawBody } = refusal;
  if (!refusals.takeRoom(isSender, rawBody.length, now)) return null;
  return sealRequest(vault, { rawBody, signature, retryCount: retryCountOf(request) });
}

/**
 * What it claims is not believed, but a hint: the private API will tell. Once a minute an invoice, so often a
 * day.
 */
async function lookUp(queue: Queue, accountId: number, refusalId: bigint, invoiceId: string): Promise<void> {
  const once = { key: `${accountId} ${invoiceId}`, seconds: ONE_CHECK_EVERY_SECONDS };
  const asked = { accountId, invoiceId, askedBy: 'callback', personId: null } as const;
  await queue.send('check-status', { ...asked, refusalId: refusalId.toString() }, { once });
}

/** What comes of it, or a failure as soon as nobody waits for it any more: who waits holds the body. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

export function problem(code: string, detail: string) {
  return { errors: [{ code, detail }] };
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function retryCountOf(request: IncomingMessage): number | null {
  const given = headerOf(request, 'retry-count') ?? '';
  return /^\d{1,4}$/.test(given) ? Number(given) : null;
}
