import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import type { FeeTier } from './agreed-fee.ts';
import type { FeeBase, FeeOrigin, FeeRounding, FeeTiersBy } from './choices.ts';

/**
 * An agreed rate as it stands: its terms, and the business days on which payments are created that it holds
 * for.
 */
export type FeeRate = {
  id: bigint;
  /** Null for all services that have no rate of their own. */
  service: string | null;
  currency: string;
  exponent: number;
  fromDay: string;
  toDay: string | null;
  base: FeeBase;
  tiersBy: FeeTiersBy;
  rounding: FeeRounding;
  origin: FeeOrigin;
  note: string | null;
  createdAt: Date;
  createdBy: string;
  withdrawnAt: Date | null;
  withdrawnBy: string | null;
  /** By what they begin at, the lowest first. */
  tiers: FeeTier[];
};

type RawTier = Record<Exclude<keyof FeeTier, 'minimum' | 'maximum'>, string> &
  Record<'minimum' | 'maximum', string | null>;

/** The rates of an account, by currency and service, the latest first; those that were withdrawn, too. */
export async function feeRates(sql: Queryable, accountId: number): Promise<FeeRate[]> {
  // Whole numbers as text: JSON would make floats of them.
  const rows = await sql<(Omit<FeeRate, 'tiers'> & { tiers: RawTier[] })[]>`
    select rate.id, rate.service, rate.currency, currencies.exponent, rate.from_day::text as from_day,
      rate.to_day::text as to_day, rate.base, rate.tiers_by, rate.rounding, rate.origin, rate.note,
      rate.created_at, maker.label as created_by, rate.withdrawn_at, withdrawer.label as withdrawn_by,
      (
        select jsonb_agg(jsonb_build_object('from', from_minor::text, 'percentage', percentage::text,
          'fixed', fixed::text, 'minimum', minimum::text, 'maximum', maximum::text) order by from_minor)
        from fee_tiers where rate_id = rate.id
      ) as tiers
    from fee_rates as rate
    join currencies on currencies.code = rate.currency
    join people as maker on maker.id = rate.created_by
    left join people as withdrawer on withdrawer.id = rate.withdrawn_by
    where rate.account_id = ${accountId}
    order by rate.currency, rate.service nulls first, rate.from_day desc, rate.id desc`;
  return rows.map((row) => ({ ...row, tiers: row.tiers.map(tierOfRaw) }));
}

/** One rate of an account. @throws Refusal `unknown_rate` (404) */
export async function feeRate(sql: Queryable, accountId: number, id: bigint): Promise<FeeRate> {
  const rate = (await feeRates(sql, accountId)).find((one) => one.id === id);
  if (!rate) throw new Refusal('unknown_rate', 'there is no such rate', 404);
  return rate;
}

/** Those that hold: they were not withdrawn. */
export async function standingRates(sql: Queryable, accountId: number): Promise<FeeRate[]> {
  return (await feeRates(sql, accountId)).filter(({ withdrawnAt }) => withdrawnAt === null);
}

function tierOfRaw({ from, percentage, fixed, minimum, maximum }: RawTier): FeeTier {
  return {
    ...{ from: BigInt(from), percentage: BigInt(percentage), fixed: BigInt(fixed) },
    minimum: minimum === null ? null : BigInt(minimum),
    maximum: maximum === null ? null : BigInt(maximum),
  };
}
