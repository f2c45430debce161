import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { formatMinor, MoneyError, parseMinor } from '#paymega/money.ts';
import { type FeeTier, PERCENTAGE_DECIMALS, WHOLE } from './agreed-fee.ts';
import type { FeeBase, FeeOrigin, FeeRounding, FeeTiersBy } from './choices.ts';

type Who = Extract<Actor, { kind: 'person' }>;

/** A tier as it was written: decimals in the currency and a percentage; empty where there is none. */
export type WrittenTier = Record<'from' | 'percentage' | 'fixed' | 'minimum' | 'maximum', string>;

/** A rate as it was written. */
export type WrittenRate = {
  service: string | null;
  currency: string;
  /** Business days, both included; null while it goes on. */
  fromDay: string;
  toDay: string | null;
  base: FeeBase;
  tiersBy: FeeTiersBy;
  rounding: FeeRounding;
  origin: FeeOrigin;
  note: string;
  /** The first one begins at 0. */
  tiers: readonly WrittenTier[];
};

/**
 * Agrees a rate for a service, or for all, from a day on. Audited.
 * @returns its number
 * @throws Refusal (422) `unknown_currency`, `days_in_wrong_order`, `bad_<field>_<tier>`; `rate_overlaps` (409)
 */
export async function enterRate(
  sql: Sql,
  actor: Who,
  account: Pick<Account, 'id' | 'slug'>,
  written: WrittenRate,
): Promise<bigint> {
  const { service, currency, fromDay, toDay, base, tiersBy, rounding, origin } = written;
  if (toDay !== null && toDay < fromDay)
    throw new Refusal('days_in_wrong_order', `must not be before the first day, which is ${fromDay}`);
  return sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${LOCK.feeRates}, ${account.id})`;
    const tiers = readTiers(written.tiers, await exponentOf(transaction, currency));
    await refuseOverlap(transaction, account.id, { id: null, service, currency, fromDay, toDay });
    const [row] = await transaction<{ id: bigint }[]>`
      insert into fee_rates (account_id, service, currency, from_day, to_day, base, tiers_by, rounding,
        origin, note, created_at, created_by)
      values (${account.id}, ${service}, ${currency}, ${fromDay}, ${toDay}, ${base}, ${tiersBy}, ${rounding},
        ${origin}, ${written.note.trim() || null}, now(), ${actor.personId})
      returning id`;
    if (!row) throw new Error('no rate was made');
    for (const { from, percentage, fixed, minimum, maximum } of tiers) {
      await transaction`
        insert into fee_tiers (rate_id, from_minor, percentage, fixed, minimum, maximum)
        values (${row.id}, ${from}, ${percentage}, ${fixed}, ${minimum}, ${maximum})`;
    }
    const details = { service: service ?? 'all', currency, from: fromDay, to: toDay, base, rounding, origin };
    await audit(transaction, actor, 'fee_rate.entered', subjectOf(account, row.id), {
      ...{ ...details, tiers_by: tiersBy },
      tiers: written.tiers.map((tier) => Object.values(tier).join(' ').trim()).join('; '),
    });
    return row.id;
  });
}

/**
 * Says on which business day a rate ends, its last one. Audited.
 * @throws Refusal `unknown_rate` (404), `days_in_wrong_order` (422), `withdrawn`, `rate_overlaps` (409)
 */
export async function endRate(
  sql: Sql,
  actor: Who,
  account: Pick<Account, 'id' | 'slug'>,
  id: bigint,
  toDay: string,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const rate = await rateToChange(transaction, account.id, id);
    if (toDay < rate.fromDay)
      throw new Refusal('days_in_wrong_order', `must not be before the first day, which is ${rate.fromDay}`);
    await refuseOverlap(transaction, account.id, { ...rate, toDay });
    await transaction`update fee_rates set to_day = ${toDay} where id = ${id}`;
    await audit(transaction, actor, 'fee_rate.ended', subjectOf(account, id), { was: rate.toDay, to: toDay });
  });
}

/**
 * Takes back a rate that was a mistake: it holds for no day, and stays on record. Audited. @throws Refusal as
 * endRate
 */
export async function withdrawRate(
  sql: Sql,
  actor: Who,
  account: Pick<Account, 'id' | 'slug'>,
  id: bigint,
): Promise<void> {
  await sql.begin(async (transaction) => {
    await rateToChange(transaction, account.id, id);
    await transaction`
      update fee_rates set withdrawn_at = now(), withdrawn_by = ${actor.personId} where id = ${id}`;
    await audit(transaction, actor, 'fee_rate.withdrawn', subjectOf(account, id));
  });
}

type Placed = {
  id: bigint | null;
  service: string | null;
  currency: string;
  fromDay: string;
  toDay: string | null;
};

async function rateToChange(sql: Queryable, accountId: number, id: bigint): Promise<Placed> {
  await sql`select pg_advisory_xact_lock(${LOCK.feeRates}, ${accountId})`;
  const [rate] = await sql<(Placed & { isWithdrawn: boolean })[]>`
    select id, service, currency, from_day::text as from_day, to_day::text as to_day,
      withdrawn_at is not null as is_withdrawn
    from fee_rates where account_id = ${accountId} and id = ${id}`;
  if (!rate) throw new Refusal('unknown_rate', 'there is no such rate', 404);
  if (rate.isWithdrawn) throw new Refusal('withdrawn', 'this rate has been withdrawn already', 409);
  return rate;
}

async function refuseOverlap(sql: Queryable, accountId: number, rate: Placed): Promise<void> {
  const { id, service, currency, fromDay, toDay } = rate;
  const [other] = await sql<{ fromDay: string; toDay: string | null }[]>`
    select from_day::text as from_day, to_day::text as to_day from fee_rates
    where account_id = ${accountId} and currency = ${currency} and service is not distinct from ${service}
      and withdrawn_at is null and id is distinct from ${id}::bigint
      and daterange(from_day, to_day, '[]') && daterange(${fromDay}, ${toDay}, '[]')
    order by from_day limit 1`;
  if (!other) return;
  const days = other.toDay === null ? `from ${other.fromDay} on` : `${other.fromDay} to ${other.toDay}`;
  const of = service === null ? 'all services' : service;
  throw new Refusal(
    'rate_overlaps',
    `there is a rate of ${of} in ${currency} already for ${days}: end or withdraw that one first, or choose other days`,
    409,
  );
}

function subjectOf({ slug }: Pick<Account, 'slug'>, id: bigint): string {
  return `fee_rate:${slug}:${id}`;
}

async function exponentOf(sql: Queryable, currency: string): Promise<number> {
  const [known] = await sql<{ exponent: number }[]>`select exponent from currencies where code = ${currency}`;
  if (!known) throw new Refusal('unknown_currency', 'must be a currency by its code, such as EUR');
  return known.exponent;
}

function readTiers(written: readonly WrittenTier[], exponent: number): FeeTier[] {
  const tiers = written.map((tier, place) => readTier(tier, place, exponent));
  for (const [place, { from }] of tiers.entries()) {
    const before = tiers[place - 1];
    if (before && from <= before.from)
      throw wrong(
        'from',
        place,
        `must be more than ${formatMinor(before.from, exponent)}, where the one before begins`,
      );
  }
  return tiers;
}

function readTier(written: WrittenTier, place: number, exponent: number): FeeTier {
  const amount = (name: keyof WrittenTier) => decimal(written[name], exponent, name, place);
  const percentage = decimal(written.percentage, PERCENTAGE_DECIMALS, 'percentage', place);
  if (percentage === null) throw wrong('percentage', place, 'say how many percent; 0 where there are none');
  if (percentage > WHOLE) throw wrong('percentage', place, 'must be at most 100');
  const [minimum, maximum] = [amount('minimum'), amount('maximum')];
  if (minimum !== null && maximum !== null && minimum > maximum)
    throw wrong('maximum', place, 'must not be less than the minimum');
  return { from: amount('from') ?? 0n, percentage, fixed: amount('fixed') ?? 0n, minimum, maximum };
}

function decimal(text: string, decimals: number, name: string, place: number): bigint | null {
  const numeral = text.trim();
  if (numeral === '') return null;
  if (!/^\d{1,18}(\.\d+)?$/.test(numeral)) throw wrong(name, place, 'must be a decimal such as 2.9');
  try {
    return parseMinor(numeral, decimals);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw wrong(
      name,
      place,
      error.fault === 'too_fine' ? `may have at most ${decimals} decimals` : 'is too large',
    );
  }
}

function wrong(field: string, place: number, message: string): Refusal {
  return new Refusal(`bad_${field}_${place + 1}`, message);
}
