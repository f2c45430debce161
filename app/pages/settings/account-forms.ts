import { z } from 'zod';
import { isTimeZone } from '#identity/accounts/business-day.ts';
import { SECRET_KINDS } from '#identity/accounts/secret-kinds.ts';
import { isUrl } from '#paymega/is-url.ts';

const text = (most: number) =>
  z.string().trim().min(1, 'this is needed').max(most, `at most ${most} characters`);
const secret = text(500);

/** An address that somebody typed: encrypted, without a password in it; a sandbox may lie on this machine. */
function address(isPrivateAllowed: boolean) {
  return z
    .url({ protocol: isPrivateAllowed ? /^https?$/ : /^https$/, message: 'must be an https:// URL' })
    .max(500)
    .refine((url) => {
      if (!isUrl(url)) return true;
      const { username, password, search, hash } = new URL(url);
      return !username && !password && !search && !hash;
    }, 'must hold no password, query or fragment');
}

/** A new account. */
export function newAccountForm(isPrivateAllowed: boolean) {
  return z.object({
    name: text(100),
    slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens'),
    paymegaAccountId: text(100),
    timeZone: text(100).refine(isTimeZone, 'must be a time zone such as Europe/Berlin'),
    apiUrl: address(isPrivateAllowed),
    cardgateUrl: address(isPrivateAllowed),
    apiKey: secret,
    liveSecret: secret,
    testSecret: secret,
  });
}

/** The name and the addresses of an account; its API key where the API moves elsewhere. */
export function accountChangeForm(isPrivateAllowed: boolean) {
  return z.object({
    name: text(100),
    apiUrl: address(isPrivateAllowed),
    cardgateUrl: address(isPrivateAllowed),
    apiKey: z
      .string()
      .trim()
      .max(500)
      .transform((key) => key || undefined),
  });
}

/** A new secret of an account in place of an old one. */
export const RotationForm = z.object({
  kind: z.enum(SECRET_KINDS, 'choose which'),
  secret,
  overlapHours: z
    .string()
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().max(720, 'at most 720 hours')),
});
