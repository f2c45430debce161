import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayLiteral } from '#db/array-literal.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

const texts = fc.array(fc.option(fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'))));
const special = fc.array(
  fc.option(
    fc.constantFrom('', 'NULL', 'null', '{', '}', ',', '"', '\\', '\\"', "'", ' ', '\n', '{"a": "\\u0022"}'),
  ),
);
const wholes = fc.array(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })));

test('any list arrives as it was: texts of every kind, whole numbers beyond a float, and none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(texts, special), wholes, async (some, numbers) => {
      const [row] = await database.sql<{ texts: string[]; numbers: string[] }[]>`
        select to_jsonb(${arrayLiteral(some)}::text[]) as texts,
          to_jsonb(${arrayLiteral(numbers)}::bigint[]::text[]) as numbers`;
      expect(row).toEqual({ texts: some, numbers: numbers.map((number) => number?.toString() ?? null) });
    }),
    { numRuns: 200 },
  );
});

test('floats and truth values, too', async () => {
  const [row] = await database.sql<{ floats: number[]; flags: boolean[] }[]>`
    select to_jsonb(${arrayLiteral([0.1, 1e21, -0.5, null])}::float8[]) as floats,
      to_jsonb(${arrayLiteral([true, false, null])}::boolean[]) as flags`;
  expect(row).toEqual({ floats: [0.1, 1e21, -0.5, null], flags: [true, false, null] });
});
