import got, { HTTPError, RequestError, TimeoutError } from 'got';
import { z } from 'zod';
import { atMost } from './answer-size.ts';
import { PaymegaError } from './errors.ts';
import { isStorable } from './foreign-text.ts';
import { publicAgents } from './public-agents.ts';

/** Where the card gateway is, and whether that may lie in a private network. */
export type CardGateway = { url: string; isPublicOnly: boolean };

/** A documented test card; real ones cannot be expressed here. */
export type Card = { number: string; holder: string; cvv: string; expMonth: string; expYear: string };

// A challenge of a few thousand is a long one.
const MOST_CHARACTERS = 100_000;
const MOST_ANSWER_BYTES = 1024 * 1024;

// The names of the fields differ between acquirers (MD, PaReq, TermUrl; creq): what came is forwarded, never named.
const Challenge = z.object({
  action: z.url(),
  method: z.string(),
  params: z.union([z.record(z.string(), z.string()), z.array(z.never()).transform(() => ({}))]),
});

const Answer = z.object({
  status: z.string(),
  auth_mode: z.string().nullish(),
  auth_payload: z.union([Challenge, z.array(z.unknown()).transform(() => null), z.null()]).optional(),
});

/** What the gateway says to a sale; `challenge` is what the payer's browser must send to the card's bank. */
export type SaleAnswer = { status: string; challenge: z.infer<typeof Challenge> | null };

/**
 * One attempt to pay an invoice with a card. Not retried: a lost answer says nothing, the callback or a status check
 * will tell.
 * @param token the invoice's bearer token, which is used here and kept nowhere
 * @throws PaymegaError
 */
export async function sell(
  gateway: CardGateway,
  token: string,
  card: Card,
  signal?: AbortSignal,
): Promise<SaleAnswer> {
  try {
    const asked = got.post(`${gateway.url.replace(/\/+$/, '')}/payment/sale`, {
      ...(gateway.isPublicOnly && { agent: publicAgents() }),
      headers: { authorization: `Bearer ${token}` },
      json: { data: { type: 'sale-operation', attributes: saleAttributes(card) } },
      followRedirect: false,
      timeout: { connect: 10_000, request: 60_000 },
      retry: { limit: 0 },
      responseType: 'json',
      ...(signal && { signal }),
    });
    const answer = await atMost(asked, MOST_ANSWER_BYTES);
    const read = readAnswer(answer.body);
    assertKeepable(read, [token, card.number]);
    return read;
  } catch (error) {
    if (error instanceof HTTPError) {
      throw new PaymegaError(
        'invalid',
        `the card gateway answered ${error.response.statusCode}`,
        error.response.statusCode,
      );
    }
    if (error instanceof TimeoutError)
      throw new PaymegaError('timed_out', 'the card gateway did not answer in time');
    if (error instanceof RequestError) {
      throw new PaymegaError('unreachable', `the card gateway could not be reached (${error.code})`);
    }
    throw error;
  }
}

function saleAttributes(card: Card) {
  return {
    card_number: card.number,
    card_holder: card.holder,
    cvv: card.cvv,
    exp_month: card.expMonth,
    exp_year: card.expYear,
  };
}

/**
 * A challenge is sent on as it came, or not at all: one that quotes what must not be kept, or that no row can hold, is not.
 */
function assertKeepable({ challenge }: SaleAnswer, secrets: readonly string[]): void {
  if (!challenge) return;
  const { action, method, params } = challenge;
  const texts = [action, method, ...Object.entries(params).flat()];
  const isKeepable =
    texts.reduce((characters, { length }) => characters + length, 0) <= MOST_CHARACTERS &&
    texts.every((text) => isStorable(text) && !secrets.some((secret) => text.includes(secret)));
  if (!isKeepable) throw new PaymegaError('unreadable', 'the card gateway’s challenge cannot be kept');
}

// The document shows the answer bare; the platform wraps resources in data.attributes: take both.
function readAnswer(body: unknown): SaleAnswer {
  const wrapped = z.object({ data: z.object({ attributes: Answer }) }).safeParse(body);
  const bare = wrapped.success ? wrapped.data.data.attributes : Answer.safeParse(body).data;
  if (!bare) throw new PaymegaError('unreadable', 'the card gateway’s answer is not one that is documented');
  return { status: bare.status, challenge: bare.auth_mode ? (bare.auth_payload ?? null) : null };
}
