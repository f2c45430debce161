import { formatMinor } from '#paymega/money.ts';
import { redactText } from '#paymega/redact.ts';
import type { Amount } from '../../books/amount.ts';

/** One file of a pack, by its place in it. */
export type ProofFile = { name: string; text: string };

/**
 * A value as JSON that people can read: whole numbers of any size and amounts as exact decimals, times in
 * UTC.
 */
export function jsonFile(name: string, value: unknown): ProofFile {
  return { name, text: `${JSON.stringify(value, written, 2)}\n` };
}

/** The part of a name that somebody else wrote, as a part of a path: nothing of it leads anywhere. */
export function pathPart(place: number, foreign: string): string {
  return `${String(place).padStart(3, '0')}-${foreign.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 100)}`;
}

/** A text without what would hide or turn the writing around it. */
export function plainText(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** What people or servers wrote beside a body, without what must leave nobody's hands. */
export function safeText(text: string | null): string | null {
  return text === null ? null : redactText(text);
}

/** An amount as an exact decimal with its currency; null where it is not told. */
export function decimalText(amount: Amount | null): string | null {
  return amount && `${formatMinor(amount.minor, amount.exponent)} ${amount.currency}`;
}

function written(_: string, value: unknown): unknown {
  if (isAmount(value)) return { amount: formatMinor(value.minor, value.exponent), currency: value.currency };
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [snakeCase(name), inside]));
}

/** As the database, the API and every other file outside write it. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isAmount(value: unknown): value is Amount {
  return typeof value === 'object' && value !== null && 'minor' in value && 'exponent' in value;
}
