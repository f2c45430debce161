import got from 'got';
import type { BrowserInfo } from './browser-info.ts';
import { type Challenge, isKeepable, readChallenge } from './challenge.ts';
import { documentOf, errorsIn, type ProviderError } from './error-document.ts';
import { type Exchange, type Exchanged, exchange, failureText } from './exchange.ts';
import { foreignText } from './foreign-text.ts';
import { publicAgents } from './public-agents.ts';
import { isFields, textOf } from './resource.ts';

/** Where the card gateway is, and whether that may lie in a private network. */
export type CardGateway = { url: string; isPublicOnly: boolean };

/** A documented test card; real ones cannot be expressed here. */
export type Card = { number: string; holder: string; cvv: string; expMonth: string; expYear: string };

export type Sale = { card: Card; browserInfo: BrowserInfo | null };

/** What came of a sale. `unknown`: it may have been carried out or not; the callback or a status check will tell. */
export type SaleOutcome =
  | {
      kind: 'answered';
      /** The gateway's own word for how the payment is. */
      status: string;
      /** How the payer is to be authenticated; null where there is nothing to do. */
      authMode: string | null;
      challenge: Challenge | null;
    }
  | { kind: 'refused'; status: number; message: string; errors: readonly ProviderError[] }
  | { kind: 'unknown'; message: string };

const WHO = 'the card gateway';
const REQUEST_TIMEOUT = 408;

/**
 * One attempt to pay an invoice with a card: `POST {gateway}/payment/sale`. Not retried.
 * @param token the invoice's bearer token, which is used here and kept nowhere
 */
export async function sell(
  gateway: CardGateway,
  token: string,
  sale: Sale,
  signal?: AbortSignal,
): Promise<Exchanged & { outcome: SaleOutcome }> {
  const secrets = [token, sale.card.number];
  const client = got.extend({
    prefixUrl: gateway.url,
    followRedirect: false,
    timeout: { connect: 10_000, request: 60_000 },
    headers: { accept: 'application/json', 'user-agent': 'counterfoil' },
    ...(gateway.isPublicOnly && { agent: publicAgents() }),
  });
  const exchanged = await exchange(
    client,
    WHO,
    secrets,
    {
      method: 'POST',
      path: 'payment/sale',
      body: JSON.stringify(saleDocument(sale)),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    },
    {},
    signal,
  );
  return { ...exchanged, outcome: outcomeOf(exchanged, secrets) };
}

function saleDocument({ card, browserInfo }: Sale) {
  const attributes = {
    card_number: card.number,
    card_holder: card.holder,
    cvv: card.cvv,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    ...(browserInfo && { browser_info: browserInfo }),
  };
  return { data: { type: 'sale-operation', attributes } };
}

function outcomeOf(
  { exchange: { status, failure }, exchange, text }: Exchanged,
  secrets: string[],
): SaleOutcome {
  if (failure || status === null || text === null)
    return { kind: 'unknown', message: failureText(WHO, exchange) };
  if (status >= 400 && status < 500 && status !== REQUEST_TIMEOUT) return refusal(exchange, status, text);
  if (status >= 300) return { kind: 'unknown', message: failureText(WHO, exchange) };
  return readAnswer(text, secrets);
}

function refusal(exchange: Exchange, status: number, text: string): SaleOutcome {
  const errors = errorsIn(text);
  const message = errors.map((error) => error.message).join('; ') || failureText(WHO, exchange);
  return { kind: 'refused', status, message: foreignText(message), errors };
}

// The document shows the answer bare; the platform wraps resources in data.attributes: take both.
function readAnswer(text: string, secrets: readonly string[]): SaleOutcome {
  const answer = answerIn(text);
  const status = answer && textOf(answer.status);
  if (!answer || !status) return unreadable('the card gateway’s answer is not one that is documented');
  try {
    const authMode = textOf(answer.auth_mode);
    const challenge = authMode === null ? null : readChallenge(answer.auth_payload);
    if (challenge && !isKeepable(challenge, secrets)) return unreadable(NOT_KEEPABLE);
    return {
      ...{ kind: 'answered', status: foreignText(status), challenge },
      authMode: authMode === null ? null : foreignText(authMode),
    };
  } catch (error) {
    if (error instanceof RangeError) return unreadable(NOT_KEEPABLE);
    throw error;
  }
}

const NOT_KEEPABLE = 'the card gateway’s challenge cannot be kept';

function answerIn(text: string): Record<string, unknown> | null {
  const document = documentOf(text);
  const data = isFields(document?.data) ? document.data : {};
  return isFields(data.attributes) ? data.attributes : document;
}

function unreadable(message: string): SaleOutcome {
  return { kind: 'unknown', message };
}
