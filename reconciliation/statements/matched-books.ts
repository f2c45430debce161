import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { grouped } from './grouped.ts';

/** What one book holds of an invoice. Amounts in minor units. */
export type BookRow = {
  id: string;
  currency: string;
  amount: bigint;
  referenceId: string | null;
  service: string | null;
  status: string;
  fee: bigint | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
  tookMoney: boolean;
  received: bigint;
  processedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** Both books' sides of an invoice, and when money of it was returned, as far as that was told. */
export type BookedInvoice = {
  id: string;
  ours: BookRow | null;
  theirs: BookRow | null;
  refundedAt: readonly Date[];
  chargedBackAt: readonly Date[];
};

export type Scope = { accountId: number; timeZone: string; mode: Mode };

const REFUNDED = ['refunded', 'partially_refunded'];
const CHARGED_BACK = ['charged_back', 'partially_charged_back'];

/** The invoices of which money was taken on these days, by either book. */
export async function idsOfDays(
  sql: Queryable,
  { accountId, mode, timeZone }: Scope,
  days: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct moved.id from ${stretches(sql, { timeZone }, days)}
    cross join lateral (
      select invoice_id as id, kind from movements
      where (account_id, mode, happened_at) >= (${accountId}::int, ${mode}::text, stretch.starts)
        and (account_id, mode, happened_at) < (${accountId}::int, ${mode}::text, stretch.ends)
      order by account_id, mode, happened_at, movements.id offset 0
    ) as moved
    where kind = 'processed'`;
  return rows.map(({ id }) => id);
}

/** What both books hold of some invoices, by id. */
export type Sides = { ours: ReadonlyMap<string, BookRow>; theirs: ReadonlyMap<string, BookRow> };

/** The invoices that were created on these days and took money, by either book. */
export async function takenOfDays(sql: Queryable, scope: Scope, days: readonly string[]): Promise<Sides> {
  const read = (book: 'invoices' | 'mirror') => sql<BookRow[]>`
    select ${columnsOfBook(sql)} from ${stretches(sql, scope, days)}
    cross join lateral (${createdIn(sql, scope, book)}) as book where took_money`;
  const [ours, theirs] = await Promise.all([read('invoices'), read('mirror')]);
  return { ours: byId(ours), theirs: byId(theirs) };
}

function columnsOfBook(sql: Queryable): Fragment {
  return sql`
    book.id, currency, amount, reference_id, service, status, fee, processed_amount, processed_fee,
    refunded_amount, charged_back_amount, took_money, received, processed_at, created_at, updated_at`;
}

/** What was created in `stretch`, by the index of the book. */
export function createdIn(sql: Queryable, { accountId, mode }: Scope, book: 'invoices' | 'mirror'): Fragment {
  if (book === 'mirror')
    return sql`
      select * from mirror
      where (account_id, created_at) >= (${accountId}::int, stretch.starts)
        and (account_id, created_at) < (${accountId}::int, stretch.ends) and mode = ${mode}
      order by account_id, created_at offset 0`;
  return sql`
    select * from invoices
    where (account_id, mode, created_at) >= (${accountId}::int, ${mode}::text, stretch.starts)
      and (account_id, mode, created_at) < (${accountId}::int, ${mode}::text, stretch.ends)
    order by account_id, mode, created_at, id offset 0`;
}

/**
 * The invoices of which money may have been returned on these days: those of which a return was told on the
 * first of them or since.
 */
export async function returnedSince(
  sql: Queryable,
  scope: Scope,
  days: readonly string[],
): Promise<string[]> {
  const [first] = days;
  if (first === undefined) return [];
  const rows = await sql<{ id: string }[]>`
    select distinct invoice_id as id
    from (${returnsFrom(sql, scope, dayOf(first, scope.timeZone).starts)}) as returned`;
  return rows.map(({ id }) => id);
}

/** The movements by which money was returned at this instant or later: when, and of which invoice. */
export function returnsFrom(sql: Queryable, { accountId, mode }: Scope, from: Date): Fragment {
  return sql`
    select happened_at, invoice_id from movements
    where (account_id, mode, happened_at) >= (${accountId}::int, ${mode}::text, ${from}::timestamptz)
      and (account_id, mode) <= (${accountId}::int, ${mode}::text) and kind in ('refunded', 'charged_back')
    order by account_id, mode, happened_at, invoice_id offset 0`;
}

/** The invoices that bear one of these references and took money, by either book. */
export async function idsOfReferences(
  sql: Queryable,
  scope: Scope,
  references: readonly string[],
): Promise<string[]> {
  if (references.length === 0) return [];
  const { accountId, mode } = scope;
  const side = (book: Fragment) => sql`
    select id from (
      select id from ${book}
      where account_id = ${accountId} and reference_id = any(${arrayLiteral(references)}::text[])
        and mode = ${mode}
      order by account_id, reference_id, mode offset 0
    ) as bearing`;
  const rows = await sql<{ id: string }[]>`${side(sql`invoices`)} union ${side(sql`mirror`)}`;
  return rows.map(({ id }) => id);
}

/**
 * Both sides of these invoices, those of the other mode left out.
 * @param known what was read before, which is not read again
 */
export async function bookedInvoices(
  sql: Queryable,
  scope: Scope,
  ids: readonly string[],
  known: Sides = { ours: new Map(), theirs: new Map() },
): Promise<Map<string, BookedInvoice>> {
  if (ids.length === 0) return new Map();
  const read = async (book: 'invoices' | 'mirror', side: ReadonlyMap<string, BookRow>) => {
    const others = ids.filter((id) => !side.has(id));
    if (others.length === 0) return side;
    const rows = await sql<BookRow[]>`
      select ${columnsOfBook(sql)} from (
        select * from ${sql(book)}
        where account_id = ${scope.accountId} and id = any(${arrayLiteral(others)}::text[])
        order by account_id, id offset 0
      ) as book where mode = ${scope.mode}`;
    return new Map([...side, ...byId(rows)]);
  };
  const [ours, theirs, told] = await Promise.all([
    read('invoices', known.ours),
    read('mirror', known.theirs),
    toldReturns(sql, scope, ids),
  ]);
  const all = new Map<string, BookedInvoice>();
  for (const id of ids) {
    if (!ours.has(id) && !theirs.has(id)) continue;
    const sides = { ours: ours.get(id) ?? null, theirs: theirs.get(id) ?? null };
    const returns = { refundedAt: told(id, REFUNDED), chargedBackAt: told(id, CHARGED_BACK) };
    all.set(id, withLatest({ id, ...sides, ...returns }));
  }
  return all;
}

function byId(rows: readonly BookRow[]): Map<string, BookRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** When callbacks and status checks first told a state by which money had been returned. */
async function toldReturns(sql: Queryable, { accountId }: Scope, ids: readonly string[]) {
  const statuses = [...REFUNDED, ...CHARGED_BACK];
  const rows = await sql<{ invoiceId: string; status: string; at: Date }[]>`
    select invoice_id, status, updated_at as at from (
      select invoice_id, status, verdict, updated_at from callbacks
      where account_id = ${accountId} and invoice_id = any(${arrayLiteral(ids)}::text[])
      order by account_id, invoice_id, callbacks.id offset 0
    ) as told
    where status = any(${statuses}::text[]) and verdict <> 'quarantined' and updated_at is not null
    group by invoice_id, status, updated_at order by updated_at`;
  const byInvoice = grouped(rows, ({ invoiceId }) => invoiceId);
  return (id: string, of: readonly string[]): Date[] =>
    (byInvoice.get(id) ?? []).filter(({ status }) => of.includes(status)).map(({ at }) => at);
}

/** The latest state is of the moment at which it came about, too, where it is one of a return. */
function withLatest(invoice: BookedInvoice): BookedInvoice {
  const rows = [invoice.ours, invoice.theirs].flatMap((row) => row ?? []);
  const refunds = rows.filter(({ status }) => REFUNDED.includes(status));
  const chargebacks = rows.filter(({ chargedBackAmount }) => (chargedBackAmount ?? 0n) > 0n);
  // Should it have moved for another reason, one day more must have its statement before anything is called
  // missing.
  const times = (known: readonly Date[], of: readonly BookRow[]) => [
    ...known,
    ...of.map(({ updatedAt }) => updatedAt),
  ];
  return {
    ...invoice,
    refundedAt: times(invoice.refundedAt, refunds),
    chargedBackAt: times(invoice.chargedBackAt, chargebacks),
  };
}

/** Business days as the instants that belong to them, in order: counted here, never by the database. */
export function stretches(
  sql: Queryable,
  { timeZone }: Pick<Scope, 'timeZone'>,
  days: readonly string[],
): Fragment {
  const all = days.map((day) => dayOf(day, timeZone));
  return sql`
    unnest(${days.map(String)}::date[], ${all.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${all.map(({ ends }) => ends.toISOString())}::timestamptz[]) with ordinality
      as stretch(day, starts, ends, place)`;
}
