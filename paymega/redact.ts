import { withoutCards } from './card-numbers.ts';
import { type JsonRead, Numeral, readJson, type Seen, type Span } from './json.ts';

type Fields = Record<string | number, unknown>;

const HIDDEN = '[redacted]';

// By letters and digits alone, in small letters: `Card-Number`, `card_number` and `cardNumber` are one name.
const SECRET_NAMES: ReadonlySet<string> = new Set(
  [
    'token accesstoken apitoken authtoken bearertoken cardtoken clienttoken idtoken paymenttoken refreshtoken',
    'sessiontoken bearer authorization secret clientsecret secretkey privatekey apikey password passwd',
    'pan cardnumber cardno cardnum ccnumber creditcardnumber primaryaccountnumber track1 track2 trackdata magstripe',
    'cvv cvv2 cvc cvc2 csc cvn cardcvv cardcvc cvvcode cvccode securitycode cardsecuritycode verificationcode',
    'cardverificationvalue pin pinblock',
  ].flatMap((line) => line.split(' ')),
);
// Several of them; a number under this name counts them.
const SECRETS_NAME = 'tokens';
// Our own references: an order number that happens to have the check digit of a card keeps its digits.
const REFERENCE = 'reference_id';
const MONEY = /amount|fee|deposit/;
const ONE_WORD = /^\S+$/;
const MASKS = /^\[(?:redacted|card …\d{4})\]$/;
// Of what may tell a secret: `pin=1`.
const SHORTEST = 5;
const NESTED = /^\s*[{[]/;
const MOST_NAMES = 2000;
const LONGEST_NAME = 100;

const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)`;
const LOOSE_KEY = /"([^"\\]{1,60})"\s*:\s*/g;
// Of a map or list nobody knows where it would have ended.
const LOOSE_VALUE = new RegExp(String.raw`${STRING}|[{[].*|[^\s,}\]]*`, 'ys');
const ESCAPE = /\\(?:u([0-9a-f]{4})|.)/gis;
// As a form, an address, XML or quoted JSON would tell it.
const NAMED = new RegExp(
  String.raw`(?<![\w-])((?:(?:access|auth|bearer|card|client|id|payment|refresh|session|api)[_ -]?)?token` +
    '|(?:card|cc)[_ -]?(?:number|num|no)|pan|cv[vcn]2?|csc|security[_ -]?code|api[_ -]?key|password' +
    String.raw`|(?:client[_ -]?)?secret|pin)(\\?["']\s*:\s*\\?["']?|\s*=>?\s*\\?["']?|>)(?!\[redacted|\[card)[^&\s;,<"'\\}\]]+`,
  'gi',
);
const MAY_NAME = /[=>]|["']\s*:/;
const BEARER = /\b([Bb]earer\s+)(?=\S*\d)[\w.~+/=-]{8,}/g;

/**
 * A document's text without what must never be stored or logged: bearer tokens, card numbers and their check codes, also
 * where the text was cut off or is no JSON. The rest stays as it was written, and JSON stays JSON.
 * @param ownId the invoice's id, which stands in the book as it is, whatever it looks like
 */
export function redact(text: string, ownId: string | null = null): string {
  const read = readOrNull(text);
  return read ? redactRead(read, text, [0, text.length], ownId) : redactLoose(text);
}

/** Reads a JSON text and notes what must not be kept of it; redactRead takes it out. @throws SyntaxError */
export function readWithSecrets(text: string): JsonRead {
  return readJson(text, secretIn);
}

/**
 * Takes what must not be kept out of a part of a document that readWithSecrets has read: in place, so that no figure, status
 * or reason is made of it, and out of its text.
 * @returns the text of that part without it
 */
export function redactRead(read: JsonRead, text: string, part: Span, ownId: string | null): string {
  const [start, end] = part;
  const inside = seenWithin(read.seen, part);
  if (inside.length === 0) return text.slice(start, end);
  let redacted = '';
  let done = start;
  const keys: Seen[] = [];
  // What stands in something that is hidden as a whole comes behind it.
  for (const seen of inside.toSorted((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])) {
    if (seen.span[0] < done || isOwn(seen, ownId)) continue;
    redacted += text.slice(done, seen.span[0]) + JSON.stringify(seen.instead);
    done = seen.span[1];
    if (seen.isKey) keys.push(seen);
    else replaceIn(seen);
  }
  for (const { into, key, instead } of keys) rename(into as Fields, String(key), instead);
  return redacted + text.slice(done, end);
}

/** By halves, because they stand in the order of their ends: each resource of a list asks for its own. */
function seenWithin(seen: readonly Seen[], [start, end]: Span): Seen[] {
  let first = 0;
  for (let behind = seen.length; first < behind; ) {
    const middle = (first + behind) >> 1;
    if ((seen[middle]?.span[1] ?? end) <= start) first = middle + 1;
    else behind = middle;
  }
  const inside: Seen[] = [];
  for (let at = first; (seen[at]?.span[1] ?? Number.POSITIVE_INFINITY) <= end; at++) {
    const one = seen[at];
    if (one && one.span[0] >= start) inside.push(one);
  }
  return inside;
}

/** Words of somebody else, an error's, say, without what must not be kept. */
export function redactText(text: string): string {
  const named = MAY_NAME.test(text) ? text.replace(NAMED, `$1$2${HIDDEN}`) : text;
  return withoutCards(named.includes('earer') ? named.replace(BEARER, `$1${HIDDEN}`) : named);
}

// What is no JSON, or was cut off, as far as it can be told what is what.
function redactLoose(text: string): string {
  const plain = plainlySpelled(text);
  let redacted = '';
  let done = 0;
  for (const { 0: all, 1: key = '', index } of plain.matchAll(LOOSE_KEY)) {
    if (index < done || !isSecretName(nameOf(key))) continue;
    const begin = index + all.length;
    LOOSE_VALUE.lastIndex = begin;
    LOOSE_VALUE.test(plain);
    redacted += `${plain.slice(done, begin)}"${HIDDEN}"`;
    done = LOOSE_VALUE.lastIndex;
  }
  return redactText(redacted + plain.slice(done));
}

/** Spelled as escapes, names and digits would not be recognised; nobody honest spells them so. */
function plainlySpelled(text: string): string {
  if (!text.includes('\\u')) return text;
  return text.replace(ESCAPE, (spelled, code?: string) => {
    const character = code === undefined ? '' : String.fromCharCode(Number.parseInt(code, 16));
    return /^[^\p{Cc}\p{Cs}"\\]$/u.test(character) ? character : spelled;
  });
}

function replaceIn({ into, key, value, instead }: Seen): void {
  // Not under a repeated key: what stands there now is another value.
  if (into !== null && (into as Fields)[key] === value) put(into as Fields, key, instead);
}

function rename(map: Fields, key: string, name: string): void {
  if (name === key || !Object.hasOwn(map, key)) return;
  put(map, name, map[key]);
  delete map[key];
}

function put(map: Fields, key: string | number, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

function isOwn({ key, value, isKey }: Seen, ownId: string | null): boolean {
  if (ownId === null || key !== 'id' || isKey) return false;
  const written = value instanceof Numeral ? value.written : value;
  return written === ownId && withoutCards(ownId, 'in groups') === ownId;
}

function secretIn(value: unknown, key: string | null): string | null {
  if (key === null) return ofKey(value as string);
  if (value === null || typeof value === 'boolean') return null;
  const name = nameOf(key);
  if (value instanceof Numeral) {
    if (SECRET_NAMES.has(name)) return hidden(value.written);
    const isFigure = value.written.includes('.') && MONEY.test(key);
    return key === REFERENCE || isFigure ? null : changed(value.written, withoutCards(value.written));
  }
  if (typeof value !== 'string') {
    return isSecretName(name) && Object.keys(value as object).length > 0 ? HIDDEN : null;
  }
  if (isSecretName(name)) return hidden(value);
  return changed(
    value,
    key === REFERENCE && ONE_WORD.test(value) ? withoutCards(value, 'in groups') : withoutSecrets(value),
  );
}

// A secret's own name is written plainly, however it was spelled: who reads the text sees what was taken out.
const keys = new Map<string, string | null>();
function ofKey(key: string): string | null {
  return remembered(keys, key, () => (isSecretName(nameOf(key)) ? key : changed(key, withoutSecrets(key))));
}

function withoutSecrets(text: string): string {
  if (text.length < SHORTEST) return text;
  const nested = NESTED.test(text) ? readOrNull(text) : null;
  return nested ? redactRead(nested, text, [0, text.length], null) : redactText(text);
}

function hidden(text: string): string | null {
  if (text === '' || MASKS.test(text)) return null;
  return changed(text, withoutCards(text)) ?? HIDDEN;
}

function changed(before: string, after: string): string | null {
  return before === after ? null : after;
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name) || name === SECRETS_NAME;
}

const names = new Map<string, string>();
function nameOf(key: string): string {
  return remembered(names, key, () =>
    key
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  );
}

// Documents name the same few keys again and again.
function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  if (known.size >= MOST_NAMES) known.clear();
  if (key.length <= LONGEST_NAME) known.set(key, made);
  return made;
}

function readOrNull(text: string): JsonRead | null {
  try {
    return readWithSecrets(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
