import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Standing } from './balances.ts';
import { grouped } from './grouped.ts';
import type { LineType } from './line-types.ts';
import type { BookedInvoice, BookRow, Scope } from './matched-books.ts';

/** A line of a statement that counts, as it is matched. Amounts in minor units. */
export type StatementLine = {
  id: bigint;
  statementId: bigint;
  fileId: bigint;
  line: number;
  day: string;
  currency: string;
  type: LineType;
  at: Date | null;
  transactionId: string | null;
  invoiceId: string | null;
  referenceId: string | null;
  service: string | null;
  description: string | null;
  status: string | null;
  amount: bigint;
  fee: bigint | null;
  updatedAt: Date | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
};

type Wanted = {
  /** Every line of these days. */
  days: readonly string[];
  /** What was returned on these days and names no invoice. */
  returnsOf: readonly string[];
  ids: readonly string[];
  /** Those of lines that name no invoice. */
  references: readonly string[];
};

/**
 * The lines of the statements that count which are of these days, or about these invoices whatever their
 * day, in the order in which they were imported. Each is looked up by a key, once: what was imported of
 * other invoices and days is not read.
 * @param standing the statements that count
 */
export async function linesFor(
  sql: Queryable,
  { accountId }: Pick<Scope, 'accountId'>,
  standing: readonly Standing[],
  wanted: Wanted,
): Promise<StatementLine[]> {
  const idsOf = (days: ReadonlySet<string>) =>
    arrayLiteral(standing.filter(({ day }) => days.has(day)).map(({ id }) => id));
  const days = new Set(wanted.days);
  const [ofDays, ofReturns] = [idsOf(days), idsOf(new Set(wanted.returnsOf.filter((day) => !days.has(day))))];
  const columns = sql`
    id, statement_id, line, type, at, transaction_id, invoice_id, reference_id, service, description, status,
    amount, fee, updated_at, processed_amount, processed_fee, refunded_amount, charged_back_amount`;
  const isElsewhere = sql`type <> 'balance' and statement_id <> all(${ofDays}::bigint[])`;
  const isReturn = sql`type in ('refund', 'chargeback')`;
  const rows = await sql<Omit<StatementLine, 'fileId' | 'day' | 'currency'>[]>`
    select ${columns} from statement_lines
    where statement_id = any(${ofDays}::bigint[]) and type <> 'balance'
    union all
    select ${columns} from statement_lines
    where invoice_id is null and ${isReturn} and statement_id = any(${ofReturns}::bigint[])
    union all
    select ${columns} from statement_lines
    where account_id = ${accountId} and invoice_id is not null
      and invoice_id = any(${arrayLiteral(wanted.ids)}::text[]) and ${isElsewhere}
    union all
    select ${columns} from statement_lines
    where account_id = ${accountId} and invoice_id is null and reference_id is not null
      and reference_id = any(${arrayLiteral(wanted.references)}::text[]) and ${isElsewhere}
      and not (${isReturn} and statement_id = any(${ofReturns}::bigint[]))
    order by id`;
  const byId = new Map(standing.map((one) => [one.id, one]));
  return rows.flatMap((row) => {
    const { fileId, day, currency } = byId.get(row.statementId) ?? {};
    // One of a statement that counts no more.
    if (fileId === undefined || day === undefined || currency === undefined) return [];
    return [Object.assign(row, { fileId, day, currency })];
  });
}

/**
 * What every statement of these days names, also one that no newer one counts for: its items are judged
 * anew.
 */
export async function namedOn(
  sql: Queryable,
  scope: Scope,
  days: readonly string[],
): Promise<{ ids: string[]; references: string[] }> {
  const rows = await sql<{ invoiceId: string | null; referenceId: string | null }[]>`
    select distinct invoice_id, case when invoice_id is null then reference_id end as reference_id
    from statement_lines
    where statement_id = any(array(
      select id from statements
      where account_id = ${scope.accountId} and mode = ${scope.mode} and day = any(${[...days]}::date[])))`;
  return {
    ids: rows.flatMap(({ invoiceId }) => invoiceId ?? []),
    references: rows.flatMap(({ referenceId }) => referenceId ?? []),
  };
}

/**
 * Which invoice each line is about: the one that it names; else, by its reference, one that took money,
 * each line another one where several bear it, those of the same amount first. Whatever the order in which
 * files were imported.
 */
export function invoicesOfLines(
  lines: readonly StatementLine[],
  booked: ReadonlyMap<string, BookedInvoice>,
): Map<bigint, string> {
  const found = new Map<bigint, string>();
  const byReference = grouped(
    [...booked.values()].flatMap((one) => (rowOf(one)?.referenceId ? [one] : [])),
    (one) => rowOf(one)?.referenceId ?? '',
  );
  const unnamed = new Map<string, StatementLine[]>();
  for (const line of lines) {
    if (line.invoiceId !== null) found.set(line.id, line.invoiceId);
    else if (line.referenceId !== null) {
      const key = `${line.type} ${line.referenceId}`;
      unnamed.set(key, [...(unnamed.get(key) ?? []), line]);
    }
  }
  for (const group of unnamed.values()) {
    const candidates = (byReference.get(group[0]?.referenceId ?? '') ?? []).toSorted(byMoney);
    const used = new Set<string>();
    for (const line of group.toSorted(byTime)) {
      const free = candidates.filter(({ id }) => !used.has(id));
      const best = free.find((one) => isAmountOf(one, line)) ?? free[0] ?? candidates[0];
      if (!best) continue;
      used.add(best.id);
      found.set(line.id, best.id);
    }
  }
  return found;
}

function rowOf({ ours, theirs }: BookedInvoice): BookRow | null {
  return theirs ?? ours;
}

function byMoney(a: BookedInvoice, b: BookedInvoice): number {
  const [one, other] = [rowOf(a), rowOf(b)];
  const took = Number(other?.tookMoney ?? false) - Number(one?.tookMoney ?? false);
  const at = (one?.processedAt?.getTime() ?? 0) - (other?.processedAt?.getTime() ?? 0);
  return took || at || (a.id < b.id ? -1 : 1);
}

function byTime(a: StatementLine, b: StatementLine): number {
  const at = (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0);
  return at || (a.day < b.day ? -1 : a.day > b.day ? 1 : a.line - b.line);
}

function isAmountOf(invoice: BookedInvoice, { type, amount, currency }: StatementLine): boolean {
  return [invoice.ours, invoice.theirs].some((row) => {
    if (!row || row.currency !== currency) return false;
    if (type === 'refund') return row.refundedAmount === -amount;
    if (type === 'chargeback') return row.chargedBackAmount === -amount;
    return type === 'invoice' ? row.amount === amount : row.tookMoney && row.received === amount;
  });
}
