/** An amount as pages and programs get it: minor units, with what is needed to write it as a decimal. */
export type Amount = { minor: bigint; currency: string; exponent: number };

/** An Amount of columns that a row carries side by side; null where it was not told. */
export function amountOf(
  minor: bigint | null,
  currency: string | null,
  exponent: number | null,
): Amount | null {
  return minor === null || currency === null || exponent === null ? null : { minor, currency, exponent };
}
