import type { IncomingMessage, ServerResponse } from 'node:http';
import { isUrl } from '#paymega/is-url.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const PLAIN_HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])$/;

/** What every answer to a browser says, whatever it is; pages add their Content-Security-Policy. */
export function hardened(response: ServerResponse, publicUrl: string): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  if (publicUrl.startsWith('https:')) response.setHeader('strict-transport-security', 'max-age=31536000');
}

/**
 * Tells a form that a browser sends from a page of another site. Programs have tokens, and no session to be
 * misused.
 * @param address as request-target.ts has read it: a path is not what it seems to begin with
 * @returns what to answer: why it is refused, and what to do if that page is ours after all; null where it
 * comes from us, or from no browser
 */
export function foreignForm(request: IncomingMessage, address: URL, publicUrl: string): string | null {
  if (SAFE_METHODS.includes(request.method ?? 'GET') || address.pathname.startsWith('/api/')) return null;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const ours = new URL(publicUrl);
  if (origin === undefined) {
    const isOurs = site === undefined || site === 'same-origin' || site === 'none';
    return isOurs ? null : 'this form was sent from another site';
  }
  // Without TLS it may be reached by several names; with TLS by one, which the Host must not widen.
  if (origin === ours.origin || (ours.protocol === 'http:' && origin === `http://${host}`)) return null;
  return foreignText(origin, ours.origin);
}

function foreignText(origin: string, ours: string): string {
  const message = `this form was sent from another site: this console is reached at ${ours}`;
  if (!isUrl(origin) || !/^https?:$/.test(new URL(origin).protocol)) return message;
  const its = new URL(origin).origin;
  return `this form was sent from ${its}, but this console is reached at ${ours}. If ${its} is its address, set PUBLIC_URL=${its} and start it again`;
}

/** Whether its body is a form as our pages send them, or what programs send to the API. */
export function isReadable({ method, headers, url }: Request): boolean {
  const { pathname, searchParams } = new URL(url);
  // What Remix would take for a call of its own older protocol.
  if (searchParams.has('_data')) return false;
  if (SAFE_METHODS.includes(method) || pathname.startsWith('/api/')) return true;
  return isForm(headers) || (isUploadPath(pathname) && isMultipart(headers));
}

/**
 * Whether a form says a NUL, which no browser sends and no text of the database holds: looked at once, for
 * all forms.
 */
export function holdsNul({ headers }: Request, body: Buffer): boolean {
  return isForm(headers) && (body.includes(0) || body.includes('%00'));
}

/** Where a file may be sent to: one form, which is larger than all others and of another type. */
export function isUploadPath(pathname: string): boolean {
  return /^\/reports\/statements(\.data)?$/.test(pathname);
}

function isMultipart(headers: Headers): boolean {
  return /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '');
}

function isForm(headers: Headers): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
}

/**
 * Where a bank's page may be that a form of ours leads to: https and a plain name or address, or this
 * machine's own sandbox. A host may hold what ends a directive of the policy (`;`), and `javascript:` is an
 * address, too.
 * @returns its origin, null where it is none of these
 */
export function bankOrigin(action: string): string | null {
  if (!isUrl(action)) return null;
  const { protocol, hostname, origin } = new URL(action);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) return null;
  return PLAIN_HOST.test(hostname) ? origin : null;
}

/** The policy of a page: our own files, and scripts that carry this answer's nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}

/**
 * The policy of the document that leads a payer on to the card's bank, and to wherever the bank leads: its form may go
 * anywhere, and nothing else in it may do anything.
 */
export function policyToTheBank(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
