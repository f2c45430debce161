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

/**
 * The invoices of which money moved on these days, or may have, by either book; or that were created on
 * them.
 */
export async function idsOfDays(sql: Queryable, scope: Scope, days: readonly string[]): Promise<string[]> {
  const { accountId, mode } = scope;
  const side = (book: Fragment) => sql`
    select id from ${book} where account_id = ${accountId} and mode = ${mode} and took_money
      and created_at >= stretch.starts and created_at < stretch.ends`;
  const rows = await sql<{ id: string }[]>`
    select distinct found.id from ${stretches(sql, scope, days)}
    cross join lateral (
      select invoice_id as id from movements
      where account_id = ${accountId} and mode = ${mode} and kind = 'processed'
        and happened_at >= stretch.starts and happened_at < stretch.ends
      union ${side(sql`invoices`)} union ${side(sql`mirror`)}
    ) as found`;
  return rows.map(({ id }) => id);
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
  const { accountId, mode } = scope;
  const [first] = days;
  if (first === undefined) return [];
  const rows = await sql<{ id: string }[]>`
    select distinct invoice_id as id from movements
    where account_id = ${accountId} and mode = ${mode} and kind in ('refunded', 'charged_back')
      and happened_at >= ${dayOf(first, scope.timeZone).starts}`;
  return rows.map(({ id }) => id);
}

/** The invoices that bear one of these references and took money, by either book. */
export async function idsOfReferences(
  sql: Queryable,
  scope: Scope,
  references: readonly string[],
): Promise<string[]> {
  if (references.length === 0) return [];
  const side = (book: Fragment) => sql`
    select id from ${book} where account_id = ${scope.accountId} and mode = ${scope.mode}
      and reference_id = any(${[...references]}::text[])`;
  const rows = await sql<{ id: string }[]>`${side(sql`invoices`)} union ${side(sql`mirror`)}`;
  return rows.map(({ id }) => id);
}

/** Both sides of these invoices, those of the other mode left out. */
export async function bookedInvoices(
  sql: Queryable,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, BookedInvoice>> {
  const read = (book: Fragment) => sql<BookRow[]>`
    select id, currency, amount, reference_id, service, status, fee, processed_amount, processed_fee,
      refunded_amount, charged_back_amount, took_money, received, processed_at, created_at, updated_at
    from ${book}
    where account_id = ${scope.accountId} and mode = ${scope.mode} and id = any(${[...ids]}::text[])`;
  const [ours, theirs] = [byId(await read(sql`invoices`)), byId(await read(sql`mirror`))];
  const told = await toldReturns(sql, scope, ids);
  const all = new Map<string, BookedInvoice>();
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
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
    select invoice_id, status, updated_at as at from callbacks
    where account_id = ${accountId} and invoice_id = any(${[...ids]}::text[])
      and status = any(${statuses}::text[]) and verdict <> 'quarantined' and updated_at is not null
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

/** Business days as the instants that belong to them: counted here, never by the database. */
export function stretches(
  sql: Queryable,
  { timeZone }: Pick<Scope, 'timeZone'>,
  days: readonly string[],
): Fragment {
  const all = days.map((day) => dayOf(day, timeZone));
  return sql`
    unnest(${days.map(String)}::date[], ${all.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${all.map(({ ends }) => ends.toISOString())}::timestamptz[]) as stretch(day, starts, ends)`;
}
