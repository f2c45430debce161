import { documentOf, errorsIn, type ProviderError } from './error-document.ts';
import { type Exchanged, failureText } from './exchange.ts';
import { foreignText, isStorable } from './foreign-text.ts';
import { isFields, textOf } from './resource.ts';

/** A service that an order could be paid by. `currency` is null where Paymega does not say it. */
export type OfferedService = { service: string; method: string | null; currency: string | null };

export type Offer =
  | { kind: 'offered'; services: OfferedService[] }
  | { kind: 'refused'; status: number; message: string; errors: readonly ProviderError[] }
  | { kind: 'unknown'; message: string };

const WHO = 'Paymega';
const MOST_SERVICES = 200;
const LONGEST_NAME = 100;

/**
 * The methods and services open to an order, by Paymega's answer to the pre-request. No document shows its form: that it
 * is a list of resources, each a service by `attributes.service` or by its id, is *assumed*, here alone.
 */
export function readOffer({ exchange, text }: Exchanged): Offer {
  const { status, failure } = exchange;
  if (failure || status === null || text === null)
    return { kind: 'unknown', message: failureText(WHO, exchange) };
  if (status >= 400 && status < 500) {
    const errors = errorsIn(text);
    const message = errors.map((error) => error.message).join('; ') || failureText(WHO, exchange);
    return { kind: 'refused', status, message: foreignText(message), errors };
  }
  const items = status < 300 ? itemsIn(text) : null;
  if (!items) return { kind: 'unknown', message: `${failureText(WHO, exchange)} and named no services` };
  return { kind: 'offered', services: items.slice(0, MOST_SERVICES).flatMap(serviceOf) };
}

function itemsIn(text: string): unknown[] | null {
  const data = documentOf(text)?.data;
  return Array.isArray(data) ? data : isFields(data) ? [data] : null;
}

function serviceOf(item: unknown): OfferedService[] {
  if (!isFields(item)) return [];
  const attributes = isFields(item.attributes) ? item.attributes : {};
  const service = name(attributes.service) ?? name(attributes.code) ?? name(item.id);
  if (service === null) return [];
  const { 'payment-method': related } = isFields(item.relationships) ? item.relationships : {};
  const method = isFields(related) && isFields(related.data) ? name(related.data.id) : null;
  return [{ service, method: name(attributes.method) ?? method, currency: name(attributes.currency) }];
}

function name(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && text.length <= LONGEST_NAME && isStorable(text) ? text : null;
}
