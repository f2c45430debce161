import { foreignText } from './foreign-text.ts';

/** A header as it is kept: its name as it was written, its value without what must not be kept. */
export type Header = [name: string, value: string];

const MOST_HEADERS = 40;
const MOST_CHARACTERS_IN_ALL = 4000;
const SIGNATURE = 'x-signature';
// A signature proves a guess of the secret to whoever has the body beside it.
const IS_SECRET = /auth|cookie|secret|token|passw|pwd|session|credential|signature|api-?key|x-?key/i;

/**
 * The headers of a request without what must never be stored: cookies, credentials, the signature itself (its
 * length stays, so that one of another form is known for it), card numbers. No more of them than a real
 * sender has.
 * @param raw names and values in turns, as node:http gives them
 */
export function redactHeaders(raw: readonly string[]): Header[] {
  const kept: Header[] = [];
  let characters = 0;
  for (let place = 0; place + 1 < raw.length && kept.length < MOST_HEADERS; place += 2) {
    const name = foreignText(raw[place] ?? '');
    const value = keptValue(raw[place] ?? '', raw[place + 1] ?? '');
    characters += name.length + value.length;
    if (characters > MOST_CHARACTERS_IN_ALL) break;
    kept.push([name, value]);
  }
  return kept;
}

function keptValue(name: string, value: string): string {
  if (name.toLowerCase() === SIGNATURE) return `[redacted, ${value.length} characters]`;
  return IS_SECRET.test(name) ? '[redacted]' : foreignText(value);
}
