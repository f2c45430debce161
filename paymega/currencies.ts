import codes from 'currency-codes';

/** How many decimals a currency has, or undefined where we do not know: then no amount of it may be read. */
export type ExponentOf = (currency: string) => number | undefined;

/**
 * ISO 4217's currencies with their exponent (number of decimals). Metals, funds and test codes have none in the
 * standard ("N.A."), and the package gives them 0: they are left out, because 0 would be a guess about money.
 */
export const ISO_EXPONENTS: ReadonlyMap<string, number> = new Map(
  codes.data
    .filter(({ countries }) => !countries.some(isNoCountry))
    .map(({ code, digits }) => [code, digits]),
);

function isNoCountry(country: string): boolean {
  return /^zz\d/i.test(country);
}

/** The exponent by ISO 4217. */
export const isoExponent: ExponentOf = (currency) => ISO_EXPONENTS.get(currency);
