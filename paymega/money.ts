/** Why an amount cannot be read exactly. */
export type MoneyFault = 'not_a_number' | 'too_fine' | 'too_large';

/** An amount that cannot be held exactly in its currency's minor unit. It is never rounded: the caller quarantines it. */
export class MoneyError extends Error {
  readonly fault: MoneyFault;
  constructor(fault: MoneyFault, message: string) {
    super(message);
    this.name = 'MoneyError';
    this.fault = fault;
  }
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_MINOR = 2n ** 63n - 1n;

/**
 * A decimal numeral as written in JSON text (`3.33`, `17.00`, `1e2`) → integer in the currency's minor unit.
 * @param exponent decimals of the currency: 0, 2, 3, 4
 * @throws MoneyError where it is no numeral, is finer than the currency, or does not fit 63 bits
 */
export function parseMinor(decimal: string, exponent: number): bigint {
  const match = DECIMAL.exec(decimal);
  if (!match)
    throw new MoneyError('not_a_number', `${JSON.stringify(decimal.slice(0, 40))} is not an amount`);
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const shift = exponent + Number(power) - fraction.length;
  let digits = whole + fraction;
  if (shift >= 0) digits += '0'.repeat(shift);
  else {
    if (/[1-9]/.test(digits.slice(shift))) {
      throw new MoneyError('too_fine', `${decimal} has more than ${exponent} decimals`);
    }
    digits = digits.slice(0, shift) || '0';
  }
  const minor = BigInt(digits);
  if (minor > MAX_MINOR) throw new MoneyError('too_large', `${decimal} is too large to hold`);
  return sign ? -minor : minor;
}

/** Minor units → the decimal numeral with all decimals of the currency: `12345n`, 2 → `123.45`. Exact. */
export function formatMinor(minor: bigint, exponent: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = minor < 0n ? '-' : '';
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-exponent)}`;
}
