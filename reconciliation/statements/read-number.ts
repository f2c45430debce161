import { MoneyError, parseMinor } from '#paymega/money.ts';
import type { DecimalSign } from './choices.ts';

const SPACES = /[\s\u00a0\u2007\u2009\u202f]/g;
const PLAIN = { '.': /^-?\d+(?:\.\d+)?$/, ',': /^-?\d+(?:,\d+)?$/ } as const;
const WHOLE_AND_FRACTION = {
  '.': /^(\d{1,3}(?:([ '’,])\d{3})(?:\2\d{3})*|\d+)?(?:\.(\d*))?$/,
  ',': /^(\d{1,3}(?:([ '’.])\d{3})(?:\2\d{3})*|\d+)?(?:,(\d*))?$/,
} as const;
const AROUND = /^(?:[A-Z]{3}|[\p{Sc}])+|(?:[A-Z]{3}|[\p{Sc}])+$/giu;

/**
 * An amount as a person or a program writes it → the currency's minor unit, exactly: `1.234,50`, `(12.00)`,
 * `12.00-`, `EUR 1 234.50`, `1'234.50`. Separators of thousands must stand where they belong. A binary
 * fraction that a program wrote out in full (`0.30000000000000004`) is the amount whose nearest neighbour
 * it is; anything else that is finer than the currency is refused, never rounded.
 * @throws MoneyError
 */
export function readAmount(text: string, sign: DecimalSign, exponent: number): bigint {
  const numeral = numeralOf(text, sign);
  if (numeral === null)
    throw new MoneyError('not_a_number', `“${text.trim().slice(0, 40)}” is not an amount`);
  try {
    return parseMinor(numeral, exponent);
  } catch (error) {
    const repaired =
      error instanceof MoneyError && error.fault === 'too_fine' ? artefact(numeral, exponent) : null;
    if (repaired === null) throw error;
    return repaired;
  }
}

/** The same as a plain decimal numeral; null where it is none. */
export function numeralOf(text: string, sign: DecimalSign): string | null {
  // As most are written.
  if (PLAIN[sign].test(text)) return text.replace(',', '.');
  const bare = text.trim().replaceAll('\u2212', '-').replaceAll(SPACES, ' ');
  const bracketed = /^\((.*)\)$/.exec(bare);
  const stripped = (bracketed?.[1] ?? bare).trim().replaceAll(AROUND, '').trim();
  const signed = /^([+-]?)\s*(.*?)\s*(-?)$/.exec(stripped);
  if (!signed) return null;
  const [, before = '', middle = '', after = ''] = signed;
  const digits = withoutThousands(middle.replaceAll(AROUND, '').trim(), sign);
  if (digits === null) return null;
  const minuses = [before === '-', after === '-', bracketed !== null].filter(Boolean).length;
  return minuses > 1 ? null : `${minuses === 1 ? '-' : ''}${digits}`;
}

function withoutThousands(text: string, sign: DecimalSign): string | null {
  const scientific = /^\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}$/.test(text);
  if (scientific) return text.replace(',', '.');
  const match = WHOLE_AND_FRACTION[sign].exec(text);
  if (!match) return null;
  const [, whole = '', , fraction = ''] = match;
  if (whole === '' && fraction === '') return null;
  return `${whole.replaceAll(/\D/g, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
}

const LONGEST_EXACT_DIGITS = 15;
const NEIGHBOURS = 4;

/**
 * The amount of which a numeral is the binary neighbour: no more than some steps of a 64-bit number away
 * from it, and so short that no other amount is as near. Null where it is none.
 */
function artefact(numeral: string, exponent: number): bigint | null {
  const value = Number(numeral);
  const fraction = /\.(\d+)$/.exec(numeral)?.[1] ?? '';
  const whole = BigInt(numeral.replace('.', '').replace(/[eE].*$/, ''));
  if (!Number.isFinite(value) || /[eE]/.test(numeral) || fraction.length <= exponent) return null;
  const unit = 10n ** BigInt(fraction.length - exponent);
  const half = whole < 0n ? -unit / 2n : unit / 2n;
  const minor = (whole + half) / unit;
  if (minor.toString().replace('-', '').length > LONGEST_EXACT_DIGITS) return null;
  const distance = Math.abs(value - Number(minor) / 10 ** exponent);
  return distance <= NEIGHBOURS * Number.EPSILON * Math.abs(value) ? minor : null;
}

/**
 * The decimal sign of a column by how its amounts are written; `isSure` is false where none of them tells
 * (`1,234`, of dollars), and a person should look.
 * @param exponent of the currency, where it is known
 */
export function guessDecimalSign(
  texts: readonly string[],
  exponent: number | null,
  otherwise: DecimalSign,
): { sign: DecimalSign; isSure: boolean } {
  const votes = { '.': 0, ',': 0 };
  let hasAny = false;
  for (const text of texts) {
    const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
    if (last < 0) continue;
    hasAny = true;
    const [sign, other] = text[last] === '.' ? (['.', ','] as const) : ([',', '.'] as const);
    const after = /^\d*/.exec(text.slice(last + 1))?.[0].length ?? 0;
    const isRepeated = text.indexOf(sign) !== last;
    // No thousands begin with a nought, or stand behind four digits.
    const before = /\d*$/.exec(text.slice(0, last))?.[0] ?? '';
    const isNoThousand = before === '' || before.startsWith('0') || before.length > 3;
    if (isRepeated) votes[other]++;
    else if (text.includes(other) || isNoThousand || (after !== 3 && after !== 0)) votes[sign]++;
    else if (after === 3 && exponent !== null && exponent < 3) votes[other] += 0.5;
  }
  if (votes['.'] === votes[',']) return { sign: otherwise, isSure: !hasAny };
  return { sign: votes['.'] > votes[','] ? '.' : ',', isSure: Math.min(votes['.'], votes[',']) === 0 };
}
