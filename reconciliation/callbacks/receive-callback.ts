import { hash } from 'node:crypto';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { createdOf } from '#paymega/created-of.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { MODE_IF_MISSING, modeOf, readInvoice } from '#paymega/document.ts';
import type { Mode } from '#paymega/mode.ts';
import { NoDocument, type Resource, readResource } from '#paymega/resource.ts';
import { fittingSecrets, type Secrets, type SignedWith } from '#paymega/signature.ts';
import type { CallbackRow, KeptRequest } from '../books/callback-rows.ts';
import { type Observation, observationOf } from '../books/observation.ts';
import type { Verdict } from '../books/precedence.ts';
import { quarantineSubject } from '../books/quarantine-subject.ts';
import type { IngestionBatcher } from './ingestion-batcher.ts';
import type { CallbackRefusal } from './refused-callbacks.ts';

export type Incoming = {
  accountId: number;
  secrets: Secrets;
  /** The bytes as received: they are what is signed. */
  rawBody: Buffer;
  signature: string | undefined;
  retryCount: number | null;
  receivedAt: Date;
  /** What is kept of the request; not there where none brought it. */
  request?: KeptRequest;
  /** The refused callback as which it came before. */
  refusedId?: bigint;
};

/** A callback that is believed: what it tells of an invoice, if that can be read, and as what it is kept. */
export type Verified = { kind: 'verified'; observation: Observation | null; callback: CallbackRow };
type Refused = { kind: 'refused'; refusal: CallbackRefusal };

/** Believed and kept, or refused with the reason; the endpoint answers, and keeps refusals in their inbox. */
export type CallbackOutcome =
  | { kind: 'ingested'; verdict: Verdict | 'quarantined'; invoiceId: string | null }
  | Refused;

/**
 * One callback from its bytes to its place in the book: verify the signature over the raw bytes, read, keep,
 * ingest. Settles after the commit. What is signed but cannot be read exactly is quarantined, not refused:
 * Paymega is done with it, we are not.
 * @param signal when it aborts, nobody waits for it any more: it is dropped where it can be
 */
export async function receiveCallback(
  batcher: IngestionBatcher,
  exponentOf: ExponentOf,
  incoming: Incoming,
  signal?: AbortSignal,
): Promise<CallbackOutcome> {
  const verified = verifyCallback(exponentOf, incoming);
  if (verified.kind === 'refused') return verified;
  const { observation, callback } = verified;
  const verdict = await batcher.take(observation, callback, signal);
  return { kind: 'ingested', verdict, invoiceId: callback.invoiceId };
}

/** Verifies the signature of a callback, and reads what it tells. Nothing is kept. */
export function verifyCallback(exponentOf: ExponentOf, incoming: Incoming): Verified | Refused {
  const { signature, rawBody, secrets } = incoming;
  if (!signature) return refused('no_signature', 401, 'there is no X-Signature header', rawBody);
  const fittingOf = fittingSecrets(secrets, rawBody, signature);
  const fitting = modesOf(fittingOf);
  if (fitting.length === 0) {
    return refused('bad_signature', 401, 'X-Signature fits neither the live nor the test secret', rawBody);
  }
  const text = decodeUtf8(rawBody);
  if (text === null) return refused('not_utf8', 400, 'the body is not valid UTF-8', rawBody);
  let resource: Resource;
  try {
    resource = readResource(text);
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    return refused('no_document', 400, error.message, rawBody);
  }
  const mode = modeOf(resource) ?? modeBySecret(fitting);
  const signedWith = fittingOf[mode];
  if (!signedWith) {
    return refused(
      'wrong_mode',
      401,
      `it is signed with the ${fitting[0]} secret, the invoice is ${mode}`,
      rawBody,
    );
  }
  return { kind: 'verified', ...read(resource, mode, signedWith, exponentOf, incoming) };
}

/**
 * What the document itself does not say, or not readably: the secret does, unless one secret holds for both
 * modes.
 */
function modeBySecret(fitting: readonly Mode[]): Mode {
  const [only, another] = fitting;
  return only !== undefined && another === undefined ? only : MODE_IF_MISSING;
}

/** The modes whose secrets sign these bytes so. */
export function fittingModes(secrets: Secrets, rawBody: Buffer, signature: string): Mode[] {
  return modesOf(fittingSecrets(secrets, rawBody, signature));
}

function modesOf(fitting: Partial<Record<Mode, SignedWith>>): Mode[] {
  return (['live', 'test'] as const).filter((mode) => fitting[mode] !== undefined);
}

function read(
  resource: Resource,
  mode: Mode,
  signedWith: SignedWith,
  exponentOf: ExponentOf,
  { accountId, receivedAt, retryCount, rawBody, request, refusedId }: Incoming,
): { observation: Observation | null; callback: CallbackRow } {
  const callback: CallbackRow = {
    accountId,
    receivedAt,
    invoiceId: resource.id,
    mode,
    status: null,
    updatedAt: null,
    createdAt: createdOf(resource),
    unreadable: null,
    retryCount,
    body: resource.text,
    bodySha256: sha256(rawBody),
    ...{ signedWith, request: request ?? null, refusedId: refusedId ?? null },
  };
  try {
    const invoice = readInvoice(resource, exponentOf, mode);
    const observation = observationOf(invoice, accountId, receivedAt, 'callback');
    return {
      observation,
      callback: { ...callback, status: observation.status, updatedAt: observation.updatedAt },
    };
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    const { reason, message } = error;
    const otherwise = `callback:${callback.bodySha256.toString('hex').slice(0, 16)}`;
    const unreadable = { reason, message, subject: quarantineSubject(resource, otherwise) };
    return { observation: null, callback: { ...callback, unreadable } };
  }
}

function refused(
  reason: CallbackRefusal['reason'],
  httpStatus: number,
  message: string,
  rawBody: Buffer,
): Refused {
  return { kind: 'refused', refusal: { reason, httpStatus, message, rawBody } };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}
