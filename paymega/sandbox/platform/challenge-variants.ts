import { z } from 'zod';
import { numeral } from './json-text.ts';

/**
 * How banks and their challenges differ. Whoever pays chooses by words in the card holder's name (in
 * capitals, any number of them: `ADA 3DS1 NESTED GETBACK`), so that every client can bring each about:
 *
 * | word | what it changes |
 * | --- | --- |
 * | `3DS1` | 3-D Secure 1 (`MD`, `PaReq`, `TermUrl`); without it 3-D Secure 2 (`creq`) |
 * | `GET` | the challenge's method is GET, and its action bears a query of its own that the bank wants, too |
 * | `NUMBERS` | further params are JSON numbers, `10` and `2.10`, which the bank wants as they were written |
 * | `NESTED` | a param holds maps and lists; the bank wants them in PHP's form: `data[list][0]` |
 * | `NOPARAMS` | params are `[]`: all of it stands in the query of the action, whose method is GET |
 * | `ODDNAMES` | `Md2`, `pa_req`, `term_url_back`, `pa_res`, `c_req`, `c_res` instead of the usual names |
 * | `PUT` | the challenge's method is PUT, which no browser's form can send; the bank refuses it |
 * | `OTP` | no challenge but `auth_mode` `otp`, its `auth_payload` of no known form; it stays pending |
 * | `REDIRECT` | the action redirects to the bank's page under another name of this host: 302, a POST 307 |
 * | `GETBACK` | the bank's answer comes back by GET, and is taken by no other method |
 */
export const challengeVariant = z.enum([
  ...(['3DS1', 'GET', 'NUMBERS', 'NESTED', 'NOPARAMS'] as const),
  ...(['ODDNAMES', 'PUT', 'OTP', 'REDIRECT', 'GETBACK'] as const),
]);
export type ChallengeVariant = z.infer<typeof challengeVariant>;

/** The variants that a card holder's name asks for. */
export function variantsIn(cardHolder: string): ChallengeVariant[] {
  const words = cardHolder.split(/[^A-Z0-9]+/);
  return challengeVariant.options.filter((variant) => words.includes(variant));
}

/** What the fields of a challenge, and of the bank's answer, are called. */
export function fieldNames(variants: readonly ChallengeVariant[]) {
  return variants.includes('ODDNAMES') ? ODD_NAMES : USUAL_NAMES;
}

const USUAL_NAMES = {
  ...{ MD: 'MD', PaReq: 'PaReq', TermUrl: 'TermUrl', PaRes: 'PaRes' },
  ...{ creq: 'creq', cres: 'cres' },
};
const ODD_NAMES: typeof USUAL_NAMES = {
  ...{ MD: 'Md2', PaReq: 'pa_req', TermUrl: 'term_url_back', PaRes: 'pa_res' },
  ...{ creq: 'c_req', cres: 'c_res' },
};

/** Both sets of names, for whoever does not know yet which one is used. */
export const NAMINGS = [USUAL_NAMES, ODD_NAMES] as const;

/** Fields: names and values as a browser's form sends them. */
export type Fields = Readonly<Record<string, string>>;

type Extra = {
  /** As JSON, in `auth_payload.params`. */
  params?: Readonly<Record<string, unknown>>;
  /** What a browser sends of those params. */
  fields?: Fields;
  /** In the query of the action. */
  query?: Fields;
};

// Signs that mean something in a query or a page, so that whoever writes one is seen to escape them.
const SERVER_ID = 'ds 1&2="ü"';

const EXTRAS: Partial<Record<ChallengeVariant, Extra>> = {
  GET: { query: { RID: '8', VAA: 'A' } },
  NUMBERS: {
    params: { amount: numeral('10'), version: numeral('2.10') },
    fields: { amount: '10', version: '2.10' },
  },
  NESTED: {
    params: { data: { threeDS: { id: SERVER_ID }, list: ['a', 'b'] } },
    fields: { 'data[threeDS][id]': SERVER_ID, 'data[list][0]': 'a', 'data[list][1]': 'b' },
  },
};

/** Where the payer's browser must go, with what: `auth_payload` of a sale. */
export type Challenge = { action: string; method: 'GET' | 'POST' | 'PUT'; params: object };

/** The challenge of one protocol, made as the variants want it. @param own the protocol's own fields */
export function shapedChallenge(page: string, own: Fields, variants: readonly ChallengeVariant[]): Challenge {
  const extras = extrasOf(variants);
  const isAllInQuery = variants.includes('NOPARAMS');
  const query = Object.assign({}, ...extras.map((extra) => extra.query));
  const fields = Object.assign({}, own, ...extras.map((extra) => extra.fields));
  const action = new URL(page);
  for (const [name, value] of Object.entries<string>({ ...query, ...(isAllInQuery && fields) })) {
    action.searchParams.set(name, value);
  }
  const params = isAllInQuery ? [] : Object.assign({}, own, ...extras.map((extra) => extra.params));
  return { action: action.href, method: methodOf(variants), params };
}

function extrasOf(variants: readonly ChallengeVariant[]): Extra[] {
  return variants.flatMap((variant) => EXTRAS[variant] ?? []);
}

function methodOf(variants: readonly ChallengeVariant[]): Challenge['method'] {
  if (variants.includes('PUT')) return 'PUT';
  return variants.includes('GET') || variants.includes('NOPARAMS') ? 'GET' : 'POST';
}

/** Whether a browser has brought all that the variants put into the challenge besides the protocol's own. */
export function bringsExtras(variants: readonly ChallengeVariant[], brought: URLSearchParams): boolean {
  const wanted = extrasOf(variants).flatMap(({ query, fields }) => Object.entries({ ...query, ...fields }));
  return wanted.every(([name, value]) => brought.get(name) === value);
}
