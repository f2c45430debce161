import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleLines } from '#app/ui/values/visible.ts';

describe('a character that hides is written out', () => {
  test.each([
    ...['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'],
    ...['\u2066', '\u2067', '\u2068', '\u2069', '\u206a', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff'],
    ...['\u00ad', '\u034f', '\u115f', '\u3164', '\uffa0', '\u180e', '\ufe0f', '\ufff9', '\u2800'],
    ...[
      '\0',
      '\t',
      '\n',
      '\r',
      '\u001b',
      '\u007f',
      '\u0085',
      '\u009f',
      '\u2028',
      '\u2029',
      '\ud800',
      '\udfff',
    ],
    ...['\u00a0', '\u2003', '\u202f', '\u3000', '\u{e0001}', '\u{e0041}', '\u{1d173}'],
  ])('%j', (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    expect(visible(`a${character}b`)).toBe(`a⟨U+${code}⟩b`);
  });
});

test.each(['order-1', 'a b', 'Zwölf Espressobohnen – “fair”', '注文-1', 'заказ', 'הזמנה', '😀', 'e\u0301'])(
  'what is seen stays as it is: %s',
  (text) => {
    expect(visible(text)).toBe(text);
  },
);

test('two texts that differ look different', () => {
  const text = fc.string({ unit: 'binary', maxLength: 10 }).filter((one) => !one.includes('⟨U+'));
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(visible(one) === visible(other)).toBe(one === other);
    }),
  );
});

test('lines stay lines', () => {
  expect(visibleLines('a\r\nb\u202e\n\tc')).toBe('a\nb⟨U+202E⟩\n⟨U+0009⟩c');
});
