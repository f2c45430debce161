import { FIRST_ATTEMPT } from '../../attempts.ts';
import { sign } from '../../signature.ts';
import { nextRetryAfter } from '../history/delivery-outcomes.ts';
import type { Faults } from './faults.ts';
import { type Addresses, invoiceDocument } from './invoice-document.ts';
import type { Shown } from './invoice-view.ts';
import { jsonText } from './json-text.ts';
import { postCallback } from './post-callback.ts';
import type { Agenda } from './scheduler.ts';

export type Secrets = { live: string; test: string };

/** What a callback needs besides the invoice. */
export type SenderParts = {
  secrets: Secrets;
  addresses: Addresses;
  agenda: Agenda;
  faults: Faults;
  now: () => number;
};

type Callback = { url: string; shown: Shown; body: string; signature: string };

/** A callback's body: exactly what the private API would show at this moment. */
export function callbackBody(shown: Shown, addresses: Addresses): string {
  return jsonText(invoiceDocument(shown, addresses));
}

/**
 * The signature of a body, under the secret of the invoice's mode. A wrong one is made under the other mode's secret
 * or under one that was replaced, which are the two mistakes that happen.
 */
export function callbackSignature(secrets: Secrets, shown: Shown, body: string, isRight = true): string {
  const other = shown.mode === 'live' ? secrets.test : secrets.live;
  const wrong = shown.createdAt % 2 === 0 ? other : `replaced-${secrets[shown.mode]}`;
  return sign(isRight ? secrets[shown.mode] : wrong, Buffer.from(body));
}

/** Sends callbacks live, and again after 1, 2, 3 … minutes until one is answered with 200. */
export class CallbackSender {
  readonly #parts: SenderParts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  send(shown: Shown, url: string, isSignedRight = true): void {
    const { addresses, secrets, faults } = this.#parts;
    if (faults.strikes('callbackLoss')) return;
    const body = callbackBody(shown, addresses);
    const callback = { url, shown, body, signature: callbackSignature(secrets, shown, body, isSignedRight) };
    this.#begin(callback, FIRST_ATTEMPT);
    if (faults.strikes('callbackDouble')) this.#begin(callback, FIRST_ATTEMPT);
  }

  /** Breaks off the calls under way; nothing is sent afterwards. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  #begin(callback: Callback, retryCount: number): void {
    if (this.#closing.signal.aborted) return;
    const attempt = this.#attempt(callback, retryCount).finally(() => this.#underWay.delete(attempt));
    this.#underWay.add(attempt);
  }

  async #attempt(callback: Callback, retryCount: number): Promise<void> {
    const { now, agenda } = this.#parts;
    const nextRetry = nextRetryAfter(Math.floor(now()), retryCount);
    const headers = {
      'content-type': 'application/vnd.api+json',
      'user-agent': 'Paymega-Callback/1.0',
      'x-signature': callback.signature,
      'retry-count': String(retryCount),
      ...(nextRetry !== null && { 'next-retry': String(nextRetry) }),
    };
    const { url, body, shown } = callback;
    const { signal } = this.#closing;
    const isTaken = await postCallback({ url, mode: shown.mode, body, headers, signal });
    if (!isTaken && nextRetry !== null) agenda.at(nextRetry, () => this.#begin(callback, retryCount + 1));
  }
}
