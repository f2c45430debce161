import { describe, expect, test } from 'vitest';
import { redact } from '#paymega/redact.ts';
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
