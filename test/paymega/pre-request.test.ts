import { describe, expect, test } from 'vitest';
import type { Exchanged } from '#paymega/exchange.ts';
import { readOffer } from '#paymega/pre-request.ts';

function answered(status: number | null, text: string | null): Exchanged {
  const failure = status === null ? ({ fault: 'timed_out', message: 'no answer' } as const) : null;
  const asked = { method: 'POST', url: 'https://a.example/', requestBody: '{}' } as const;
  return {
    exchange: { ...asked, status, answerBody: text, failure, startedAt: new Date(), tookMs: 1 },
    text,
  };
}

describe('the services of an answer', () => {
  test.each([
    [
      'by attributes',
      '{"id":"7","attributes":{"service":"s","method":"m","currency":"USD"}}',
      ['s', 'm', 'USD'],
    ],
    ['by id', '{"id":"payment_card_usd_hpp","attributes":[]}', ['payment_card_usd_hpp', null, null]],
    [
      'with the method that they are related to',
      '{"id":"s","relationships":{"payment-method":{"data":{"id":"payment_card"}}}}',
      ['s', 'payment_card', null],
    ],
  ])('are read %s', (_, item, [service, method, currency]) => {
    const services = [{ service, method, currency }];
    expect(readOffer(answered(200, `{"data":[${item}]}`))).toEqual({ kind: 'offered', services });
    expect(readOffer(answered(200, `{"data":${item}}`))).toEqual({ kind: 'offered', services });
  });

  test.each(['{"data":[7,null,{"id":null}]}', '{"data":[]}'])('are none in %s', (text) => {
    expect(readOffer(answered(200, text))).toEqual({ kind: 'offered', services: [] });
  });

  test.each([
    ['half a document', 200, '{"data":[{"id":'],
    ['another document', 200, '{"methods":["card"]}'],
    ['a failure', 500, '{"errors":[]}'],
    ['a redirect', 302, ''],
    ['no answer', null, null],
  ])('are not known from %s', (_, status, text) => {
    expect(readOffer(answered(status, text))).toMatchObject({ kind: 'unknown', message: expect.any(String) });
  });

  test('are refused in Paymega’s words', () => {
    const text =
      '{"errors":[{"detail":"amount is too large","source":{"pointer":"/data/attributes/amount"}}]}';
    expect(readOffer(answered(422, text))).toEqual({
      ...{ kind: 'refused', status: 422, message: 'amount is too large' },
      errors: [{ field: 'amount', message: 'amount is too large' }],
    });
  });
});
