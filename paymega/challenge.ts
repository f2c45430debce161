import { isStorable } from './foreign-text.ts';
import { isUrl } from './is-url.ts';
import { Numeral } from './json.ts';
import { isFields } from './resource.ts';

/**
 * What the payer's browser must send to the card's bank: `fields` in the order in which they came. The names differ
 * between acquirers (MD, PaReq, TermUrl; creq): what came is forwarded, never named.
 */
export type Challenge = { action: string; method: string; fields: [name: string, value: string][] };

// A challenge of a few thousand is a long one.
const MOST_CHARACTERS = 100_000;
const MOST_FIELDS = 500;
const DEEPEST = 12;

/**
 * The challenge in `auth_payload`, `null` where it names no page of a bank.
 * @throws RangeError where it is larger or deeper than any form can be
 */
export function readChallenge(payload: unknown): Challenge | null {
  if (!isFields(payload) || typeof payload.action !== 'string' || !isUrl(payload.action)) return null;
  const { action, method, params } = payload;
  const fields: Challenge['fields'] = [];
  if (typeof params === 'object' && params !== null) addFields(fields, null, params, 0);
  return {
    action,
    method: typeof method === 'string' && method !== '' ? method.toUpperCase() : 'POST',
    fields,
  };
}

// PHP's way of writing maps and lists into a form, which its own side reads back: `data[id]`, `list[0]`.
function addFields(fields: Challenge['fields'], name: string | null, value: unknown, depth: number): void {
  if (depth > DEEPEST || fields.length > MOST_FIELDS)
    throw new RangeError('the challenge has too many parts');
  if (value instanceof Numeral) fields.push([name ?? '', value.written]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      addFields(fields, name === null ? key : `${name}[${key}]`, inner, depth + 1);
    }
  } else fields.push([name ?? '', value === null ? '' : String(value)]);
}

/** Whether it may be kept: one that quotes what must not be, or that no row can hold, is not. */
export function isKeepable({ action, method, fields }: Challenge, secrets: readonly string[]): boolean {
  const texts = [action, method, ...fields.flat()];
  return (
    texts.reduce((characters, { length }) => characters + length, 0) <= MOST_CHARACTERS &&
    texts.every((text) => isStorable(text) && !secrets.some((secret) => text.includes(secret)))
  );
}

/**
 * The field that says where the bank's answer goes (3-D Secure 1.0: `TermUrl`), by name, however it is spelled, else the
 * only one whose value is a web address. Null where there is none: then the answer cannot be led through us.
 */
export function returnFieldOf({ fields }: Challenge): string | null {
  const addresses = fields.filter(([, value]) => isWebAddress(value)).map(([name]) => name);
  const named = addresses.find((name) => /^term(ination)?url$/i.test(name.replace(/[^a-z]/gi, '')));
  return named ?? (addresses.length === 1 ? (addresses[0] ?? null) : null);
}

/** The same challenge whose answer comes back to another address. */
export function returningTo(challenge: Challenge, field: string, address: string): Challenge {
  const fields = challenge.fields.map(([name, value]): [string, string] => [
    name,
    name === field ? address : value,
  ]);
  return { ...challenge, fields };
}

/** The address of a challenge whose method is GET: the action's own query is kept, and the fields follow. */
export function challengeAddress({ action, fields }: Challenge): string {
  const address = new URL(action);
  const own = address.search.replace(/^\?/, '');
  const sent = new URLSearchParams(fields).toString();
  address.search = [own, sent].filter((part) => part !== '').join('&');
  return address.href;
}

function isWebAddress(text: string): boolean {
  return isUrl(text) && /^https?:$/.test(new URL(text).protocol);
}
