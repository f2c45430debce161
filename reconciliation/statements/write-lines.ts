import type { Queryable } from '#db/connection.ts';
import type { Mapping } from './mapping.ts';
import type { ReadLine } from './read-line.ts';
import type { ReadFile, ReadStatement } from './read-rows.ts';

const AT_ONCE = 5000;

/**
 * Puts down what was read of a file: a statement a day and currency, its lines, and the rows that could not
 * be read.
 */
export async function writeLines(
  sql: Queryable,
  accountId: number,
  fileId: bigint,
  mapping: Mapping,
  { statements, bad }: ReadFile,
): Promise<void> {
  for (const statement of statements) {
    const id = await writeStatement(sql, accountId, fileId, mapping, statement);
    for (let place = 0; place < statement.lines.length; place += AT_ONCE)
      await insertLines(sql, accountId, id, statement.lines.slice(place, place + AT_ONCE));
  }
  for (let place = 0; place < bad.length; place += AT_ONCE) {
    const some = bad.slice(place, place + AT_ONCE);
    // Several reasons may be told of one line: a torn one, and the rest of it.
    await sql`
      insert into statement_bad_rows (file_id, line, reason, cells)
      select ${fileId}, line, reason, cells::jsonb
      from unnest(${some.map(({ line }) => line)}::int[],
        ${some.map(({ reason }) => storable(reason))}::text[],
        ${some.map(({ cells }) => JSON.stringify(cells.map(storable)))}::text[]) as row(line, reason, cells)
      on conflict do nothing`;
  }
}

/** What the database cannot hold of a text that nobody could read is left out of it. */
function storable(text: string): string {
  return text.replaceAll(/\p{Cs}|\0/gu, '');
}

async function writeStatement(
  sql: Queryable,
  accountId: number,
  fileId: bigint,
  { mode, kind }: Mapping,
  { currency, day, isWhole, openingBalance, closingBalance, broken, reserve, lines }: ReadStatement,
): Promise<bigint> {
  const [row] = await sql<{ id: bigint }[]>`
    insert into statements (file_id, account_id, mode, kind, currency, day, is_whole, opening_balance,
      closing_balance, reserve, broken_line, broken_by, lines)
    values (${fileId}, ${accountId}, ${mode}, ${kind}, ${currency}, ${day}, ${isWhole},
      ${text(openingBalance)},
      ${text(closingBalance)}, ${text(reserve)}, ${broken?.line ?? null}, ${text(broken?.by ?? null)},
      ${lines.length})
    returning id`;
  if (!row) throw new Error('no statement was kept');
  return row.id;
}

async function insertLines(
  sql: Queryable,
  accountId: number,
  statementId: bigint,
  lines: readonly ReadLine[],
): Promise<void> {
  const column = <Value>(of: (line: ReadLine) => Value) => lines.map(of);
  const minor = (name: keyof ReadLine) => column((line) => text(line[name] as bigint | null));
  const instant = (name: keyof ReadLine) =>
    column((line) => (line[name] as Date | null)?.toISOString() ?? null);
  const words = (name: keyof ReadLine) => column((line) => line[name] as string | null);
  await sql`
    insert into statement_lines (statement_id, account_id, line, type, at, transaction_id, invoice_id,
      reference_id, service, description, status, amount, fee, effect, balance, reserve, created_at, updated_at,
      processed_amount, processed_fee, refunded_amount, charged_back_amount, charged_back_fee)
    select ${statementId}, ${accountId}, row.*
    from unnest(${column(({ line }) => line)}::int[], ${words('type')}::text[], ${instant('at')}::timestamptz[],
      ${words('transactionId')}::text[], ${words('invoiceId')}::text[], ${words('referenceId')}::text[],
      ${words('service')}::text[], ${words('description')}::text[], ${words('status')}::text[],
      ${minor('amount')}::bigint[], ${minor('fee')}::bigint[], ${minor('effect')}::bigint[],
      ${minor('balance')}::bigint[], ${minor('reserve')}::bigint[], ${instant('createdAt')}::timestamptz[],
      ${instant('updatedAt')}::timestamptz[], ${minor('processedAmount')}::bigint[],
      ${minor('processedFee')}::bigint[], ${minor('refundedAmount')}::bigint[],
      ${minor('chargedBackAmount')}::bigint[], ${minor('chargedBackFee')}::bigint[]) as row`;
}

function text(minor: bigint | null): string | null {
  return minor === null ? null : minor.toString();
}
