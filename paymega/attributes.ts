import { foreignText, isStorable } from './foreign-text.ts';
import { Numeral } from './json.ts';
import type { Mode } from './mode.ts';
import { MoneyError, parseMinor } from './money.ts';
import { type Fields, textOf } from './resource.ts';
import type { UNREADABLE_REASONS } from './unreadable-reasons.ts';

/** Why an invoice document cannot be taken exactly. */
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** An invoice document that is understood but cannot be read exactly: quarantined and shown, never guessed. */
export class UnreadableInvoice extends Error {
  readonly reason: UnreadableReason;
  constructor(reason: UnreadableReason, message: string) {
    super(foreignText(message));
    this.name = 'UnreadableInvoice';
    this.reason = reason;
  }
}

export type MoneyKey =
  | 'amount'
  | 'payment_amount'
  | 'fee'
  | 'deposit'
  | 'processed_amount'
  | 'processed_fee'
  | 'processed_deposit'
  | 'refunded_amount'
  | 'charged_back_amount';

const MOST_CHARACTERS = 1000;
// An index holds rows of 2,700 bytes: what does not fit there would be refused as a whole, and come again for ever.
const MOST_BYTES = 2000;

/** An attribute that is a text; null where it was not told. @throws UnreadableInvoice `bad_attribute` */
export function textAttribute(attributes: Fields, key: string): string | null {
  const value = attributes[key];
  if (isMissing(value)) return null;
  const text = textOf(value);
  if (text === null) throw new UnreadableInvoice('bad_attribute', `“${key}” is not a text`);
  if (isTooLong(text)) throw new UnreadableInvoice('bad_attribute', `“${key}” is too long`);
  if (!isStorable(text)) {
    throw new UnreadableInvoice('bad_attribute', `“${key}” holds a NUL character, or half of one`);
  }
  return text;
}

function isTooLong(text: string): boolean {
  if (text.length * 3 <= MOST_BYTES) return false;
  return text.length > MOST_CHARACTERS || Buffer.byteLength(text) > MOST_BYTES;
}

/**
 * An amount in minor units; null where it was not told. No amount of Paymega's is below nothing: which way money went
 * is said by its key. −0 is nothing.
 * @throws UnreadableInvoice where it cannot be taken exactly
 */
export function moneyAttribute(attributes: Fields, key: MoneyKey, exponent: number): bigint | null {
  const value = attributes[key];
  if (isMissing(value)) return null;
  const numeral = textOf(value);
  if (numeral === null) throw new UnreadableInvoice('bad_amount', `“${key}” is not a number`);
  const minor = exactly(numeral, exponent, key);
  if (minor < 0n) {
    throw new UnreadableInvoice('negative_amount', `“${key}” is below nothing: ${numeral.slice(0, 40)}`);
  }
  return minor;
}

function exactly(numeral: string, exponent: number, key: MoneyKey): bigint {
  try {
    return parseMinor(numeral, exponent);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const reason = error.fault === 'not_a_number' ? 'bad_amount' : error.fault;
    throw new UnreadableInvoice(reason, `“${key}”: ${error.message}`);
  }
}

const MAX_SECONDS = 253_402_300_799n; // the last second of the year 9999

/** A time in Unix seconds; null where it was not told, or told as 0. @throws UnreadableInvoice `bad_attribute` */
export function secondsAttribute(attributes: Fields, key: string): number | null {
  const value = attributes[key];
  if (isMissing(value)) return null;
  const seconds = value instanceof Numeral ? wholeOf(value) : null;
  if (seconds === null || seconds < 0n || seconds > MAX_SECONDS) {
    throw new UnreadableInvoice('bad_attribute', `“${key}” is not a time in Unix seconds`);
  }
  return seconds === 0n ? null : Number(seconds);
}

/** A numeral that is a whole number, however it is written (`1790000000.0`, `179e7`). */
function wholeOf({ written }: Numeral): bigint | null {
  try {
    return parseMinor(written, 0);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

// What PHP's FILTER_VALIDATE_BOOLEAN takes for a boolean, which is more than clients of JSON send.
const MODES = new Map<string, Mode>([
  ...['true', '1', 'yes', 'on'].map((yes) => [yes, 'test'] as const),
  ...['false', '0', 'no', 'off'].map((no) => [no, 'live'] as const),
]);

/** The mode by `test_mode`; null where it was not told. @throws UnreadableInvoice `bad_attribute` */
export function modeAttribute({ test_mode: given }: Fields): Mode | null {
  if (isMissing(given)) return null;
  const word =
    typeof given === 'boolean'
      ? String(given)
      : given instanceof Numeral
        ? String(wholeOf(given))
        : textOf(given)?.trim().toLowerCase();
  const mode = MODES.get(word ?? '');
  if (!mode) throw new UnreadableInvoice('bad_attribute', '“test_mode” says neither yes nor no');
  return mode;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
