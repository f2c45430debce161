import type { IncomingMessage, ServerResponse } from 'node:http';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** What every answer to a browser says, whatever it is; pages add their Content-Security-Policy. */
export function hardened(response: ServerResponse, publicUrl: string): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  if (publicUrl.startsWith('https:')) response.setHeader('strict-transport-security', 'max-age=31536000');
}

/** Whether a browser sends this from a page that is not ours. Programs have tokens, and no session to be misused. */
export function isForeignForm(request: IncomingMessage, publicUrl: string): boolean {
  if (SAFE_METHODS.includes(request.method ?? 'GET') || request.url?.startsWith('/api/')) return false;
  const { origin, host } = request.headers;
  if (origin === undefined) return request.headers['sec-fetch-site'] === 'cross-site';
  return origin !== new URL(publicUrl).origin && origin !== `http://${host}`;
}

/** Whether its body is a form as our pages send them, or what programs send to the API. */
export function isReadable({ method, headers, url }: Request): boolean {
  const { pathname, searchParams } = new URL(url);
  // What Remix would take for a call of its own older protocol.
  if (searchParams.has('_data')) return false;
  if (SAFE_METHODS.includes(method) || pathname.startsWith('/api/')) return true;
  return /^application\/x-www-form-urlencoded\b/i.test(headers.get('content-type') ?? '');
}

/** The policy of a page: our own files, and scripts that carry this answer's nonce. */
export function contentSecurityPolicy(nonce: string, formTargets: readonly string[] = []): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ');
}
