import type { Queryable } from '#db/connection.ts';
import { currentStatements } from './current.ts';
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
  references: readonly string[];
};

/**
 * The lines of the statements that count which are of these days, or about these invoices whatever their
 * day.
 */
export function linesFor(sql: Queryable, scope: Scope, wanted: Wanted): Promise<StatementLine[]> {
  return sql<StatementLine[]>`
    with current as materialized (${currentStatements(sql, scope.accountId, scope.mode)})
    select line.id, line.statement_id, current.file_id, line.line, current.day::text as day, current.currency,
      line.type, line.at, line.transaction_id, line.invoice_id, line.reference_id, line.service,
      line.description, line.status, line.amount, line.fee, line.updated_at, line.processed_amount,
      line.processed_fee, line.refunded_amount, line.charged_back_amount
    from current join statement_lines as line on line.statement_id = current.id
    where line.type <> 'balance' and (current.day = any(${[...wanted.days]}::date[])
      or (line.invoice_id is null and line.type in ('refund', 'chargeback')
        and current.day = any(${[...wanted.returnsOf]}::date[]))
      or line.invoice_id = any(${[...wanted.ids]}::text[])
      or line.reference_id = any(${[...wanted.references]}::text[]))
    order by line.id`;
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
    select distinct line.invoice_id, line.reference_id
    from statements join statement_lines as line on line.statement_id = statements.id
    where statements.account_id = ${scope.accountId} and mode = ${scope.mode}
      and day = any(${[...days]}::date[])`;
  return {
    ids: rows.flatMap(({ invoiceId }) => invoiceId ?? []),
    references: rows.flatMap(({ invoiceId, referenceId }) => (invoiceId === null ? (referenceId ?? []) : [])),
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
