import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayLiteral } from '#db/array-literal.ts';
import type { Sql } from '#db/connection.ts';
import { standingStatements } from '#reconciliation/statements/balances.ts';
import { currentStatements } from '#reconciliation/statements/current.ts';
import { linesFor } from '#reconciliation/statements/matched-lines.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const [DAYS, IDS, REFERENCES] = [
  ['2026-10-05', '2026-10-06', '2026-10-07', '2026-10-08'],
  ['cpi_a', 'cpi_b', 'cpi_c'],
  ['order-1', 'order-2', 'cpi_a'],
];
const CURRENCIES = ['USD', 'EUR'];
const TYPES = ['payment', 'refund', 'chargeback', 'fee', 'invoice', 'balance'];

const oneOf = (values: readonly string[]) => fc.constantFrom(...values);
const aLine = fc.record({
  type: oneOf(TYPES),
  invoiceId: fc.option(oneOf(IDS)),
  referenceId: fc.option(oneOf(REFERENCES)),
});
const aStatement = fc.record({
  isOfAnother: fc.boolean(),
  mode: fc.constantFrom('live', 'live', 'test'),
  kind: fc.constantFrom('transactions', 'invoices'),
  day: oneOf(DAYS),
  currency: oneOf(CURRENCIES),
  lines: fc.array(aLine, { maxLength: 6 }),
});
const some = (values: readonly string[]) => fc.subarray([...values]);
const wanted = fc.record({
  days: some(DAYS),
  returnsOf: some(DAYS),
  ids: some(IDS),
  references: some(REFERENCES),
});
type Statement = typeof aStatement extends fc.Arbitrary<infer Value> ? Value : never;
type Wanted = typeof wanted extends fc.Arbitrary<infer Value> ? Value : never;

/** Each in a file of its own, so that a later one of a day, currency and kind takes the place of an earlier one. */
async function keep(
  sql: Sql,
  accountId: number,
  { mode, kind, day, currency, lines }: Statement,
): Promise<void> {
  await sql`
    with file as (
      insert into statement_files (account_id, mode, kind, file_name, sha256, size_bytes, format, mapping, good_rows,
        bad_rows, imported_at, imported_by)
      select ${accountId}, ${mode}, ${kind}, 'a.csv', sha256(gen_random_uuid()::text::bytea), 1, 'csv', '{}', 1, 0,
        now(), 'test'
      returning id
    ), statement as (
      insert into statements (file_id, account_id, mode, kind, currency, day, is_whole, lines)
      select id, ${accountId}, ${mode}, ${kind}, ${currency}, ${day}::date, true, ${lines.length} from file returning id
    )
    insert into statement_lines (statement_id, account_id, line, type, invoice_id, reference_id, amount, effect)
    select statement.id, ${accountId}, place, type, invoice_id, reference_id, 1, 1
    from statement, unnest(${arrayLiteral(lines.map(({ type }) => type))}::text[],
      ${arrayLiteral(lines.map(({ invoiceId }) => invoiceId))}::text[],
      ${arrayLiteral(lines.map(({ referenceId }) => referenceId))}::text[]) with ordinality
      as line(type, invoice_id, reference_id, place)`;
}

/** The same by one plain condition, for which every line is looked at. */
function plainly(sql: Sql, accountId: number, { days, returnsOf, ids, references }: Wanted) {
  return sql<{ id: bigint; day: string; currency: string; fileId: bigint }[]>`
    with current as materialized (${currentStatements(sql, accountId, 'live')})
    select line.id, current.day::text as day, current.currency, current.file_id
    from current join statement_lines as line on line.statement_id = current.id
    where line.type <> 'balance' and (current.day = any(${days}::date[])
      or (line.invoice_id is null and line.type in ('refund', 'chargeback') and current.day = any(${returnsOf}::date[]))
      or line.invoice_id = any(${ids}::text[])
      or (line.invoice_id is null and line.reference_id = any(${references}::text[])))
    order by line.id`;
}

test('lines that are looked up by keys are those of the plain condition, each once and in the same order', async () => {
  const { sql } = database;
  await fc.assert(
    fc.asyncProperty(
      fc.array(aStatement, { maxLength: 12 }),
      fc.array(wanted, { minLength: 5 }),
      async (all, asked) => {
        const [accountId, another] = [await makeAccount(sql), await makeAccount(sql)];
        for (const one of all) await keep(sql, one.isOfAnother ? another : accountId, one);
        const standing = await standingStatements(sql, accountId, 'live');
        for (const one of asked) {
          const lines = await linesFor(sql, { accountId }, standing, one);
          const found = lines.map(({ id, day, currency, fileId }) => ({ id, day, currency, fileId }));
          expect(found).toEqual([...(await plainly(sql, accountId, one))]);
        }
      },
    ),
    { numRuns: 25 },
  );
});
