import type { ExponentOf } from '#paymega/currencies.ts';
import { formatMinor, MoneyError, parseMinor } from '#paymega/money.ts';

/** Large amounts as a person writes them, `USD 1000, JPY 150000` → decimals by currency; or what is wrong, in words. */
export function readLargeAmounts(
  text: string,
  exponentOf: ExponentOf,
): { given: Record<string, string> } | { message: string } {
  const given: Record<string, string> = {};
  for (const part of text.split(/[,;\n]/).map((piece) => piece.trim())) {
    if (part === '') continue;
    const [, currency = '', amount = ''] = /^([A-Za-z]{3,10})\s+(\S+)$/.exec(part) ?? [];
    if (!currency) return { message: `Large payments: write “USD 1000, EUR 900”, not “${part}”` };
    const code = currency.toUpperCase();
    const exponent = exponentOf(code);
    if (exponent === undefined) return { message: `Large payments: the currency ${code} is not known here` };
    if (code in given) return { message: `Large payments: ${code} stands there twice` };
    try {
      const minor = parseMinor(amount, exponent);
      if (minor <= 0n) return { message: `Large payments: ${code} must be more than nothing` };
      given[code] = formatMinor(minor, exponent);
    } catch (error) {
      if (error instanceof MoneyError) return { message: `Large payments: ${error.message}` };
      throw error;
    }
  }
  return { given };
}

/** The same, written as a person would. */
export function writtenLargeAmounts(amounts: Record<string, string>): string {
  return Object.entries(amounts)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([currency, amount]) => `${currency} ${amount}`)
    .join(', ');
}
