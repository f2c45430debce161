import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prettyJson } from '#app/ui/values/pretty-json.ts';

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

test('what nests too deep for indents is laid out on one line, and no less of it is shown', () => {
  const deep = (depth: number) => `${'[1,{"a":'.repeat(depth)}17.00${'}]'.repeat(depth)}`;
  const shown = prettyJson(deep(100));
  expect(shown.replace(/\s/g, '')).toBe(deep(100));
  expect(Math.max(...shown.split('\n').map((line) => line.search(/\S/)))).toBe(64);
  expect(prettyJson(deep(16))).toBe(JSON.stringify(JSON.parse(deep(16)), null, 2).replace('17', '17.00'));
});

test.each([
  ['sixty thousand deep', `${'['.repeat(60_000)}${']'.repeat(60_000)}`],
  ['a hundred thousand deep in maps', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['a long list', `[${'1,'.repeat(300_000)}1]`],
  ['a long text', `"${'a\\"'.repeat(300_000)}"`],
  ['no JSON', 'a'.repeat(1_000_000)],
])('of what is very long a part is shown, and how much is not: %s', (_, text) => {
  const shown = prettyJson(text);
  expect(shown.length).toBeLessThan(51_000);
  expect(shown).toMatch(/\n… and more: this is the beginning of \d+ characters$/);
});

test('what would not be seen is written out, and lines stay lines', () => {
  expect(prettyJson('{"a":"x\u202ey\u200b"}')).toBe('{\n  "a": "x⟨U+202E⟩y⟨U+200B⟩"\n}');
  expect(prettyJson('Bad\r\nGateway\u2066')).toBe('Bad\nGateway⟨U+2066⟩');
});
