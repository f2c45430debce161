import { createHmac } from 'node:crypto';
import { createCookie } from '@remix-run/node';

const A_YEAR_S = 31_536_000;

/**
 * The cookies of the console. Each is signed with a key of its own, which its name is in: what was signed for one is worth
 * nothing under the name of another.
 * @param secret what the keys are made of
 * @param isSecure whether people reach us by https: then the names bind the cookies to this host
 */
export function createCookies(secret: string, isSecure: boolean) {
  const prefix = isSecure ? '__Host-' : '';
  const named = (what: string, maxAge?: number) => {
    const name = `${prefix}counterfoil_${what}`;
    return createCookie(name, {
      ...{ httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' },
      ...(maxAge !== undefined && { maxAge }),
      secrets: [createHmac('sha256', secret).update(`cookie:${name}`).digest('base64')],
    });
  };
  return {
    session: named('session'),
    account: named('account', A_YEAR_S),
    notice: named('notice', 60),
    theme: named('theme', A_YEAR_S),
  };
}
