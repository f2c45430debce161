import { errorsIn, type ProviderError } from './error-document.ts';
import { type Exchanged, failureText } from './exchange.ts';
import { foreignText } from './foreign-text.ts';
import { MoneyError, parseMinor } from './money.ts';
import { NoDocument, type Resource, readResource, textOf } from './resource.ts';

/** What an invoice is created with. */
export type CreateAttributes = {
  reference_id: string;
  description: string;
  currency: string;
  /** The amount as the decimal numeral to be written into the JSON, e.g. `3.33`. */
  amount: string;
  service: string;
  return_url: string;
  callback_url: string;
  test_mode: boolean;
  metadata?: Record<string, string>;
};

/**
 * What came of a creation, or of a refund. An invoice exists only where Paymega answered 201; a 4xx says that nothing was
 * done, anything else says nothing: look the reference up (platform).
 */
export type WriteOutcome =
  | { kind: 'done'; resource: Resource }
  | { kind: 'refused'; status: number; message: string; errors: readonly ProviderError[] }
  | { kind: 'unknown'; message: string };

const WHO = 'Paymega';
const [CREATED, REQUEST_TIMEOUT] = [201, 408];

/** The body of `POST /payment-invoices`: the amount is written as it is, so that it never becomes a binary float. */
export function creationBody({ amount, ...rest }: CreateAttributes): string {
  return withNumeral({ data: { type: 'payment-invoices', attributes: { ...rest, amount: PLACE } } }, amount);
}

/** What a refund is asked for with: the amount as a decimal numeral, null for all that is left. */
export type RefundAttributes = { amount: string | null; reference_id: string; description: string };

/** The body of `POST /payment-invoices/{id}/refund`; without an amount all that is left is refunded. */
export function refundBody(id: string, { amount, ...rest }: RefundAttributes): string {
  const attributes = amount === null ? rest : { ...rest, amount: PLACE };
  return withNumeral({ data: { type: 'refund', id, attributes } }, amount ?? '');
}

/** The body of `POST /payment-pre-request`. That its type is the name of the path is *assumed*. */
export function preRequestBody({ amount, currency }: { amount: string; currency: string }): string {
  return withNumeral(
    { data: { type: 'payment-pre-request', attributes: { amount: PLACE, currency } } },
    amount,
  );
}

const PLACE = '\u0001';

function withNumeral(document: unknown, amount: string): string {
  return JSON.stringify(document).replace('"\\u0001"', () => amount);
}

/** What the answer to a creation, or to a refund, says. */
export function writeOutcome({ exchange, text }: Exchanged): WriteOutcome {
  const { status, failure } = exchange;
  if (failure || status === null || text === null)
    return { kind: 'unknown', message: failureText(WHO, exchange) };
  if (status >= 400 && status < 500 && status !== REQUEST_TIMEOUT) {
    const errors = errorsIn(text);
    const words = errors.map((error) => error.message).join('; ');
    const message = words === '' ? failureText(WHO, exchange) : `Paymega answered ${status}: ${words}`;
    return { kind: 'refused', status, message: foreignText(message), errors };
  }
  if (status !== CREATED)
    return { kind: 'unknown', message: `Paymega answered ${status}, which says nothing` };
  try {
    return { kind: 'done', resource: readResource(text) };
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    return { kind: 'unknown', message: foreignText(`Paymega answered 201, but ${error.message}`) };
  }
}

/** Something that an answer says otherwise than it was asked for. */
export type Mismatch = { field: string; asked: string; answered: string };

/**
 * Where the invoice that came is not the one that was asked for: another one must never be paid.
 * @param exponent decimals of the currency that was asked for
 */
export function mismatches(
  asked: Pick<CreateAttributes, 'reference_id' | 'currency' | 'amount' | 'test_mode'>,
  { attributes }: Resource,
  exponent: number,
): Mismatch[] {
  const answered = (field: string) => written(attributes[field] ?? null);
  const differing = (['reference_id', 'currency', 'test_mode'] as const).filter(
    // Attributes may be left out: only what is said can be said otherwise. Without currency and amount nothing is known.
    (field) =>
      answered(field) !== String(asked[field]) && (answered(field) !== NOTHING || field === 'currency'),
  );
  const isSameAmount = minorOf(answered('amount'), exponent) === parseMinor(asked.amount, exponent);
  return [...differing, ...(isSameAmount ? [] : (['amount'] as const))].map((field) => ({
    ...{ field, asked: String(asked[field]), answered: foreignText(answered(field)) },
  }));
}

const NOTHING = 'nothing';

function written(value: unknown): string {
  return value === null ? NOTHING : (textOf(value) ?? JSON.stringify(value));
}

function minorOf(numeral: string, exponent: number): bigint | null {
  try {
    return parseMinor(numeral, exponent);
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}
