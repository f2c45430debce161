import type { Queryable } from '#db/connection.ts';
import type { LINE_STATES } from '#db/values.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import { currentStatements } from './current.ts';
import type { StatementKind } from './fields.ts';
import type { LineType } from './line-types.ts';

/** A file that was imported. */
export type StatementFile = {
  id: bigint;
  mode: Mode;
  kind: StatementKind;
  fileName: string;
  sha256: string;
  format: string;
  encoding: string | null;
  delimiter: string | null;
  goodRows: number;
  badRows: number;
  firstDay: string | null;
  lastDay: string | null;
  currencies: string[];
  importedAt: Date;
  importedBy: string;
  /** How many of its days a newer file counts for. */
  superseded: number;
  days: number;
};

const LATEST = 200;

/** The files of an account, the latest first. */
export function statementFiles(sql: Queryable, accountId: number, mode: Mode): Promise<StatementFile[]> {
  return sql<StatementFile[]>`
    ${selection(sql, accountId, mode)}
    where file.account_id = ${accountId} and file.mode = ${mode}
    group by file.id order by file.id desc limit ${LATEST}`;
}

/** One file. @throws Refusal `unknown_statement_file` (404) */
export async function statementFile(sql: Queryable, accountId: number, id: bigint): Promise<StatementFile> {
  const [known] = await sql<{ mode: Mode }[]>`
    select mode from statement_files where id = ${id} and account_id = ${accountId}`;
  const [file] = known
    ? await sql<
        StatementFile[]
      >`${selection(sql, accountId, known.mode)} where file.id = ${id} group by file.id`
    : [];
  if (!file) throw new Refusal('unknown_statement_file', `there is no statement ${id}`, 404);
  return file;
}

function selection(sql: Queryable, accountId: number, mode: Mode) {
  return sql`
    with current as materialized (${currentStatements(sql, accountId, mode)})
    select file.id, file.mode, file.kind, file.file_name, encode(file.sha256, 'hex') as sha256, file.format,
      file.encoding, file.delimiter, file.good_rows, file.bad_rows, min(statement.day)::text as first_day,
      max(statement.day)::text as last_day, file.imported_at, file.imported_by,
      coalesce(array_agg(distinct statement.currency) filter (where statement.id is not null), '{}')
        as currencies,
      count(statement.id)::int as days,
      (count(statement.id) filter (where current.id is null))::int as superseded
    from statement_files as file
    left join statements as statement on statement.file_id = file.id
    left join current on current.id = statement.id`;
}

/** One line as it is shown. */
export type ShownLine = {
  id: bigint;
  line: number;
  day: string;
  at: Date | null;
  type: LineType;
  invoiceId: string | null;
  referenceId: string | null;
  service: string | null;
  description: string | null;
  status: string | null;
  amount: Amount | null;
  fee: Amount | null;
  balance: Amount | null;
  /** Null where nothing of it is compared with the books. */
  state: (typeof LINE_STATES)[number] | null;
  /** The invoices with which it was matched. */
  matched: string[];
  /** What is unresolved of it. */
  discrepancyIds: bigint[];
};

type RawLine = Omit<ShownLine, 'amount' | 'fee' | 'balance'> & {
  amountMinor: bigint;
  feeMinor: bigint | null;
  balanceMinor: bigint | null;
  currency: string;
  exponent: number;
};

/** So many lines of a file, from one on, with what came of each. */
export async function linesOfFile(
  sql: Queryable,
  file: Pick<StatementFile, 'id'>,
  page: { after: number; limit: number },
): Promise<ShownLine[]> {
  const rows = await sql<RawLine[]>`
    select line.id, line.line, statement.day::text as day, line.at, line.type, line.invoice_id,
      line.reference_id, line.service, line.description, line.status, line.amount as amount_minor,
      line.fee as fee_minor, line.balance as balance_minor, statement.currency, currencies.exponent,
      matched.state, coalesce(matched.ids, '{}') as matched,
      array(
        select item.id from discrepancies as item
        where item.account_id = line.account_id and item.state <> 'resolved'
          and item.subject = any(matched.ids)
          and item.kind in ('only_in_statement', 'statement_differs', 'missing_in_statement') order by item.id
      ) as discrepancy_ids
    from statements as statement join statement_lines as line on line.statement_id = statement.id
    join currencies on currencies.code = statement.currency
    left join lateral (
      select max(state) as state,
        array_agg(invoice_id order by invoice_id) filter (where invoice_id <> '') as ids
      from statement_matches where line_id = line.id
    ) as matched on true
    where statement.file_id = ${file.id} and line.line > ${page.after}
    order by line.line limit ${page.limit}`;
  return rows.map(({ amountMinor, feeMinor, balanceMinor, currency, exponent, ...row }) => ({
    ...row,
    amount: amountOf(amountMinor, currency, exponent),
    fee: amountOf(feeMinor, currency, exponent),
    balance: amountOf(balanceMinor, currency, exponent),
  }));
}

const MOST_BAD_ROWS = 500;

/** The rows of a file that could not be read, in order. */
export function badRowsOf(
  sql: Queryable,
  file: Pick<StatementFile, 'id'>,
): Promise<{ line: number; reason: string; cells: string[] }[]> {
  return sql<{ line: number; reason: string; cells: string[] }[]>`
    select line, reason, cells from statement_bad_rows where file_id = ${file.id} order by line
    limit ${MOST_BAD_ROWS}`;
}
