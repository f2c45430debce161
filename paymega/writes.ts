import {
  type CreateAttributes,
  creationBody,
  preRequestBody,
  type RefundAttributes,
  refundBody,
  writeOutcome,
} from './creation.ts';
import type { Exchanged } from './exchange.ts';
import { readOffer } from './pre-request.ts';

/** Sends a body by POST, once. */
type Post = (path: string, body: string, signal?: AbortSignal) => Promise<Exchanged>;

// The document names the step; its path is *assumed*, and configuration.
const PRE_REQUEST_PATH = 'payment-pre-request';

/** The calls of the private API that make something: each is made once, since a lost answer says nothing. */
export function writes(post: Post, preRequestPath = PRE_REQUEST_PATH) {
  return {
    /** The services open to an order. It is a question, and asked once: whoever asks may skip it. */
    async preRequest(order: { amount: string; currency: string }, signal?: AbortSignal) {
      const exchanged = await post(preRequestPath, preRequestBody(order), signal);
      return { ...exchanged, offer: readOffer(exchanged) };
    },

    /**
     * Creates an invoice. It exists only where the outcome is `done`; `refused` says that it was not created, `unknown`
     * says nothing: look the reference up.
     */
    async create(attributes: CreateAttributes, signal?: AbortSignal) {
      const exchanged = await post('payment-invoices', creationBody(attributes), signal);
      return { ...exchanged, outcome: writeOutcome(exchanged) };
    },

    /** Gives back what was paid, or a part of it (platform). Outcomes as for a creation. */
    async refund(id: string, refund: RefundAttributes, signal?: AbortSignal) {
      const path = `payment-invoices/${encodeURIComponent(id)}/refund`;
      const exchanged = await post(path, refundBody(id, refund), signal);
      return { ...exchanged, outcome: writeOutcome(exchanged) };
    },
  };
}
