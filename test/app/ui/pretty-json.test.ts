import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prettyJson } from '#app/ui/pretty-json.ts';

test('numbers stay as they were written', () => {
  expect(prettyJson('{"amount":17.00,"id":12345678901234567890,"fee":1e2}')).toBe(
    '{\n  "amount": 17.00,\n  "id": 12345678901234567890,\n  "fee": 1e2\n}',
  );
});

test('what is empty stays on its line, and brackets inside strings are text', () => {
  expect(prettyJson('{"payload":[],"map":{ },"words":"a {b} [c], \\"d\\": e"}')).toBe(
    '{\n  "payload": [],\n  "map": {},\n  "words": "a {b} [c], \\"d\\": e"\n}',
  );
});

test('what is no JSON comes back untouched', () => {
  for (const text of ['', 'Bad Gateway', '{"cut":', '<html>{}</html>']) expect(prettyJson(text)).toBe(text);
});

test('any JSON is laid out as JSON.stringify would, and says the same', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text));
      expect(prettyJson(JSON.stringify(JSON.parse(text)))).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});
