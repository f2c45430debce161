import { arrayLiteral, type Element } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Mapping } from './mapping.ts';
import type { ReadLine } from './read-line.ts';
import type { ReadFile, ReadStatement } from './read-rows.ts';

const AT_ONCE = 5000;

type WrittenLine = ReadLine & { statementId: bigint };
/** The columns whose values are of a type. */
type NameOf<Value> = {
  [Name in keyof WrittenLine]: WrittenLine[Name] extends Value ? Name : never;
}[keyof WrittenLine];

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
  const lines: WrittenLine[] = [];
  for (const statement of statements) {
    const statementId = await writeStatement(sql, accountId, fileId, mapping, statement);
    for (const line of statement.lines) lines.push({ ...line, statementId });
  }
  for (let place = 0; place < lines.length; place += AT_ONCE)
    await insertLines(sql, accountId, lines.slice(place, place + AT_ONCE));
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

async function insertLines(sql: Queryable, accountId: number, lines: readonly WrittenLine[]): Promise<void> {
  const column = (of: (line: WrittenLine) => Element) => arrayLiteral(lines.map(of));
  const own = (name: NameOf<Element>) => column((line) => line[name]);
  const instant = (name: NameOf<Date | null>) => column((line) => line[name]?.toISOString() ?? null);
  await sql`
    insert into statement_lines (account_id, statement_id, line, type, at, transaction_id, invoice_id,
      reference_id, service, description, status, amount, fee, effect, balance, reserve, created_at,
      updated_at, processed_amount, processed_fee, refunded_amount, charged_back_amount, charged_back_fee)
    select ${accountId}, row.*
    from unnest(${own('statementId')}::bigint[], ${own('line')}::int[], ${own('type')}::text[],
      ${instant('at')}::timestamptz[], ${own('transactionId')}::text[], ${own('invoiceId')}::text[],
      ${own('referenceId')}::text[], ${own('service')}::text[], ${own('description')}::text[],
      ${own('status')}::text[], ${own('amount')}::bigint[], ${own('fee')}::bigint[],
      ${own('effect')}::bigint[], ${own('balance')}::bigint[], ${own('reserve')}::bigint[],
      ${instant('createdAt')}::timestamptz[], ${instant('updatedAt')}::timestamptz[],
      ${own('processedAmount')}::bigint[], ${own('processedFee')}::bigint[],
      ${own('refundedAmount')}::bigint[], ${own('chargedBackAmount')}::bigint[],
      ${own('chargedBackFee')}::bigint[]) as row`;
}

function text(minor: bigint | null): string | null {
  return minor === null ? null : minor.toString();
}
