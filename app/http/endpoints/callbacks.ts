import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Addressee } from '#identity/accounts/provider-connections.ts';
import { networkOf } from '#identity/sessions/network.ts';
import type { Secrets } from '#paymega/signature.ts';
import {
  type CallbackOutcome,
  fittingModes,
  receiveCallback,
} from '#reconciliation/callbacks/receive-callback.ts';
import { MAX_HOLD_MS } from '#reconciliation/callbacks/received-callback.ts';
import type { CallbackRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { callbackSlugOf } from '../request-target.ts';
import type { Body } from './body.ts';
import {
  type Answered,
  type Arrived,
  type CallbackTools,
  headerOf,
  keptOf,
  problem,
  refuse,
  retryCountOf,
  untilAborted,
  type Work,
} from './refuse-callback.ts';
import { sendJson } from './send.ts';

/**
 * Paymega's callbacks. Plain node:http, because the bytes as they came are what is signed, and for speed. 200
 * only after the commit; when the database is away 503 with nothing half done, and Paymega comes again.
 * @param slug the account that the address names, '' where it names none
 */
export async function callbacks(
  tools: CallbackTools,
  slug: string,
  request: IncomingMessage,
  response: ServerResponse,
  arrived: Arrived,
): Promise<void> {
  await answerBy(tools, response, arrived, (signal) =>
    take({ tools, request, arrived, signal }, slug || undefined),
  );
}

/**
 * What is signed as callbacks are, but came to another address or by another method: never taken, since
 * nobody said whose it is, and never lost in silence. It is among the refused, with what to mend.
 */
export async function refuseStray(
  tools: CallbackTools,
  request: IncomingMessage,
  response: ServerResponse,
  arrived: Arrived,
): Promise<void> {
  const isElsewhere = callbackSlugOf(request.url ?? '') === null;
  const message = isElsewhere
    ? 'callbacks go to /callbacks or /callbacks/{account}, and this came to another address'
    : `callbacks come by POST, and this came by ${request.method}: a redirect on its way makes GET of it`;
  if (!isElsewhere) response.setHeader('allow', 'POST');
  await answerBy(tools, response, arrived, async (signal) => {
    const account = await untilAborted(tools.connections.addressee(undefined), signal);
    const refusal = { reason: 'wrong_address', message, rawBody: arrived.bytes } as const;
    const httpStatus = isElsewhere ? 404 : 405;
    return refuse({ tools, request, arrived, signal }, account, { ...refusal, httpStatus });
  });
}

async function answerBy(
  tools: CallbackTools,
  response: ServerResponse,
  { isTurnedAway, startedAt }: Arrived,
  work: (signal: AbortSignal) => Promise<Answered>,
): Promise<void> {
  const told = (verdict: string) => {
    tools.metrics.callbackAnswered(verdict, (performance.now() - startedAt) / 1000);
    tools.tracing.note({ 'counterfoil.verdict': verdict });
  };
  if (isTurnedAway || tools.isBehind() || tools.intake.isFull()) {
    told('turned_away');
    await tools.intake.sendAway();
    return sendUnavailable(response, 'too many callbacks are under way: send it again');
  }
  const over = new AbortController();
  // Paymega waits 10 to 20 s for an answer; a database that hangs must not make it wait for nothing.
  const patience = setTimeout(() => {
    over.abort(new Error(`the database did not answer within ${MAX_HOLD_MS} ms`));
  }, MAX_HOLD_MS);
  try {
    const answer = await tools.intake.admit(() => work(over.signal));
    sendJson(response, answer.status, answer.body);
    told(answer.status === 200 ? String(answer.body.verdict) : 'refused');
  } catch (error) {
    tools.log.error({ err: error }, 'a callback could not be kept');
    told('unavailable');
    sendUnavailable(response, 'the callback could not be kept: send it again');
  } finally {
    clearTimeout(patience);
  }
}

function sendUnavailable(response: ServerResponse, detail: string): void {
  response.setHeader('retry-after', '60');
  sendJson(response, 503, problem('unavailable', detail));
}

async function take(work: Work, slug: string | undefined): Promise<Answered> {
  const { tools, request, arrived } = work;
  const account = await addresseeOf(work, slug);
  if (!account) return refuse(work, null, unaddressed(slug, request, arrived));
  if (arrived.isTooLarge) return refuse(work, account, tooLarge(arrived.bytes));
  const outcome = await receive(work, account);
  if (outcome.kind === 'refused') return refuse(work, account, outcome.refusal);
  tools.refusals.noteSender(networkOf(tools.clientOf(request).address));
  return { status: 200, body: { verdict: outcome.verdict } };
}

/**
 * Whose callback it is: that of the account in its address. Without one, that of the only account; of
 * several, that of the one whose secret has signed it.
 */
async function addresseeOf(
  { tools: { connections }, request, arrived: body, signal }: Work,
  slug: string | undefined,
): Promise<Addressee | null> {
  const signature = headerOf(request, 'x-signature');
  const fits = (secrets: Secrets) =>
    signature !== undefined && fittingModes(secrets, body.bytes, signature).length > 0;
  const isToBeFound = slug === undefined && signature !== undefined && !body.isTooLarge;
  const fitting = isToBeFound ? await untilAborted(connections.fitting(fits), signal) : null;
  return fitting ?? untilAborted(connections.addressee(slug), signal);
}

function unaddressed(slug: string | undefined, request: IncomingMessage, body: Body): CallbackRefusal {
  const { bytes: rawBody, isTooLarge } = body;
  if (slug !== undefined)
    return { reason: 'unknown_account', httpStatus: 404, message: `there is no account “${slug}”`, rawBody };
  if (isTooLarge) return tooLarge(rawBody);
  return headerOf(request, 'x-signature')
    ? {
        ...{ reason: 'bad_signature', httpStatus: 401, rawBody },
        message: 'X-Signature fits no secret of any account; /callbacks/{account} says which one is meant',
      }
    : { reason: 'no_signature', httpStatus: 401, message: 'there is no X-Signature header', rawBody };
}

function tooLarge(rawBody: Buffer): CallbackRefusal {
  return {
    ...{ reason: 'too_large', httpStatus: 413, rawBody },
    message: `the body is larger than ${MAX_CALLBACK_BYTES} bytes`,
  };
}

/** Receives it by the secrets that are known; one that does not fit, by those that hold at this moment. */
async function receive(
  { tools, request, arrived, signal }: Work,
  account: Addressee,
): Promise<CallbackOutcome> {
  const incoming = {
    accountId: account.id,
    rawBody: arrived.bytes,
    signature: headerOf(request, 'x-signature'),
    retryCount: retryCountOf(request),
    receivedAt: arrived.receivedAt,
    request: keptOf(tools, request, arrived),
  };
  const exponentOf = await untilAborted(tools.exponentOf(), signal);
  const by = ({ slug, connection: { secrets } }: Addressee) =>
    tools.tracing.spanned('ingest callback', { 'counterfoil.account': slug }, () =>
      receiveCallback(tools.batcher, exponentOf, { ...incoming, secrets }, signal),
    );
  const outcome = await by(account);
  if (outcome.kind !== 'refused' || outcome.refusal.reason !== 'bad_signature') return outcome;
  const now = await untilAborted(tools.connections.addressee(account.slug, true), signal);
  return now && now.connection !== account.connection ? by(now) : outcome;
}

/** What a callback's body may have at the most. */
export const MAX_CALLBACK_BYTES = 256 * 1024;
