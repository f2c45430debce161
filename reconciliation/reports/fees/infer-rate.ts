import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { daysOfRange } from '#identity/accounts/day-range.ts';

import type { FeeScope } from './audited-payments.ts';
import { FEE_BASES, type FeeBase } from './choices.ts';
import { type FeeSample, type InferredTerms, inferTerms } from './infer-terms.ts';

/** The newest payments of a range that terms are inferred from: the others are told, and not looked at. */
export const INFERRED_FROM = 50_000;

/** A rate that explains what was charged, to be accepted by a person or not. */
export type InferredRate = InferredTerms & {
  base: FeeBase;
  currency: string;
  exponent: number;
  /** Payments that it was inferred from, of how many that took money and have a fee. */
  looked: number;
  payments: number;
};

/** What a rate is inferred from: the payments of one currency and, where one is named, of one service. */
export type InferredOf = FeeScope & { currency: string };

/**
 * The percentage, fixed part and minimum that explain the fees of the most payments of a service and range;
 * null where none took money with a fee that is told. The base is what explains more, that of the order where
 * both explain as many.
 * @throws FilterRefusal (422) where the days are too many, or in the wrong order
 */
export async function inferRate(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  of: InferredOf,
): Promise<InferredRate | null> {
  const samples = await samplesOf(sql, account, of);
  const [first] = samples;
  if (!first) return null;
  const looked = samples.reduce((sum, { count }) => sum + count, 0);
  const proposals = FEE_BASES.flatMap((base) => {
    const terms = inferTerms(samples.map(({ fee, count, ...bases }) => ({ base: bases[base], fee, count })));
    return terms ? [{ ...terms, base }] : [];
  });
  const best = proposals.toSorted((a, b) => b.explained - a.explained)[0];
  const { exponent, payments } = first;
  return best ? { ...best, currency: of.currency, exponent, looked, payments } : null;
}

type Sample = Omit<FeeSample, 'base'> & Record<FeeBase, bigint> & { exponent: number; payments: number };

async function samplesOf(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  { mode, currency, service, ...range }: InferredOf,
): Promise<Sample[]> {
  const days = daysOfRange(range, account.timeZone);
  const own = sql`
    from invoices as book
    where account_id = ${account.id} and mode = ${mode} and currency = ${currency} and took_money
      and processed_fee is not null and created_at >= ${days[0]?.starts as Date}
      and created_at < ${days.at(-1)?.ends as Date}
      ${service === undefined ? sql`` : sql`and service is not distinct from ${service}`}`;
  return sql<Sample[]>`
    select of_order as order, received, fee, count(*)::int as count,
      (select exponent::int from currencies where code = ${currency}) as exponent,
      (select count(*)::int ${own}) as payments
    from (
      select paid_of_order(amount, payment_amount, processed_amount, processed_fee) as of_order, received,
        processed_fee as fee
      ${own} order by created_at desc, id desc limit ${INFERRED_FROM}
    ) as newest
    group by of_order, received, fee order by count(*) desc, of_order, received, fee`;
}
