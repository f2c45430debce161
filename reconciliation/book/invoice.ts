import type { Queryable } from '#db/connection.ts';
import { type Amount, amountOf } from '../amount.ts';
import { Refusal } from '../refusal.ts';

/** One invoice as one of the two books holds it. */
export type BookSide = {
  mode: 'live' | 'test';
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
};

/** Both books on one invoice; `absentAt` where Paymega, asked, did not know it. */
export type BothSides = {
  id: string;
  ours: BookSide | null;
  theirs: BookSide | null;
  fetchedAt: Date | null;
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
] as const;

/** Both books on one invoice. @throws Refusal `unknown_invoice` (404) where neither knows it */
export async function invoice(sql: Queryable, accountId: number, id: string): Promise<BothSides> {
  const ours = await side(sql, 'invoices', accountId, id);
  const theirs = await side(sql, 'mirror', accountId, id);
  if (!ours && !theirs) throw new Refusal('unknown_invoice', `neither book knows an invoice ${id}`, 404);
  const [mirror] = await sql<{ fetchedAt: Date }[]>`
    select fetched_at as "fetchedAt" from mirror where (account_id, id) = (${accountId}, ${id})`;
  const [absence] = await sql<{ askedAt: Date }[]>`
    select asked_at as "askedAt" from mirror_absences where (account_id, id) = (${accountId}, ${id})`;
  const reference = ours?.referenceId ?? theirs?.referenceId ?? null;
  const siblings =
    reference === null
      ? []
      : await sql<{ id: string; status: string }[]>`
          select id, status from invoices
          where account_id = ${accountId} and reference_id = ${reference} and mode = ${ours?.mode ?? theirs?.mode ?? ''}
            and id <> ${id} order by created_at limit 20`;
  return {
    id,
    ours,
    theirs,
    fetchedAt: mirror?.fetchedAt ?? null,
    absentAt: absence?.askedAt ?? null,
    siblings,
  };
}

async function side(
  sql: Queryable,
  book: 'invoices' | 'mirror',
  accountId: number,
  id: string,
): Promise<BookSide | null> {
  const [row] = await sql<Raw[]>`
    select mode, reference_id as "referenceId", service, status, resolution, created_at as "createdAt",
      updated_at as "updatedAt", processed_at as "processedAt", is_final as "isFinal", amount,
      payment_amount as "paymentAmount", fee, deposit, processed_amount as "processedAmount",
      processed_fee as "processedFee", processed_deposit as "processedDeposit", refunded_amount as "refundedAmount",
      charged_back_amount as "chargedBackAmount", currency, exponent
    from ${sql(book)} left join currencies on currencies.code = currency
    where (account_id, id) = (${accountId}, ${id})`;
  if (!row) return null;
  const { currency, exponent, ...rest } = row;
  const figures = Object.fromEntries(FIGURES.map((name) => [name, amountOf(rest[name], currency, exponent)]));
  return { ...rest, ...(figures as Record<(typeof FIGURES)[number], Amount | null>) };
}

type Raw = Omit<BookSide, (typeof FIGURES)[number]> &
  Record<(typeof FIGURES)[number], bigint | null> & { currency: string; exponent: number | null };
