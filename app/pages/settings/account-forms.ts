import { z } from 'zod';
import { isTimeZone } from '#identity/accounts/business-day.ts';
import { SECRET_KINDS } from '#identity/accounts/secret-kinds.ts';
import { rowId } from '../../forms/form.ts';

const text = (most: number) => z.string().trim().min(1, 'is needed').max(most);
const secret = text(500);

/** An address that somebody typed: encrypted, without a password in it; a sandbox may lie on this machine. */
function address(isPrivateAllowed: boolean) {
  return z
    .url({ protocol: isPrivateAllowed ? /^https?$/ : /^https$/, message: 'must be an https:// URL' })
    .max(500)
    .refine((url) => {
      if (!URL.canParse(url)) return true;
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

/** What can be done to an account. */
export function accountActs(isPrivateAllowed: boolean) {
  return z.discriminatedUnion('act', [
    z.object({
      act: z.literal('change'),
      name: text(100),
      apiUrl: address(isPrivateAllowed),
      cardgateUrl: address(isPrivateAllowed),
      apiKey: z
        .string()
        .trim()
        .max(500)
        .transform((key) => key || undefined),
    }),
    z.object({
      act: z.literal('rotate'),
      kind: z.enum(SECRET_KINDS),
      secret,
      overlapHours: z.coerce.number().int().min(0).max(720, 'at most 720 hours'),
    }),
    z.object({ act: z.literal('retire'), id: rowId }),
    z.object({ act: z.literal('test') }),
    z.object({ act: z.literal('disable') }),
    z.object({ act: z.literal('enable') }),
  ]);
}
