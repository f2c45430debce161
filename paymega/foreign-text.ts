import { redactText } from './redact.ts';

const MOST_CHARACTERS = 300;

/** Words that others had a part in, as they may be kept and shown: without secrets, of bounded length, any database's text. */
export function foreignText(text: string): string {
  const redacted = storable(redactText(text));
  return redacted.length > MOST_CHARACTERS ? storable(`${redacted.slice(0, MOST_CHARACTERS)}…`) : redacted;
}

/** Whether PostgreSQL holds it as it is: no NUL, and no half of a character. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** A text as PostgreSQL holds it: what it does not hold is marked. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replace(new RegExp(UNSTORABLE, 'gu'), '\uFFFD');
}

const UNSTORABLE = /[\0\p{Cs}]/u;
