import got, { RequestError } from 'got';
import { type HTMLElement, parse } from 'node-html-parser';
import { atMost } from './answer-size.ts';
import { type Challenge, challengeAddress } from './challenge.ts';
import { PaymegaError } from './errors.ts';
import { foreignText } from './foreign-text.ts';
import { isUrl } from './is-url.ts';
import { publicAgents } from './public-agents.ts';

/** How far a payer got who did at the bank whatever its pages ask for; `hosts` are those that he was led over. */
export type PayerEnd = { cameBack: boolean; message: string | null; hosts: string[] };

type Request = { method: 'GET' | 'POST'; address: string; form: string | null };

const MOST_PAGES = 12;
const MOST_BYTES = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';

/**
 * Goes through a challenge as a payer's browser would that runs no scripts: sends the challenge, sends the first form of each
 * page as it stands, and follows where it is led, until that is our own return address.
 * @param isReturn whether an address is where the payer comes back to; it is not asked
 * @param isOurs whether an address is our own server's, which may lie in a private network
 */
export async function passChallenge(
  challenge: Challenge,
  to: { isReturn: (address: string) => boolean; isOurs: (address: string) => boolean; isPublicOnly: boolean },
  signal?: AbortSignal,
): Promise<PayerEnd> {
  const hosts: string[] = [];
  let next = firstRequest(challenge);
  for (let page = 0; page < MOST_PAGES; page++) {
    if (to.isReturn(next.address)) return { cameBack: true, message: null, hosts };
    const { host } = new URL(next.address);
    if (hosts.at(-1) !== host) hosts.push(host);
    const isPublicOnly = to.isPublicOnly && !to.isOurs(next.address);
    const went = await go(next, isPublicOnly, signal);
    if (typeof went === 'string') return { cameBack: false, message: foreignText(went), hosts };
    next = went;
  }
  return {
    cameBack: false,
    message: `the payer was led over ${MOST_PAGES} pages and did not come back`,
    hosts,
  };
}

function firstRequest(challenge: Challenge): Request {
  const { method, action, fields } = challenge;
  if (method === 'GET') return { method, address: challengeAddress(challenge), form: null };
  return { method: 'POST', address: action, form: new URLSearchParams(fields).toString() };
}

/** One page: where it leads on to, or why it leads nowhere. */
async function go(request: Request, isPublicOnly: boolean, signal?: AbortSignal): Promise<Request | string> {
  const { method, address, form } = request;
  try {
    const asked = got(address, {
      method,
      ...(form !== null && { body: form, headers: { 'content-type': FORM } }),
      ...(isPublicOnly && { agent: publicAgents() }),
      followRedirect: false,
      throwHttpErrors: false,
      retry: { limit: 0 },
      timeout: { connect: 10_000, request: 20_000 },
      ...(signal && { signal }),
    });
    const { statusCode, headers, body } = await atMost(asked, MOST_BYTES);
    const { location } = headers;
    if (statusCode >= 300 && statusCode < 400) return redirected(request, statusCode, location);
    if (statusCode >= 400) return `the page at ${hostOf(address)} answered ${statusCode}`;
    return firstForm(body, address);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof PaymegaError) return error.message;
    if (error instanceof RequestError)
      return `the page at ${hostOf(address)} could not be reached (${error.code})`;
    throw error;
  }
}

function redirected({ method, address, form }: Request, status: number, location?: string): Request | string {
  if (location === undefined || !isUrl(location, address)) return `${hostOf(address)} redirects nowhere`;
  const to = new URL(location, address).href;
  const keeps = (status === 307 || status === 308) && method === 'POST';
  return keeps ? { method, address: to, form } : { method: 'GET', address: to, form: null };
}

function firstForm(html: string, address: string): Request | string {
  const form = parse(html).querySelector('form');
  if (!form) return `the page at ${hostOf(address)} has no form that a payer could send`;
  const to = form.getAttribute('action') ?? address;
  if (!isUrl(to, address)) return `the form of ${hostOf(address)} leads nowhere`;
  const target = new URL(to, address);
  const sent = fieldsOf(form).toString();
  if (form.getAttribute('method')?.toUpperCase() === 'POST')
    return { method: 'POST', address: target.href, form: sent };
  target.search = sent;
  return { method: 'GET', address: target.href, form: null };
}

function fieldsOf(form: HTMLElement): URLSearchParams {
  const inputs = form
    .querySelectorAll('input')
    .filter((input) => !['submit', 'button', 'image'].includes(input.getAttribute('type') ?? ''));
  return new URLSearchParams(
    inputs.flatMap((input): [string, string][] => {
      const name = input.getAttribute('name');
      return name === undefined ? [] : [[name, input.getAttribute('value') ?? '']];
    }),
  );
}

function hostOf(address: string): string {
  return new URL(address).host;
}
