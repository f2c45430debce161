import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from './amount.ts';

/** One invoice as one of the two books holds it. */
export type BookSide = {
  mode: Mode;
  referenceId: string | null;
  service: string | null;
  status: string;
  resolution: string | null;
  createdAt: Date;
  updatedAt: Date;
  processedAt: Date | null;
  isFinal: boolean;
  amount: Amount | null;
  paymentAmount: Amount | null;
  fee: Amount | null;
  deposit: Amount | null;
  processedAmount: Amount | null;
  processedFee: Amount | null;
  processedDeposit: Amount | null;
  refundedAmount: Amount | null;
  chargedBackAmount: Amount | null;
  /** What it must have brought by its status alone, where no processed amount was told. */
  inferredReceived: Amount | null;
  /** What was returned by its status alone (`refunded`, `charged_back`), beyond what the figures told. */
  inferredReturned: Amount | null;
  /** Its `updated` lay ahead of our clock when it was told, and is not believed. */
  isAhead: boolean;
};

/** Both books on one invoice. */
export type BothSides = {
  id: string;
  ours: BookSide | null;
  theirs: BookSide | null;
  /** When our book heard its latest state. */
  receivedAt: Date | null;
  /** When Paymega last told of it, be it by its list or asked by id: it may have repeated what it had said before. */
  askedAt: Date | null;
  /** When Paymega, asked, did not know it. */
  absentAt: Date | null;
  /** Other invoices of the same reference and mode. */
  siblings: { id: string; status: string }[];
};

const FIGURES = [
  'amount',
  'paymentAmount',
  'fee',
  'deposit',
  'processedAmount',
  'processedFee',
  'processedDeposit',
  'refundedAmount',
  'chargedBackAmount',
  'inferredReceived',
  'inferredReturned',
] as const;

/** Both books on one invoice. @throws Refusal `unknown_invoice` (404) where neither knows it */
export async function invoice(sql: Queryable, accountId: number, id: string): Promise<BothSides> {
  const ours = await side(sql, 'invoices', accountId, id);
  const theirs = await side(sql, 'mirror', accountId, id);
  if (!ours && !theirs) throw new Refusal('unknown_invoice', `neither book knows an invoice ${id}`, 404);
  const times = await timesOf(sql, accountId, id);
  const reference = ours?.referenceId ?? theirs?.referenceId ?? null;
  const siblings =
    reference === null
      ? []
      : await siblingsOf(sql, accountId, { id, reference, mode: ours?.mode ?? theirs?.mode ?? '' });
  return {
    id,
    ours,
    theirs,
    ...times,
    siblings,
  };
}

// Found first, sorted then: no plan may go through all payments in the order of their creation to find those few.
function siblingsOf(
  sql: Queryable,
  accountId: number,
  { id, reference, mode }: { id: string; reference: string; mode: string },
): Promise<{ id: string; status: string }[]> {
  return sql<{ id: string; status: string }[]>`
    select id, status from (
      select id, status, created_at from invoices
      where account_id = ${accountId} and reference_id = ${reference} and mode = ${mode} offset 0
    ) as named
    where id <> ${id} order by created_at limit 20`;
}

// The mirror keeps when a state was first told. It was told again where a finished run has read the list of its time of
// creation since, and need not have asked for it by id in vain.
async function timesOf(
  sql: Queryable,
  accountId: number,
  id: string,
): Promise<Pick<BothSides, 'receivedAt' | 'askedAt' | 'absentAt'>> {
  const [times] = await sql<Pick<BothSides, 'receivedAt' | 'askedAt' | 'absentAt'>[]>`
    select (select received_at from invoices where (account_id, id) = (${accountId}, ${id})) as received_at,
      (select asked_at from missing_at_provider where (account_id, id) = (${accountId}, ${id})) as absent_at,
      (
        select greatest(fetched_at, checked.answered_at,
          case when coalesce(checked.silent_at < list.read_at, true) then list.read_at end)
        from mirror
        left join lateral (
          select max(read_at) as read_at from compared_stretches
          where account_id = ${accountId} and compared_from <= created_at and compared_to > created_at
        ) as list on true
        left join lateral (
          select max(asked_at) filter (where outcome = 'found') as answered_at,
            max(asked_at) filter (where outcome = 'no_answer' and asked_by = 'run') as silent_at
          from status_checks where account_id = ${accountId} and invoice_id = ${id}
        ) as checked on true
        where (mirror.account_id, mirror.id) = (${accountId}, ${id})
      ) as asked_at`;
  return times ?? { receivedAt: null, askedAt: null, absentAt: null };
}

async function side(
  sql: Queryable,
  book: 'invoices' | 'mirror',
  accountId: number,
  id: string,
): Promise<BookSide | null> {
  const [row] = await sql<Raw[]>`
    select mode, reference_id, service, status, resolution, created_at,
      updated_at, processed_at, is_final, amount,
      payment_amount, fee, deposit, processed_amount,
      processed_fee, processed_deposit, refunded_amount,
      charged_back_amount, is_ahead,
      case when took_money and processed_amount is null then received end as inferred_received,
      nullif(greatest(returned - coalesce(refunded_amount, 0) - coalesce(charged_back_amount, 0), 0), 0)
        as inferred_returned,
      currency, exponent
    from ${sql(book)} left join currencies on currencies.code = currency
    where (account_id, id) = (${accountId}, ${id})`;
  if (!row) return null;
  const { currency, exponent, ...rest } = row;
  const figures = Object.fromEntries(FIGURES.map((name) => [name, amountOf(rest[name], currency, exponent)]));
  return { ...rest, ...(figures as Record<(typeof FIGURES)[number], Amount | null>) };
}

type Raw = Omit<BookSide, (typeof FIGURES)[number]> &
  Record<(typeof FIGURES)[number], bigint | null> & { currency: string; exponent: number | null };
