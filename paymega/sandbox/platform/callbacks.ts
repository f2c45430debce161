import { FIRST_ATTEMPT } from '../../attempts.ts';
import { sign } from '../../signature.ts';
import { nextRetryAfter } from '../history/delivery-outcomes.ts';
import { callShop, type ShopCall } from './call-shop.ts';
import type { Faults } from './faults.ts';
import { type Addresses, invoiceDocument } from './invoice-document.ts';
import type { InvoiceView } from './invoice-view.ts';
import { jsonText } from './json-text.ts';
import type { Scheduler } from './scheduler.ts';

export type Secrets = { live: string; test: string };

/** What a callback needs besides the invoice. */
export type SenderParts = {
  secrets: Secrets;
  addresses: Addresses;
  scheduler: Scheduler;
  faults: Faults;
  now: () => number;
};

type Callback = { url: string; view: InvoiceView; body: string; signature: string };

/** A callback's body: exactly what the private API would show at this moment. */
export function callbackBody(view: InvoiceView, addresses: Addresses): string {
  return jsonText(invoiceDocument(view, addresses));
}

/**
 * The signature of a body, under the secret of the invoice's mode. A wrong one is made under the other mode's secret
 * or under one that was replaced, which are the two mistakes that happen.
 */
export function callbackSignature(secrets: Secrets, view: InvoiceView, body: string, isRight = true): string {
  const other = view.mode === 'live' ? secrets.test : secrets.live;
  const wrong = view.createdAt % 2 === 0 ? other : `replaced-${secrets[view.mode]}`;
  return sign(isRight ? secrets[view.mode] : wrong, Buffer.from(body));
}

/** Sends callbacks live, and again after 1, 2, 3 … minutes until one is answered with 200. */
export class CallbackSender {
  readonly #parts: SenderParts;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  send(view: InvoiceView, url: string, isSignedRight = true): void {
    const { addresses, secrets, faults } = this.#parts;
    if (faults.strikes('callbackLoss')) return;
    const body = callbackBody(view, addresses);
    const isRight = isSignedRight && !faults.strikes('callbackBadSignature');
    const callback = { url, view, body, signature: callbackSignature(secrets, view, body, isRight) };
    this.#begin(callback, FIRST_ATTEMPT);
    if (faults.strikes('callbackDouble')) this.#begin(callback, FIRST_ATTEMPT);
  }

  /** Makes another call than a callback to the shop, once, whatever becomes of it. */
  callOnce(call: Omit<ShopCall, 'signal'>): void {
    this.#keepTrack(callShop({ ...call, signal: this.#closing.signal }));
  }

  /** Breaks off the calls under way; nothing is sent afterwards. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  #begin(callback: Callback, retryCount: number): void {
    if (!this.#closing.signal.aborted) this.#keepTrack(this.#attempt(callback, retryCount));
  }

  #keepTrack(call: Promise<unknown>): void {
    const tracked = call.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  async #attempt(callback: Callback, retryCount: number): Promise<void> {
    const { now, scheduler } = this.#parts;
    const nextRetry = nextRetryAfter(Math.floor(now()), retryCount);
    const headers = {
      'content-type': 'application/vnd.api+json',
      'user-agent': 'Paymega-Callback/1.0',
      'x-signature': callback.signature,
      'retry-count': String(retryCount),
      ...(nextRetry !== null && { 'next-retry': String(nextRetry) }),
    };
    const { url, body, view } = callback;
    const { signal } = this.#closing;
    const isTaken = await callShop({ method: 'POST', url, mode: view.mode, body, headers, signal });
    if (!isTaken && nextRetry !== null) scheduler.at(nextRetry, () => this.#begin(callback, retryCount + 1));
  }
}
