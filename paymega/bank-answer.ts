import got, { RequestError } from 'got';
import { atMost } from './answer-size.ts';
import { PaymegaError } from './errors.ts';
import { keepable } from './exchange.ts';
import { foreignText } from './foreign-text.ts';
import { isUrl } from './is-url.ts';
import { publicAgents } from './public-agents.ts';

/** What a card's bank sends by the payer's browser: its bytes, as they came. */
export type BankAnswer = {
  method: 'GET' | 'POST';
  /** Without the question mark, as it was written. */
  query: string;
  body: Buffer;
  contentType: string | null;
};

/** What came back from where it was sent on to; the payer's browser is to get it. */
export type SentOn = {
  /** Null where nothing came back: then nobody knows whether it arrived. */
  status: number | null;
  contentType: string | null;
  /** Where the browser is led on to, as a whole web address. */
  location: string | null;
  body: Buffer;
  /** The body as it may be kept. */
  text: string | null;
  message: string | null;
  tookMs: number;
};

const MOST_BYTES = 1024 * 1024;

/**
 * Sends the bank's answer on, byte for byte and by the same method, to the address that the challenge named (seed: 3-D
 * Secure 1.0 with a `TermUrl` of the merchant's own). Once; redirects are for the browser to follow.
 */
export async function sendOn(
  address: string,
  { method, query, body, contentType }: BankAnswer,
  isPublicOnly: boolean,
  signal?: AbortSignal,
): Promise<SentOn> {
  const began = performance.now();
  const tookMs = () => Math.round(performance.now() - began);
  try {
    const asked = got(withQuery(address, query), {
      method,
      ...(method === 'POST' && { body }),
      headers: { 'user-agent': 'counterfoil', ...(contentType && { 'content-type': contentType }) },
      ...(isPublicOnly && { agent: publicAgents() }),
      followRedirect: false,
      throwHttpErrors: false,
      retry: { limit: 0 },
      timeout: { connect: 10_000, request: 30_000 },
      responseType: 'buffer',
      ...(signal && { signal }),
    });
    const { statusCode, headers, body: came } = await atMost(asked, MOST_BYTES);
    return {
      ...{ status: statusCode, contentType: headers['content-type'] ?? null, body: came, tookMs: tookMs() },
      location: locationOf(headers.location, address),
      text: keepable(came.toString()),
      message: statusCode < 400 ? null : `Paymega answered ${statusCode} to the bank’s answer`,
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!(error instanceof RequestError || error instanceof PaymegaError)) throw error;
    const why = error instanceof PaymegaError ? error.message : error.code;
    return {
      ...{ status: null, contentType: null, location: null, body: Buffer.alloc(0), text: null },
      message: foreignText(`the bank’s answer could not be sent on (${why})`),
      tookMs: tookMs(),
    };
  }
}

// Written as text: parsed and put together again it would not be what the bank sent.
function withQuery(address: string, query: string): string {
  if (query === '') return address;
  const [bare = '', fragment] = address.split('#');
  const joined = `${bare}${bare.includes('?') ? '&' : '?'}${query}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

function locationOf(location: string | undefined, address: string): string | null {
  if (location === undefined || !isUrl(location, address)) return null;
  const to = new URL(location, address);
  return /^https?:$/.test(to.protocol) ? to.href : null;
}
