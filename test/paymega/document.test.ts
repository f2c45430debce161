import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoExponent } from '#paymega/currencies.ts';
import {
  bearerTokenOf,
  type Invoice,
  NoDocument,
  readDocument,
  readInvoice,
  UnreadableInvoice,
} from '#paymega/document.ts';
import { formatMinor } from '#paymega/money.ts';
import { documentText } from '../support/documents.ts';

describe('money is read from the text, never through a binary float', () => {
  test.each([
    [
      { amount: '0.3', fee: '0.1', deposit: '0.2' },
      { amount: 30n, fee: 10n, deposit: 20n },
    ],
    [{ amount: '9007199254740993.01' }, { amount: 900_719_925_474_099_301n }],
    [
      { amount: '1e2', payment_amount: '100.00' },
      { amount: 10_000n, paymentAmount: 10_000n },
    ],
    [
      { processed_amount: '118.45', processed_fee: '3.45' },
      { processedAmount: 11_845n, processedFee: 345n },
    ],
    [{ currency: 'JPY', amount: '1000' }, { amount: 1000n }],
    [{ currency: 'KWD', amount: '1.005' }, { amount: 1005n }],
    [{ currency: 'CLF', amount: '1.0005' }, { amount: 10_005n }],
  ])('%o', (written, expected) => {
    expect(read(documentText(written))).toMatchObject(expected);
  });

  test('whatever the amounts are', () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(amount, amount, (gross, refunded) => {
        const written = { amount: formatMinor(gross, 2), refunded_amount: formatMinor(refunded, 2) };
        expect(read(documentText(written))).toMatchObject({ amount: gross, refundedAmount: refunded });
      }),
    );
  });

  test('an amount whose key is spelled with an escape is not read at all, because it was a float for a moment', () => {
    expect(reasonOf(documentText().replace('"amount":100', '"\\u0061mount":9007199254740993.01'))).toBe(
      'bad_amount',
    );
  });

  test.each([
    ['amount', '0.001', 'too_fine'],
    ['fee', '1e-3', 'too_fine'],
    ['refunded_amount', '92233720368547758.08', 'too_large'],
    ['amount', null, 'bad_amount'],
    ['amount', '', 'bad_amount'],
    ['amount', true, 'bad_amount'],
    ['amount', [], 'bad_amount'],
    ['deposit', { minor: 5 }, 'bad_amount'],
    ['amount', 'ten', 'bad_amount'],
  ])('“%s”: %o is refused as %s', (key, written, reason) => {
    expect(reasonOf(documentText({ [key]: written }))).toBe(reason);
  });
});

describe('real documents have their quirks', () => {
  test('an empty map is [], and a relationship may be null', () => {
    const text = documentText({ metadata: [], payload: [], flow_data: [], original_data: [] });
    expect(read(text)).toMatchObject({ id: 'cpi_test1', status: 'processed' });
    expect(bearerTokenOf(readDocument(text).resource)).toBeNull();
    expect(
      read(text.replace('"relationships":[]', '"relationships":{"customer":{"data":null}}')),
    ).toMatchObject({
      id: 'cpi_test1',
    });
  });

  test('what is absent or null is not told, which is something other than zero', () => {
    const left = {
      fee: undefined,
      deposit: null,
      refunded_amount: undefined,
      reference_id: null,
      processed: null,
    };
    expect(read(documentText({ ...left, resolution: undefined }))).toMatchObject({
      fee: null,
      deposit: null,
      refundedAmount: null,
      referenceId: null,
      processedAt: null,
      resolution: null,
    });
    expect(read(documentText({ refunded_amount: '0' })).refundedAmount).toBe(0n);
  });

  test('attributes that nobody knows yet change nothing', () => {
    const stranger = {
      risk: { amount: 5, fee: [] },
      serial_number: 17,
      next_generation: null,
      total_amount: 0.1,
    };
    expect(read(documentText({ ...stranger, payload: { amount: 77, currency: 'EUR' } }))).toEqual(
      read(documentText()),
    );
  });

  test('a status that nobody knows is kept as it is', () => {
    expect(read(documentText({ status: 'on_hold' })).status).toBe('on_hold');
  });

  test('the service may be named by the relationship alone', () => {
    const text = documentText({ service: undefined }).replace(
      '"relationships":[]',
      '"relationships":{"payment-service":{"data":{"type":"payment-services","id":"payment_card_eur_hpp"}}}',
    );
    expect(read(text).service).toBe('payment_card_eur_hpp');
  });

  test.each([true, 1])('test_mode %s is test, anything less is live', (written) => {
    expect(read(documentText({ test_mode: written })).mode).toBe('test');
    expect(read(documentText({ test_mode: undefined })).mode).toBe('live');
    expect(read(documentText({ test_mode: 0 })).mode).toBe('live');
  });

  test('an invoice never updated counts from its creation', () => {
    expect(read(documentText({ updated: null })).updatedAt).toBe(1_790_000_000);
    expect(reasonOf(documentText({ updated: null, created: undefined }))).toBe('missing_updated');
  });
});

describe('hostile documents', () => {
  test('a description that looks like attributes stays a description', () => {
    const description = 'x","amount": 5,"fee":1,"y":"\\","amount": 7 {"amount": 5}';
    const { resource, repeatsKeys } = readDocument(documentText({ description }));
    expect(resource.attributes.description).toBe(description);
    expect([repeatsKeys, readInvoice(resource, isoExponent).amount]).toEqual([false, 10_000n]);
  });

  test('“__proto__” lends nothing to the invoice, and nothing to other objects', () => {
    const lent = '{"data":{"id":"cpi_1","attributes":{"__proto__":{"status":"processed","currency":"USD"}}}}';
    expect(reasonOf(lent)).toBe('missing_status');
    expect(reasonOf('{"data":{"__proto__":{"id":"cpi_1"},"attributes":{}}}')).toBe('missing_id');
    expect(Object.hasOwn(Object.prototype, 'status')).toBe(false);
    expect(reasonOf(documentText({ currency: '__proto__' }))).toBe('unknown_currency');
    expect(reasonOf(documentText({ currency: 'constructor' }))).toBe('unknown_currency');
  });

  test.each(['status', 'reference_id', 'currency', 'resolution', 'service'])(
    'a NUL in “%s” is refused',
    (key) => {
      expect(reasonOf(documentText({ [key]: 'a\0b' }))).toBe('bad_attribute');
    },
  );

  test.each([
    ['status', {}],
    ['reference_id', ['a']],
    ['currency', true],
    ['resolution', 'x'.repeat(1001)],
    ['updated', 1.5],
    ['updated', -1],
    ['created', '1790000000'],
    ['processed', 1e13],
  ])('“%s”: %o is refused', (key, written) => {
    expect(reasonOf(documentText({ [key]: written }))).toBe('bad_attribute');
  });

  test.each([undefined, null, '', 17, 'cpi 1', 'cpi_\0', 'cpi_é', 'c'.repeat(101), {}])(
    'the id %o is none',
    (id) => {
      expect(reasonOf(documentText({}, id ?? null))).toBe('missing_id');
    },
  );

  test.each([
    ['amount twice', documentText().replace('"amount":100', '"amount":100,"amount":1')],
    ['once spelled with an escape', documentText().replace('"amount":100', '"amount":100,"\\u0061mount":1')],
    ['data twice', `{"data":[],${documentText().slice(1)}`],
    [
      'deep inside',
      documentText({ metadata: [] }).replace('"metadata":[]', '"metadata":[[{"a":1, "a" :1}]]'),
    ],
  ])('a key that is named twice is noticed: %s', (_, text) => {
    expect(readDocument(text).repeatsKeys).toBe(true);
  });

  test('one key in two objects is not named twice, nor is what a text quotes', () => {
    const own = {
      metadata: { amount: 1, id: 2 },
      description: '"status": 1, "status": 2',
      payload: [{ a: 1 }, { a: 1 }],
    };
    expect(readDocument(documentText(own)).repeatsKeys).toBe(false);
  });

  test.each([
    '',
    'null',
    '[]',
    '"data"',
    '{"data":null}',
    '{"data":[]}',
    '{"data":{}}',
    '{"data":{"attributes":[]}}',
    '<html></html>',
    documentText().slice(0, -2),
    documentText().replace('"created":1', '"created":01'),
    documentText({ description: 'a' }).replace('"a"', '"a\0"'),
  ])('no document: %s', (text) => {
    expect(() => readDocument(text)).toThrow(NoDocument);
  });

  test('a text of 240,000 characters is read', () => {
    const description = 'x"'.repeat(80_000);
    expect(readDocument(documentText({ description })).resource.attributes.description).toBe(description);
  });

  test('maps that are nested ten thousand deep do not break the reader', () => {
    const depth = 10_000;
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    const text = documentText().replace('"payload":[]', `"payload":${nested}`);
    expect(() => readWith(text)).not.toThrow(RangeError);
  });
});

function read(text: string): Invoice {
  const { resource, repeatsKeys } = readDocument(text);
  expect(repeatsKeys).toBe(false);
  return readInvoice(resource, isoExponent);
}

function reasonOf(text: string): string {
  try {
    readWith(text);
    return 'read';
  } catch (error) {
    if (error instanceof UnreadableInvoice) return error.reason;
    throw error;
  }
}

function readWith(text: string): Invoice {
  return readInvoice(readDocument(text).resource, isoExponent);
}
