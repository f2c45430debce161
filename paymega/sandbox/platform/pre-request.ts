import { type Answer, jsonAnswer } from './answer.ts';
import { callAttributes } from './call-attributes.ts';
import { amountNumber } from './json-text.ts';
import { minorOf, orderSchema } from './order.ts';
import type { Call } from './parts.ts';
import { type Service, servicesFor } from './services.ts';

const FORM = { type: 'payment-pre-request', attributes: orderSchema };

/** `POST /payment-pre-request`: the services open to an order. The shape of the answer is assumed. */
export function preRequest(call: Call): Answer {
  const read = callAttributes(FORM, call);
  if ('refusal' in read) return read.refusal;
  const { amount, currency } = read.attributes;
  const minor = minorOf(amount, currency);
  if (typeof minor !== 'bigint') return minor;
  return jsonAnswer(200, { data: servicesFor(currency, minor).map(serviceResource) });
}

function serviceResource({ name, currency, exponent, least, most }: Service) {
  const attributes = {
    service: name,
    method: 'payment_card',
    currency,
    flow: 'charge',
    min_amount: amountNumber(least, exponent),
    max_amount: amountNumber(most, exponent),
  };
  return { type: 'payment-services', id: name, attributes };
}
