import { z } from 'zod';
import { isoExponent } from '../../currencies.ts';
import { MoneyError, parseMinor } from '../../money.ts';
import { type Answer, invalid } from './answer.ts';
import { amountNumeral } from './json-text.ts';

/** A text that must be there. @param name how a refusal names it */
export function requiredText(name: string) {
  return z.string({
    error: ({ input }) => `${name} ${input === undefined ? 'is missing' : 'must be a text'}`,
  });
}

/** The attributes that say what an order is worth. */
export const orderSchema = z.object({ amount: amountNumeral, currency: requiredText('currency') });

/** The amount of an order in minor units, or the answer that refuses it. */
export function minorOf(amount: string, currency: string): bigint | Answer {
  const exponent = isoExponent(currency);
  if (exponent === undefined) return invalid('currency', `the currency ${currency} is not supported`);
  try {
    const minor = parseMinor(amount, exponent);
    return minor > 0n ? minor : invalid('amount', 'the amount must be more than 0');
  } catch (error) {
    if (error instanceof MoneyError) return invalid('amount', error.message);
    throw error;
  }
}
