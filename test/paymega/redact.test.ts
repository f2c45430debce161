import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact, redactText } from '#paymega/redact.ts';
import { bearerTokenOf, readResource, readResources } from '#paymega/resource.ts';
import { TEST_CARDS } from '#paymega/test-cards.ts';

describe('bearer tokens', () => {
  test.each([
    '{"metadata":{"sid":"s-1","token":"tok_secret"}}',
    '{"metadata":{"sid":"s-1", "token" : "tok_secret"}}',
    '{"metadata":{"sid":"s-1","token":"tok_\\"secret\\\\"}}',
    '{"metadata":{"sid":"s-1","token":"a"},"other":{"token":"tok_secret"}}',
  ])('are taken out of %s, and the rest stays JSON', (text) => {
    const redacted = redact(text);
    expect(redacted).not.toContain('secret');
    expect(redacted).toContain('"s-1"');
    expect(() => JSON.parse(redacted)).not.toThrow();
  });

  test('a key that only ends in “token” is not one', () => {
    const text = '{"push_token":"kept","tokens":2,"description":"the token: kept"}';
    expect(redact(text)).toBe(text);
  });

  test('a token whose text is cut off is not kept either', () => {
    expect(redact('{"metadata":{"token":"tok_secr')).not.toContain('tok_secr');
  });
});

describe('card numbers', () => {
  test.each(TEST_CARDS)('$number is cut to its last four digits', ({ number }) => {
    const text = `{"description":"paid with ${number}, thanks","payer":"${number}"}`;
    expect(redact(text)).not.toContain(number);
    expect(redact(text)).toContain(`[card …${number.slice(-4)}]`);
  });

  test.each([
    '378282246310005',
    '30569309025904',
    '6011111111111117',
    '4000000000000000006',
    '4222222222222',
  ])('%s, of another length', (number) => {
    expect(redact(`"card=${number};"`)).toBe(`"card=[card …${number.slice(-4)}];"`);
  });

  test('at the end of a sentence', () => {
    expect(redact('{"description":"Paid with 5123817234060000."}')).not.toContain('5123817234060000');
  });

  test('that stand as a bare number leave the document JSON', () => {
    expect(() => JSON.parse(redact('{"metadata":{"card":5123817234060000}}'))).not.toThrow();
  });
});

test.each([
  '{"reference_id":"order-5123817234060001"}',
  '{"reference_id":"order-10512"}',
  '{"reference_id":"20261101120000"}',
  '{"reference_id":"51238172340600005123817234060000"}',
  '{"amount":45123817234.06,"fee":4000000000000002.5}',
  '{"amount":0.4000000000000002}',
  '{"created":1790000000,"ms":1790000000123}',
  '{"id":"cpi_7Vd0000000000000"}',
])('what is no card stays as it was written: %s', (text) => {
  expect(redact(text)).toBe(text);
});

describe('however it is spelled', () => {
  test.each([
    '{"metadata":{"\\u0074oken":"tok_secret"}}',
    '{"metadata":{"tok\\u0065n":"tok_secret"}}',
    '{"metadata":{"token":123456789,"sid":"a"}}',
    '{"description":"5123\\u0038172\\u00334060000"}',
    '{"description":"5123\\u00208172\\u00203406\\u00200000"}',
    '{"card":-5123817234060000}',
    '{"card":5123817234060000e0}',
    'card=5123 8172 3406 0000&next=1',
  ])('%s holds no secret any more, and JSON stays JSON', (text) => {
    const redacted = redact(text);
    expect(redacted).not.toMatch(/secret|123456789|8172.?3|\\u00/);
    if (text.startsWith('{')) expect(() => JSON.parse(redacted)).not.toThrow();
  });

  test('an escape that is itself escaped stays what it is', () => {
    const text = '{"description":"\\\\u0074oken \\u00e9 \\u003c \\/"}';
    expect(JSON.parse(redact(text))).toEqual(JSON.parse(text));
  });
});

test('our reference and the invoice’s own id stay, also where they are numbers that look like a card', () => {
  const text =
    '{"data":{"id":5123817234060000,"attributes":{"reference_id":2026110112000008,"card":5123817234060000.5}}}';
  expect(redact(text, '5123817234060000')).toBe(text);
  const quoted = '{"data":{"id":"5123817234060000","attributes":{"reference_id" : "2026110112000008"}}}';
  expect(redact(quoted, '5123817234060000')).toBe(quoted);
  expect(redact(quoted)).toContain('[card …0000]');
});

test('a text of a million characters is read through', () => {
  const text = `{"description":"${'x\\"'.repeat(300_000)}","card":"5123817234060000"}`;
  expect(redact(text)).toHaveLength(text.length - 16 + '[card …0000]'.length);
});

describe('by structure', () => {
  test.each([
    '{"CVV":"417"}',
    '{"cvv":417}',
    '{"Card-Number":"417 not a number"}',
    '{"card\\u005fnumber":"417"}',
    '{"\\u0063vv":"\\u0034\\u0031\\u0037"}',
    '{"cardNumber":{"value":"417","kind":"pan"}}',
    '{"Security Code":["417"]}',
    '{"token":["417"]}',
    '{"TOKEN":{"value":"417","deep":[{"a":"417"}]}}',
    '{"tokens":["417"]}',
    '{"access_token":"417"}',
    '{"token":"417","token":"other"}',
    '{"payload":"{\\"cvv\\":\\"417\\"}"}',
    '{"action":"https://pay.example/?token=417&cvv=417"}',
    '{"token":417',
    '{"a":{"CVV":{"is":"417"',
    'card_number=417&cvv=417&next=1',
    '<sale><cvv>417</cvv></sale>',
    'refused: \\"cvv\\":\\"417\\"',
  ])('%s holds no secret any more', (text) => {
    const redacted = redact(text);
    expect(redacted).not.toMatch(/417|0034/);
    expect(redacted).toContain('[redacted]');
    expect(redact(redacted)).toBe(redacted);
    if (text.endsWith('}')) expect(() => JSON.parse(redacted)).not.toThrow();
  });

  test.each([
    ...['5123 8172 3406 0000', '5123-8172-3406-0000', '5123.8172.3406.0000', '5123/8172/3406/0000'],
    ...[
      '5123\u00a08172\u00a03406\u00a00000',
      '5123\u20118172\u20113406\u20110000',
      '5123\u200b8172 - 3406_0000',
    ],
    ...[
      '51 23 81 72 34 06 00 00',
      '5 1 2 3 8 1 7 2 3 4 0 6 0 0 0 0',
      '51238172 34060000',
      '5123  8172  3406  0000',
    ],
    ...[
      '\uff15\uff11\uff12\uff138172\uff13\uff14\uff10\uff16\uff10\uff10\uff10\uff10',
      '٥١٢٣ ٨١٧٢ ٣٤٠٦ ٠٠٠٠',
    ],
    ...[
      'order 12, 5123817234060000',
      'card.5123817234060000',
      '5123817234060000.12/26',
      '5123817234060000/417',
    ],
  ])('%s is a card number, in a value, in a key, in an error and in what was cut off', (number) => {
    for (const text of [
      JSON.stringify({ a: number }),
      JSON.stringify({ [number]: { a: 1 } }),
      `{"a":"${number}`,
    ]) {
      expect(redact(text)).toContain('[card …0000]');
      expect(redact(text).normalize('NFKC')).not.toMatch(/8172|٨١٧٢|7 2|81 7/);
    }
    expect(redactText(`no such card: ${number}`)).toContain('[card …0000]');
  });

  test.each([
    '5123817234060000',
    '5123817234060000.00',
    '5.12381723406e15',
    '512381723406E4',
    '-5123817234060000',
  ])('the JSON number %s is one, too', (numeral) => {
    expect(redact(`{"a":[${numeral}]}`)).toBe('{"a":["[card …0000]"]}');
  });

  test.each([
    '{"at":"2026-11-01 12:00:00","until":"2026-11-01T12:00:00.000Z"}',
    '{"amount":4539578763621486.00,"fee":"45123817234.06"}',
    '{"phone":"+49 30 1234 5678 90","ms":1790000000120}',
    '{"reference_id":"order-5123817234060000"}',
    '{"description":"the token: kept","cvv":null,"token":[],"card_number":""}',
    '{"metadata":[],"payload":"[]","note":"{not JSON}"}',
  ])('what is none stays as it was written: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('a reference that is written as a number stands on a card is one; a reference of one run is not', () => {
    expect(redact('{"reference_id":"5123-8172-3406-0000"}')).toBe('{"reference_id":"[card …0000]"}');
    expect(redact('{"reference_id":"paid by 5123817234060000"}')).toContain('[card …0000]');
    expect(redact('{"reference_id":"5123817234060000"}')).toContain('5123817234060000');
  });

  test('any document: no secret is left, JSON stays JSON, the rest is what it was, and twice is as once', () => {
    const plain = fc.stringMatching(/^[a-f .,éß-]{0,12}$/);
    const key = fc.constantFrom('cvv', 'CVC2', 'Card-Number', 'card_number', 'tOKEN', 'access token');
    const gap = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u2009', ' – ');
    const card = fc
      .tuple(fc.integer({ min: 2, max: 9 }), fc.stringMatching(/^\d{14}$/), gap)
      .map(([first, digits, between]) => grouped(withCheckDigit(`${first}${digits}`), between));
    const scalar = fc.oneof(plain, fc.integer({ min: -999, max: 999 }), fc.constantFrom(true, null));
    const hidden = fc.oneof(
      card.map((number) => ({ written: { note: `paid with ${number}!` }, secret: number })),
      fc
        .tuple(key, fc.stringMatching(/^q[0-9q]{6}$/))
        .chain(([name, secret]) =>
          fc
            .constantFrom(secret, [secret], { value: secret })
            .map((value) => ({ written: { [name]: value }, secret })),
        ),
    );
    const around = fc.dictionary(fc.stringMatching(/^[a-f]{1,4}$/), fc.oneof(scalar, fc.array(scalar)));
    const escapes = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(around, hidden, escapes, (rest, { written, secret }, spelled) => {
        const text = escaped(JSON.stringify({ rest, list: [rest, written] }), spelled);
        const redacted = redact(text);
        const read = JSON.parse(redacted);
        expect(read.rest).toEqual(rest);
        expect(read.list[0]).toEqual(rest);
        expect(JSON.stringify(read)).not.toContain(secret);
        expect(redact(redacted)).toBe(redacted);
        expect(JSON.stringify(JSON.parse(redact(redacted)))).toBe(JSON.stringify(read));
      }),
    );
  });
});

test('what a resource says was redacted before anybody could read it, alone and in a list', () => {
  const attributes = {
    status: 'card 5123 8172 3406 0000',
    currency: '5123817234060000',
    resolution: '5123\u00a08172\u00a03406\u00a00000',
    flow_data: { metadata: { sid: 's', token: 'tok_secret' } },
  };
  const data = { id: '5123817234060000', attributes };
  const [listed] = readResources(JSON.stringify({ data: [data] })).resources;
  for (const resource of [readResource(JSON.stringify({ data })), listed]) {
    expect(resource).toMatchObject({
      id: '5123817234060000',
      attributes: { status: 'card [card …0000]', currency: '[card …0000]', resolution: '[card …0000]' },
    });
    expect(JSON.stringify({ ...resource, id: '', reportedId: '' }).split('5123817234060000')).toHaveLength(2);
    expect(JSON.stringify(resource)).not.toMatch(/secret|8172.3406/);
    expect(resource && bearerTokenOf(resource)).toBe('tok_secret');
  }
});

function withCheckDigit(digits: string): string {
  const isGood = (candidate: string) => redact(`"${candidate}"`) !== `"${candidate}"`;
  return Array.from({ length: 10 }, (_, last) => `${digits}${last}`).find(isGood) ?? '';
}

function grouped(number: string, gap: string): string {
  return number.replace(/\d{4}(?=\d)/g, `$&${gap}`);
}

/** The same JSON, some of its letters and digits within texts spelled as escapes. */
function escaped(json: string, which: readonly boolean[]): string {
  let place = 0;
  return json.replace(/"[^"]*"/g, (string) =>
    string.replace(/[A-Za-z0-9_-]/g, (letter) =>
      which[place++ % which.length] ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
    ),
  );
}
