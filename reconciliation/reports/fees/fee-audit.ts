import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { daysOfRange } from '#identity/accounts/day-range.ts';
import { type Amount, amountOf } from '../../books/amount.ts';
import { auditedPayments, type FeeScope } from './audited-payments.ts';
import { standingRates } from './rates.ts';

/**
 * What a day or a month was charged in one currency by one service, and what was agreed. Amounts are exact.
 */
export type FeeLine = {
  /** `YYYY-MM-DD` or `YYYY-MM`, by the days of creation. */
  period: string;
  currency: string;
  service: string | null;
  /** Payments that took money. Each fits, differs, is of no rate, or has a fee that was not told. */
  paid: number;
  fits: number;
  differs: number;
  noRate: number;
  notTold: number;
  /** All that was charged, as far as it was told; null where nothing was. */
  charged: Amount | null;
  /**
   * Of the payments that have a rate and a fee: what they were charged, what was agreed, and the one less the
   * other.
   */
  compared: { charged: Amount; agreed: Amount; difference: Amount } | null;
  /** Payments that failed for good although a fee was quoted, and those fees: they are not charged. */
  quotedOnFailed: { count: number; fees: Amount };
};

type RawLine = Pick<
  FeeLine,
  'period' | 'currency' | 'service' | 'paid' | 'fits' | 'differs' | 'noRate' | 'notTold'
> & {
  exponent: number;
  charged: string | null;
  comparedCharged: string | null;
  agreed: string | null;
  failed: number;
  quoted: string;
};

/** The periods of a fee audit. */
export const FEE_PERIODS = ['day', 'month'] as const;

/**
 * What was charged for the payments of our book against what was agreed, per day or month of creation,
 * currency and service.
 * @throws FilterRefusal (422) where the days are too many, or in the wrong order
 */
export async function feeAudit(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  scope: FeeScope,
  by: (typeof FEE_PERIODS)[number],
): Promise<FeeLine[]> {
  const days = daysOfRange(scope, account.timeZone);
  const rates = await standingRates(sql, account.id);
  const periods = days.map(({ day }) => (by === 'day' ? day : day.slice(0, 7)));
  const rows = await sql<RawLine[]>`
    with ${auditedPayments(sql, account, scope, rates)}, placed as (
      select audited.*, (${periods}::text[])[
        width_bucket(created_at, ${days.map(({ starts }) => starts.toISOString())}::timestamptz[])] as period
      from audited
    )
    select period, currency, exponent, service, count(fit)::int as paid,
      count(*) filter (where fit = 'fits')::int as fits,
      count(*) filter (where fit = 'differs')::int as differs,
      count(*) filter (where fit = 'no_rate')::int as no_rate,
      count(*) filter (where fit = 'not_told')::int as not_told,
      sum(charged) filter (where took_money)::text as charged,
      sum(charged) filter (where agreed is not null)::text as compared_charged, sum(agreed)::text as agreed,
      count(*) filter (where not took_money and quoted > 0)::int as failed,
      coalesce(sum(quoted) filter (where not took_money), 0)::text as quoted
    from placed join currencies on currencies.code = currency
    where took_money or quoted > 0
    group by period, currency, exponent, service
    order by period desc, currency, service nulls first`;
  return rows.map(lineOf);
}

function lineOf({ exponent, comparedCharged, agreed, failed, quoted, ...row }: RawLine): FeeLine {
  const { charged, ...line } = row;
  const amount = (minor: bigint) => amountOf(minor, row.currency, exponent) as Amount;
  const [ofCompared, ofAgreed] = [BigInt(comparedCharged ?? 0), BigInt(agreed ?? 0)];
  return {
    ...line,
    charged: charged === null ? null : amount(BigInt(charged)),
    compared:
      agreed === null
        ? null
        : {
            charged: amount(ofCompared),
            agreed: amount(ofAgreed),
            difference: amount(ofCompared - ofAgreed),
          },
    quotedOnFailed: { count: failed, fees: amount(BigInt(quoted)) },
  };
}
