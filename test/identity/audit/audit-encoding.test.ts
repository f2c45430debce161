import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditLine, linkHash } from '#identity/audit/audit-encoding.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

type Written = Omit<AuditLine, 'id' | 'epoch'> & { at: string };
type Hashed = { id: bigint; epoch: string; details: string; address: string | null; hash: string };

// PostgreSQL holds no NUL and no half of a surrogate pair; fast-check's `binary` unit is of whole characters.
const text = fc.string({ unit: 'binary', maxLength: 30 }).map((made) => made.replaceAll('\0', '\u0001'));
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1.0',
    '1.00',
    '1e3',
    '-1.5E-7',
    '1e-30',
    '12345678901234567890.5',
    '1e200',
    '0.10',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((made) => JSON.stringify(made)),
);
const key = fc
  .oneof(text, fc.constantFrom('a', 'bb', 'B', 'ä', '', '__proto__'))
  .map((made) => JSON.stringify(made));
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    ...[number, text.map((made) => JSON.stringify(made)), fc.constantFrom('null', 'true', 'false')],
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(' ,')}]`),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 5 })
      .map((entries) => `{${entries.map((entry) => entry.join(':')).join(', ')}}`),
  ),
}));
const address = fc.oneof(
  ...[
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((parts) => parts.join('/')),
  ],
  ...[
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join('/')),
    fc.constant(null),
  ],
  fc.constantFrom('::ffff:192.0.2.1', '::', '::1/128', '0.0.0.0/32'),
);
const at = fc.oneof(
  fc
    .tuple(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.nat(999),
    )
    .map(([date, micros]) => date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`)),
  fc.constantFrom(
    'infinity',
    '-infinity',
    '4000-01-01 00:00:00.000001 BC',
    '290000-12-31 23:59:59.999999+00',
  ),
);
const line: fc.Arbitrary<Written> = fc.record({
  ...{
    at,
    actor: text,
    personId: fc.option(fc.nat(2 ** 31 - 1)),
    act: text,
    subject: text,
    details: json,
    address,
  },
});

/** The hash of the database, and what it writes out of the line. */
async function hashed(before: string, written: Written): Promise<Hashed> {
  const [row] = await database.sql<Hashed[]>`
    select (entry).id, extract(epoch from (entry).at)::text as epoch, (entry).details::text as details,
      (entry).address::text as address, encode(audit_hash(decode(${before}, 'hex'), entry), 'hex') as hash
    from (
      select row(${'7'}::bigint, ${written.at}::text::timestamptz, ${written.actor}::text, ${written.personId}::int,
        ${written.act}::text, ${written.subject}::text, ${written.details}::text::jsonb, ${written.address}::text::inet
      )::audit as entry
    ) as made`;
  if (!row) throw new Error('nothing was hashed');
  return row;
}

const ours = (before: string, written: Written, { id, epoch, details, address: told }: Hashed) =>
  linkHash(before, { ...written, id, epoch, details, address: told });

test('whatever a line holds, its hash is the same here and in the database', async () => {
  await fc.assert(
    fc.asyncProperty(line, fc.constantFrom('', 'ab'.repeat(32)), async (written, before) => {
      const theirs = await hashed(before, written);
      expect(ours(before, written, theirs)).toBe(theirs.hash);
    }),
    { numRuns: 300 },
  );
});

test('two lines that differ in anything have two hashes', async () => {
  const one: Written = {
    ...{ at: '2026-01-01 00:00:00Z', actor: 'a', personId: null, act: 'b', subject: 'c', details: '{}' },
    address: '192.0.2.1',
  };
  const others: Partial<Written>[] = [
    ...[
      { at: '2026-01-01 00:00:00.000001Z' },
      { actor: 'a", null, "b', act: '' },
      { personId: 0 },
      { act: 'c' },
    ],
    ...[{ details: '[]' }, { details: '{"a": 1}' }, { details: '{"a": 1.0}' }, { details: '{"a": "1"}' }],
    ...[{ details: 'null' }, { address: null }, { address: '192.0.2.1/31' }, { subject: 'null' }],
  ];
  const hashes = await Promise.all([{}, ...others].map((other) => hashed('', { ...one, ...other })));
  expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(hashes.length);
});

test('the order of keys as they were written makes no difference', async () => {
  const of = (details: string) =>
    hashed('', { at: 'epoch', actor: '', personId: null, act: '', subject: '', details, address: null });
  const [one, other] = await Promise.all([of('{"b": 1, "aa": 2}'), of('{"aa": 2,  "b": 1}')]);
  expect(one.hash).toBe(other.hash);
});
