import type { Queryable } from '#db/connection.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import type { Standing } from './balances.ts';
import { openItems } from './findings.ts';
import { grouped } from './grouped.ts';
import { type GroupMatch, matchGroups, type OpenReturn } from './match-groups.ts';
import {
  type BookedInvoice,
  bookedInvoices,
  idsOfDays,
  idsOfReferences,
  returnedSince,
  type Scope,
  takenOfDays,
} from './matched-books.ts';
import { invoicesOfLines, linesFor, namedOn, type StatementLine } from './matched-lines.ts';
import { greatestOf } from './minor.ts';

/** All that is needed to judge the invoices and lines of some days. */
export type World = {
  /** The invoices that are judged. */
  ids: readonly string[];
  booked: ReadonlyMap<string, BookedInvoice>;
  /** All lines of an invoice, on whatever day. */
  linesOf: (id: string) => readonly StatementLine[];
  /** What lines that stand for several returns hold of an invoice. */
  groupedOf: (id: string, type: 'refund' | 'chargeback') => bigint;
  /** Lines of the days that are about no invoice. */
  linesAlone: readonly StatementLine[];
  groups: readonly GroupMatch[];
  /**
   * Texts of rows that could not be read: an invoice or a reference that is among them stands in the file.
   */
  unreadable: ReadonlySet<string>;
};

/** Reads the world of some days, in order. */
export async function worldOf(
  sql: Queryable,
  scope: Scope,
  days: readonly string[],
  standing: readonly Standing[],
): Promise<World> {
  // Sent together: one is read while the next is carried out.
  const [taken, moved, named, onList, returned] = await Promise.all([
    takenOfDays(sql, scope, days),
    idsOfDays(sql, scope, days),
    namedOn(sql, scope, days),
    onTheList(sql, scope, days),
    returnedSince(sql, scope, days),
  ]);
  const ofReferences = await idsOfReferences(sql, scope, named.references);
  const ofDays = [...taken.ours.keys(), ...taken.theirs.keys(), ...moved];
  const own = new Set([...ofDays, ...named.ids, ...ofReferences, ...onList, ...returned]);
  const first = await bookedInvoices(sql, scope, [...own], taken);
  const returnsOf = daysOfReturns(first.values(), scope, days, standing);
  const beside = (await returnedSince(sql, scope, returnsOf)).filter((id) => !own.has(id));
  const booked = new Map([...first, ...(await bookedInvoices(sql, scope, beside))]);
  const references = [...booked.values()].flatMap((one) => (one.ours ?? one.theirs)?.referenceId ?? []);
  const ids = [...new Set([...booked.keys(), ...own])];
  const lines = await linesFor(sql, scope, standing, { days, returnsOf, ids, references });
  const found = invoicesOfLines(lines, booked);
  const byInvoice = grouped(
    lines.filter((line) => found.has(line.id)),
    (line) => found.get(line.id) ?? '',
  );
  const unnamed = lines.filter((line) => !found.has(line.id));
  const groups = groupsOf(unnamed, booked, byInvoice, scope);
  const inGroup = new Set(groups.map(({ line }) => line.id));
  return {
    ids: [...own].toSorted(),
    booked,
    groups,
    unreadable: await textsOfBadRows(sql, standing),
    linesOf: (id) => byInvoice.get(id) ?? [],
    groupedOf: groupedIn(groups),
    linesAlone: unnamed.filter(({ id, day }) => days.includes(day) && !inGroup.has(id)),
  };
}

/** What statements showed of these days before and is not resolved. */
async function onTheList(sql: Queryable, scope: Scope, days: readonly string[]): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    select distinct subject
    from (${openItems(sql, scope)}) as item, jsonb_array_elements_text(evidence -> 'days') as of_day(day)
    where kind in ('missing_in_statement', 'only_in_statement', 'statement_differs')
      and of_day.day = any(${[...days]}::text[]) and subject not like 'line:%'`;
  return rows.map(({ subject }) => subject);
}

async function textsOfBadRows(sql: Queryable, standing: readonly Standing[]): Promise<Set<string>> {
  const files = [...new Set(standing.map(({ fileId }) => fileId.toString()))];
  const rows = await sql<{ text: string }[]>`
    select distinct cell as text from statement_bad_rows, jsonb_array_elements_text(cells) as cell
    where file_id = any(${files}::bigint[])`;
  return new Set(rows.map(({ text }) => text.trim()).filter(Boolean));
}

/**
 * These days, and those on which money of their invoices was returned, where a statement of those may group
 * returns.
 */
function daysOfReturns(
  invoices: Iterable<BookedInvoice>,
  { timeZone }: Scope,
  days: readonly string[],
  standing: readonly Standing[],
): string[] {
  const known = new Set(standing.filter(({ kind }) => kind === 'transactions').map(({ day }) => day));
  const all = new Set(days);
  for (const { refundedAt, chargedBackAt } of invoices)
    for (const at of [...refundedAt, ...chargedBackAt]) {
      const day = dayAt(at, timeZone);
      if (known.has(day)) all.add(day);
    }
  return [...all].toSorted();
}

function groupsOf(
  unnamed: readonly StatementLine[],
  booked: ReadonlyMap<string, BookedInvoice>,
  byInvoice: ReadonlyMap<string, readonly StatementLine[]>,
  scope: Scope,
): GroupMatch[] {
  const returns = unnamed.filter(
    ({ type, amount }) => (type === 'refund' || type === 'chargeback') && amount < 0n,
  );
  if (returns.length === 0) return [];
  const open = [...booked.values()].flatMap((invoice) =>
    openReturns(invoice, byInvoice.get(invoice.id) ?? [], scope),
  );
  return matchGroups(returns, open);
}

function openReturns(
  invoice: BookedInvoice,
  lines: readonly StatementLine[],
  { timeZone }: Scope,
): OpenReturn[] {
  const rows = [invoice.ours, invoice.theirs].flatMap((row) => row ?? []);
  const [row] = rows;
  if (!row) return [];
  return (['refund', 'chargeback'] as const).flatMap((type) => {
    const told = rows.map((one) => (type === 'refund' ? one.refundedAmount : one.chargedBackAmount) ?? 0n);
    const most = greatestOf(told);
    const stated = lines.filter((line) => line.type === type).reduce((sum, { amount }) => sum - amount, 0n);
    const times = type === 'refund' ? invoice.refundedAt : invoice.chargedBackAt;
    if (most - stated <= 0n || times.length === 0) return [];
    const about = {
      invoiceId: invoice.id,
      referenceId: row.referenceId,
      currency: row.currency,
      service: row.service,
    };
    return [
      { ...about, type, amount: most - stated, days: [...new Set(times.map((at) => dayAt(at, timeZone)))] },
    ];
  });
}

function groupedIn(groups: readonly GroupMatch[]): World['groupedOf'] {
  const sums = new Map<string, bigint>();
  for (const { returns } of groups)
    for (const { invoiceId, type, amount } of returns) {
      const key = `${type} ${invoiceId}`;
      sums.set(key, (sums.get(key) ?? 0n) + amount);
    }
  return (id, type) => sums.get(`${type} ${id}`) ?? 0n;
}
