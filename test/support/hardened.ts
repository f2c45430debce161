/** What every answer to a browser says, whatever it is. */
export const HARDENED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
} as const;

const NAMES_THE_SOFTWARE = ['server', 'x-powered-by', 'x-generator', 'x-runtime', 'via'];
const POLICY: Readonly<Record<string, RegExp>> = {
  'default-src': /^'self'$/,
  'script-src': /^'self' 'nonce-[\w+/=]{22,}'$/,
  'style-src': /^'self'$/,
  'img-src': /^'self' data:$/,
  'connect-src': /^'self'$/,
  'form-action': /^'self'$/,
  'frame-ancestors': /^'none'$/,
  'base-uri': /^'none'$/,
  'object-src': /^'none'$/,
};

/** The headers of an answer by their names in small letters, and each cookie that it sets. */
export type Heard = { headers: Readonly<Record<string, string>>; cookies: readonly string[] };

/** What the headers of an answer that is no static file lack, or tell too much, each in words. */
export function wrongWith({ headers, cookies }: Heard): string[] {
  const isPage = /^text\/html\b/.test(headers['content-type'] ?? '');
  return [
    ...Object.entries(HARDENED).flatMap(([name, value]) => (headers[name] === value ? [] : [`no ${name}`])),
    ...(headers['cache-control']?.includes('no-store') ? [] : ['may be kept by a cache']),
    ...NAMES_THE_SOFTWARE.filter((name) => name in headers),
    ...cookies.filter((one) => !/; HttpOnly(;|$)/i.test(one)).map(() => 'a cookie for scripts'),
    ...cookies
      .filter((one) => !/; SameSite=(Lax|Strict)(;|$)/i.test(one))
      .map(() => 'a cookie for other sites'),
    ...(isPage ? wrongWithPolicy(headers['content-security-policy'] ?? '') : []),
  ];
}

function wrongWithPolicy(policy: string): string[] {
  const directives = new Map(policy.split('; ').map((line) => line.split(/ (.*)/s) as [string, string]));
  return Object.entries(POLICY)
    .filter(([name, value]) => !value.test(directives.get(name) ?? ''))
    .map(([name]) => `a policy whose ${name} is “${directives.get(name)}”`);
}
