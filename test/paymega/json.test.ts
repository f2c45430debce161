import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Numeral, readJson } from '#paymega/json.ts';

/** With binary floats, as JSON.parse has them. */
function asParsed(value: unknown): unknown {
  if (value instanceof Numeral) return Number(value.written);
  if (Array.isArray(value)) return value.map(asParsed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, asParsed(inside)]));
}

const outcomeOf = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return 'no JSON';
    throw error;
  }
};

describe('what is read is what JSON.parse reads', () => {
  test('of any JSON, with blanks or without', () => {
    const text = fc.tuple(fc.json(), fc.constantFrom(undefined, 1, '\t', '\r\n')).map(([json, indent]) => {
      return JSON.stringify(JSON.parse(json), null, indent);
    });
    fc.assert(
      fc.property(text, (json) => {
        expect(asParsed(readJson(json).value)).toEqual(JSON.parse(json));
      }),
    );
  });

  test('of any text that somebody spoilt', () => {
    const spoilt = fc
      .tuple(
        fc.json(),
        fc.nat(40),
        fc.constantFrom('', '"', '\\', '{', ']', ',', ':', '0', '-', 'e', '\n', '\u0001'),
      )
      .map(([json, at, put]) => json.slice(0, at) + put + json.slice(at + 1));
    fc.assert(
      fc.property(spoilt, (text) => {
        const expected = outcomeOf(() => JSON.parse(text));
        expect(outcomeOf(() => asParsed(readJson(text).value))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ...['', ' ', '01', '1.', '.5', '+1', '1e', '-', '--1', 'NaN', 'Infinity', 'tru', 'nulll', "'a'", '{a:1}'],
    ...[
      '[1,]',
      '{"a":1,}',
      '[1 2]',
      '{"a" 1}',
      '{"a":}',
      '[',
      '{',
      '"',
      '"\\x"',
      '"\\u12"',
      '"a\tb"',
      '1 1',
      '\ufeff1',
    ],
    ...['{"a":1]', '[1}', '{,}', '[,]', '{"a":1,"b"}', '{1:2}', ']', '1e5.5', '\u00a01'],
  ])('%o is no JSON', (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
  });

  test.each([
    ' 1 ',
    '"\\u00e9\\/\\ud83d\\ude00"',
    '{"__proto__":{"a":1},"constructor":2}',
    '[[],{},[{}]]',
    '"\u2028"',
  ])('%s', (text) => {
    expect(asParsed(readJson(text).value)).toEqual(JSON.parse(text));
  });
});

test.each(['17.00', '1e3', '-0', '9007199254740993', '12345678901234567890', '0.1E+7'])(
  'a number stays as it was written: %s',
  (written) => {
    const { value } = readJson(`{"a":[1,{"b": ${written} }]}`);
    expect(value).toEqual({ a: [new Numeral('1'), { b: new Numeral(written) }] });
  },
);

test('a number is read in linear time, however long it is', () => {
  const digits = '9'.repeat(250_000);
  expect(readJson(`[${digits}]`).value).toEqual([new Numeral(digits)]);
});

test('it is told where a key is repeated, and where the outer maps and lists stand', () => {
  const text = '{"data":[{"a":1,"a":2},{"b":{"c":[{"d":1,"d":2}]}},{"e":1}],"data2":{}}';
  const { value, repeats, spans } = readJson(text);
  const { data } = value as { data: unknown[] };
  const within = data.map((item) => {
    const [start, end] = spans.get(item) ?? [0, 0];
    return [text.slice(start, end), repeats.filter((at) => at > start && at < end).length];
  });
  expect(within).toEqual([
    ['{"a":1,"a":2}', 1],
    ['{"b":{"c":[{"d":1,"d":2}]}}', 1],
    ['{"e":1}', 0],
  ]);
});

test('sixty thousand levels do not break it', () => {
  const depth = 60_000;
  expect(() => readJson(`${'[{"a":'.repeat(depth)}1${'}]'.repeat(depth)}`)).not.toThrow();
  expect(() => readJson('['.repeat(depth))).toThrow(SyntaxError);
});
