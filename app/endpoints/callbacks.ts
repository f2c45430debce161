import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Sql } from '#db/connection.ts';
import type { Queue } from '#jobs/queue.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import type { Intake } from '#reconciliation/book/intake.ts';
import {
  type CallbackOutcome,
  fittingModes,
  receiveCallback,
  type Secrets,
} from '#reconciliation/book/receive-callback.ts';
import { type CallbackRefusal, keepRefusal } from '#reconciliation/book/refused-callbacks.ts';
import type { Addressee, Counterparties } from '#reconciliation/counterparties.ts';
import type { Log } from '../../log.ts';
import { callbackSlugOf } from '../request-target.ts';
import type { Body } from './body.ts';
import { sendJson } from './send.ts';

export type CallbackTools = {
  sql: Sql;
  intake: Intake;
  queue: Queue;
  counterparties: Counterparties;
  exponentOf: () => Promise<ExponentOf>;
  log: Log;
};

const MAX_HOLD_MS = 15_000;
const ONE_CHECK_EVERY_SECONDS = 60;

/** What came: its body as far as it is read, and when it began to come. */
export type Arrived = Body & { receivedAt: Date };

/**
 * Paymega's callbacks. Plain node:http, because the bytes as they came are what is signed, and for speed. 200 only
 * after the commit; when the database is away 503 with nothing half done, and Paymega comes again.
 * @param slug the account that the address names, '' where it names none
 */
export async function callbacks(
  tools: CallbackTools,
  slug: string,
  request: IncomingMessage,
  response: ServerResponse,
  arrived: Arrived,
): Promise<void> {
  await answerBy(tools, response, () => take(tools, slug || undefined, request, arrived));
}

/**
 * What is signed as callbacks are, but came to another address or by another method: never taken, since nobody said whose
 * it is, and never lost in silence. It is among the refused, with what to mend.
 */
export async function refuseStray(
  tools: CallbackTools,
  request: IncomingMessage,
  response: ServerResponse,
  { bytes, receivedAt }: Arrived,
): Promise<void> {
  const words =
    callbackSlugOf(request.url ?? '') === null
      ? 'callbacks go to /callbacks or /callbacks/{account}, and this came to another address'
      : `callbacks come by POST, and this came by ${request.method}: a redirect on its way makes GET of it`;
  await answerBy(tools, response, async () => {
    const account = await tools.counterparties.addressee(undefined);
    const refusal = { reason: 'wrong_address', httpStatus: 404, words, rawBody: bytes } as const;
    return refuse(tools, account, refusal, receivedAt);
  });
}

async function answerBy(
  tools: CallbackTools,
  response: ServerResponse,
  work: () => Promise<Answered>,
): Promise<void> {
  try {
    // Paymega waits 10 to 20 s for an answer; a database that hangs must not make it wait for nothing.
    const answer = await Promise.race([work(), giveUp()]);
    sendJson(response, answer.status, answer.body);
  } catch (error) {
    tools.log.error({ err: error }, 'a callback could not be kept');
    response.setHeader('retry-after', '60');
    sendJson(response, 503, problem('unavailable', 'the callback could not be kept: send it again'));
  }
}

type Answered = { status: number; body: Record<string, unknown> };

async function take(
  tools: CallbackTools,
  slug: string | undefined,
  request: IncomingMessage,
  { receivedAt, ...body }: Arrived,
): Promise<Answered> {
  const account = await addresseeOf(tools, slug, request, body);
  if (!account) return refuse(tools, null, unaddressed(slug, request, body), receivedAt);
  if (body.isTooLarge) return refuse(tools, account, tooLarge(body.bytes), receivedAt);
  const outcome = await receive(tools, account, request, body, receivedAt);
  if (outcome.kind === 'refused') return refuse(tools, account, outcome.refusal, receivedAt);
  return { status: 200, body: { verdict: outcome.verdict } };
}

/**
 * Whose callback it is: that of the account in its address. Without one, that of the only account; of several, that of
 * the one whose secret has signed it.
 */
async function addresseeOf(
  { counterparties }: CallbackTools,
  slug: string | undefined,
  request: IncomingMessage,
  body: Body,
): Promise<Addressee | null> {
  const signature = headerOf(request, 'x-signature');
  const fits = (secrets: Secrets) =>
    signature !== undefined && fittingModes(secrets, body.bytes, signature).length > 0;
  const isToBeFound = slug === undefined && signature !== undefined && !body.isTooLarge;
  return (isToBeFound && (await counterparties.fitting(fits))) || counterparties.addressee(slug);
}

function unaddressed(slug: string | undefined, request: IncomingMessage, body: Body): CallbackRefusal {
  const { bytes: rawBody, isTooLarge } = body;
  if (slug !== undefined)
    return { reason: 'unknown_account', httpStatus: 404, words: `there is no account “${slug}”`, rawBody };
  if (isTooLarge) return tooLarge(rawBody);
  return headerOf(request, 'x-signature')
    ? {
        ...{ reason: 'bad_signature', httpStatus: 401, rawBody },
        words: 'X-Signature fits no secret of any account; /callbacks/{account} says which one is meant',
      }
    : { reason: 'no_signature', httpStatus: 401, words: 'there is no X-Signature header', rawBody };
}

function tooLarge(rawBody: Buffer): CallbackRefusal {
  return {
    ...{ reason: 'too_large', httpStatus: 413, rawBody },
    words: `the body is larger than ${MAX_CALLBACK_BYTES} bytes`,
  };
}

/** Receives it by the secrets that are known; one that does not fit, by those that hold at this moment. */
async function receive(
  tools: CallbackTools,
  account: Addressee,
  request: IncomingMessage,
  body: Body,
  receivedAt: Date,
): Promise<CallbackOutcome> {
  const incoming = {
    accountId: account.id,
    rawBody: body.bytes,
    signature: headerOf(request, 'x-signature'),
    retryCount: retryCountOf(request),
    receivedAt,
  };
  const by = async ({ counterparty: { secrets } }: Addressee) =>
    receiveCallback(tools.intake, await tools.exponentOf(), { ...incoming, secrets });
  const outcome = await by(account);
  if (outcome.kind !== 'refused' || outcome.refusal.reason !== 'bad_signature') return outcome;
  const now = await tools.counterparties.addressee(account.slug, true);
  return now && now.counterparty !== account.counterparty ? by(now) : outcome;
}

async function refuse(
  { sql, queue, log }: CallbackTools,
  account: Addressee | null,
  refusal: CallbackRefusal,
  receivedAt: Date,
): Promise<Answered> {
  const { reason, words, httpStatus } = refusal;
  log.warn({ account: account?.slug, reason }, 'callback refused');
  const claimed = await keepRefusal(sql, account?.id ?? null, refusal, receivedAt);
  if (claimed && account && !account.isDisabled) {
    // Not believed, but a hint: the private API will tell. Once a minute and invoice, so that nobody drives us.
    const once = { key: `${account.id} ${claimed}`, seconds: ONE_CHECK_EVERY_SECONDS };
    const question = {
      accountId: account.id,
      invoiceId: claimed,
      askedBy: 'callback',
      personId: null,
    } as const;
    await queue.send('check-status', question, { once });
  }
  return { status: httpStatus, body: problem(reason, words) };
}

async function giveUp(): Promise<never> {
  await after(MAX_HOLD_MS, undefined, { ref: false });
  throw new Error(`the database did not answer within ${MAX_HOLD_MS} ms`);
}

function problem(code: string, detail: string) {
  return { errors: [{ code, detail }] };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function retryCountOf(request: IncomingMessage): number | null {
  const told = headerOf(request, 'retry-count') ?? '';
  return /^\d{1,4}$/.test(told) ? Number(told) : null;
}

/** What a callback's body may have at the most. */
export const MAX_CALLBACK_BYTES = 256 * 1024;
