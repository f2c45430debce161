import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { isoExponent } from '#paymega/currencies.ts';
import { type Invoice, modeOf, readInvoice } from '#paymega/document.ts';
import { formatMinor } from '#paymega/money.ts';
import { bearerTokenOf, NoDocument, readResource } from '#paymega/resource.ts';
import { asNumber, documentText } from '../support/documents.ts';

const MONEY_KEYS = [
  ...['amount', 'payment_amount', 'fee', 'deposit', 'processed_amount', 'processed_fee', 'processed_deposit'],
  ...['refunded_amount', 'charged_back_amount'],
];

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

  test('also where its key is spelled with an escape', () => {
    const text = documentText().replace('"amount":100', '"\\u0061mount":9007199254740993.01');
    expect(read(text).amount).toBe(900_719_925_474_099_301n);
  });

  test.each(MONEY_KEYS)('“%s” below nothing is no figure, in whatever form; −0 is nothing', (key) => {
    for (const written of ['-1', '-0.01', '-1e2', '-92233720368547758.07']) {
      expect(reasonOf(documentText({ [key]: written }))).toBe('negative_amount');
      expect(reasonOf(documentText({ [key]: `${written}` }).replace(`:${written}`, `:"${written}"`))).toBe(
        'negative_amount',
      );
    }
    for (const nothing of ['-0', '-0.00', '-0e5', '0']) {
      expect(Object.values(read(documentText({ [key]: nothing })))).toContain(0n);
    }
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

describe('a number where a text is meant is the numeral that was written', () => {
  const NUMERALS = ['9007199254740993', '12345678901234567890', '1.0', '1e3', '1E-7', '-0', '0.10', '17'];

  test.each(NUMERALS)('%s', (numeral) => {
    for (const [key, name] of [
      ['reference_id', 'referenceId'],
      ['service', 'service'],
      ['resolution', 'resolution'],
      ['status', 'status'],
    ] as const) {
      expect(read(withNumber(key, numeral))[name]).toBe(numeral);
    }
    expect(read(documentText({}, asNumber(numeral))).id).toBe(numeral);
  });

  test('two orders whose numbers a binary float takes for one stay two', () => {
    const [one, other] = ['9007199254740992', '9007199254740993'];
    expect(read(withNumber('reference_id', one)).referenceId).not.toBe(
      read(withNumber('reference_id', other)).referenceId,
    );
  });

  test('any whole number', () => {
    fc.assert(
      fc.property(fc.bigInt(), (number) => {
        expect(read(withNumber('reference_id', String(number))).referenceId).toBe(String(number));
      }),
    );
  });

  test('a time is a whole number however it is written', () => {
    for (const written of ['1790000500', '1790000500.0', '17900005e2', '1.7900005E9']) {
      expect(read(withNumber('updated', written)).updatedAt).toBe(1_790_000_500);
    }
    expect(reasonOf(withNumber('updated', '1790000500.5'))).toBe('bad_attribute');
    expect(reasonOf(withNumber('updated', '1e999'))).toBe('bad_attribute');
    expect(read(withNumber('processed', '-0')).processedAt).toBeNull();
  });
});

describe('real documents have their quirks', () => {
  test('an empty map is [], and a relationship may be null', () => {
    const text = documentText({ metadata: [], payload: [], flow_data: [], original_data: [] });
    expect(read(text)).toMatchObject({ id: 'cpi_test1', status: 'processed' });
    expect(bearerTokenOf(readResource(text))).toBeNull();
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

  test.each([true, 1, '1', 'true', 'TRUE', 'True', ' yes ', 'on'])('test_mode %o is test', (written) => {
    expect(read(documentText({ test_mode: written })).mode).toBe('test');
  });

  test.each([false, 0, '0', 'false', 'FALSE', 'no', 'off'])('test_mode %o is live', (written) => {
    expect(read(documentText({ test_mode: written })).mode).toBe('live');
    expect(modeOf(readResource(documentText({ test_mode: written })))).toBe('live');
  });

  test.each([undefined, null, ''])(
    'test_mode %o says nothing: what is known from elsewhere holds',
    (told) => {
      const resource = readResource(documentText({ test_mode: told }));
      expect(modeOf(resource)).toBeNull();
      expect(readInvoice(resource, isoExponent, 'test').mode).toBe('test');
      expect(readInvoice(resource, isoExponent).mode).toBe('live');
    },
  );

  test.each(['1.0', '1e0', '10e-1'])('test_mode %s is the number one', (written) => {
    expect(read(withNumber('test_mode', written)).mode).toBe('test');
  });

  test.each(['maybe', 'null', '2', 2, -1, 0.5, {}, [], [true], { live: true }, '\0', 'tru'])(
    'test_mode %o is neither: it is never taken for live',
    (written) => {
      expect(reasonOf(documentText({ test_mode: written }))).toBe('bad_attribute');
      expect(modeOf(readResource(documentText({ test_mode: written })))).toBeNull();
    },
  );

  test('an invoice never updated counts from its creation', () => {
    expect(read(documentText({ updated: null })).updatedAt).toBe(1_790_000_000);
    expect(reasonOf(documentText({ updated: null, created: undefined }))).toBe('missing_updated');
  });
});

describe('hostile documents', () => {
  test('a description that looks like attributes stays a description', () => {
    const description = 'x","amount": 5,"fee":1,"y":"\\","amount": 7 {"amount": 5}';
    const resource = readResource(documentText({ description }));
    expect(resource.attributes.description).toBe(description);
    expect(readInvoice(resource, isoExponent).amount).toBe(10_000n);
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

  test.each([undefined, null, '', {}, [], true])('the id %o is none', (id) => {
    expect(reasonOf(documentText({}, id ?? null))).toBe('missing_id');
  });

  test.each(['cpi 1', 'cpi_\0', 'cpi_é', 'c'.repeat(256), 'c'.repeat(100_000), '.', '..'])(
    'the id %.20s is a bad one',
    (id) => {
      expect(reasonOf(documentText({}, id))).toBe('bad_id');
    },
  );

  test('an id of 255 characters is taken, and one that is longer is told how long it may be', () => {
    expect(read(documentText({}, 'c'.repeat(255))).id).toBe('c'.repeat(255));
    expect(() => read(documentText({}, 'c'.repeat(256)))).toThrow('has 256 characters, and 255 are the most');
  });

  test('a text that no index can hold is refused, though it is not long', () => {
    const wide = Array.from({ length: 700 }, (_, place) => String.fromCodePoint(0x4e00 + place)).join('');
    expect(read(documentText({ reference_id: wide.slice(0, 600) })).referenceId).toHaveLength(600);
    expect(reasonOf(documentText({ reference_id: wide }))).toBe('bad_attribute');
  });

  test('a NUL in the name of a related service is refused', () => {
    const related = '"relationships":{"payment-service":{"data":{"id":"a\\u0000"}}}';
    const text = documentText({ service: undefined }).replace('"relationships":[]', related);
    expect(reasonOf(text)).toBe('bad_attribute');
  });

  test.each([
    ['amount twice', documentText().replace('"amount":100', '"amount":100,"amount":1')],
    ['once spelled with an escape', documentText().replace('"amount":100', '"amount":100,"\\u0061mount":1')],
    ['data twice', `{"data":[],${documentText().slice(1)}`],
    [
      'deep inside',
      documentText({ metadata: [] }).replace('"metadata":[]', '"metadata":[[{"a":1, "a" :1}]]'),
    ],
  ])('a key that is named twice is noticed: %s', (_, text) => {
    expect(readResource(text).repeatsKeys).toBe(true);
    expect(reasonOf(text)).toBe('repeated_key');
  });

  test('one key in two objects is not named twice, nor is what a text quotes', () => {
    const own = {
      metadata: { amount: 1, id: 2 },
      description: '"status": 1, "status": 2',
      payload: [{ a: 1 }, { a: 1 }],
    };
    expect(readResource(documentText(own)).repeatsKeys).toBe(false);
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
    expect(() => readResource(text)).toThrow(NoDocument);
  });

  test('a text of 240,000 characters is read', () => {
    const description = 'x"'.repeat(80_000);
    expect(readResource(documentText({ description })).attributes.description).toBe(description);
  });

  test('maps that are nested sixty thousand deep do not break the reader', () => {
    const depth = 60_000;
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    const text = documentText().replace('"payload":[]', `"payload":${nested}`);
    expect(read(text).id).toBe('cpi_test1');
  });
});

function read(text: string): Invoice {
  return readInvoice(readResource(text), isoExponent);
}

function withNumber(key: string, numeral: string): string {
  return documentText({ [key]: asNumber(numeral) });
}

function reasonOf(text: string): string {
  try {
    read(text);
    return 'read';
  } catch (error) {
    if (error instanceof UnreadableInvoice) return error.reason;
    throw error;
  }
}
