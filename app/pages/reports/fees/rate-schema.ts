import { z } from 'zod';
import { FEE_BASES, FEE_ORIGINS, FEE_ROUNDINGS, FEE_TIERS_BY } from '#reconciliation/reports/fees/choices.ts';

/** How many tiers the form has room for. */
export const TIER_PLACES = [1, 2, 3, 4, 5] as const;
export const TIER_FIELDS = ['from', 'percentage', 'fixed', 'minimum', 'maximum'] as const;

const decimal = z.string().trim().max(40, 'at most 40 characters').default('');
const calendarDay = z.iso.date('must be a day, YYYY-MM-DD');
const tierFields = Object.fromEntries(
  TIER_PLACES.flatMap((place) => TIER_FIELDS.map((field) => [`${field}_${place}`, decimal])),
);

/** What the form of a rate says. */
export const RateForm = z.object({
  service: z.string().trim().max(200, 'at most 200 characters').default(''),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .min(1, 'give a currency')
    .max(10, 'must be a currency, such as EUR'),
  from: calendarDay,
  to: z.union([z.literal(''), calendarDay], 'must be a day, YYYY-MM-DD, or empty').default(''),
  base: z.enum(FEE_BASES).default('order'),
  tiers_by: z.enum(FEE_TIERS_BY).default('volume'),
  rounding: z.enum(FEE_ROUNDINGS).default('half_up'),
  origin: z.enum(FEE_ORIGINS).default('entered'),
  note: z.string().max(500, 'at most 500 characters').default(''),
  ...tierFields,
});

const AMISS = Object.fromEntries(
  TIER_PLACES.flatMap((place) => TIER_FIELDS.map((field) => [`bad_${field}_${place}`, `${field}_${place}`])),
);

/** At which field each refusal of a rate stands. */
export const RATE_RULES = {
  schema: RateForm,
  secret: [],
  at: { ...AMISS, unknown_currency: 'currency', days_in_wrong_order: 'to', rate_overlaps: 'from' },
};

/** The rate that a form says: tiers of which nothing is said are left out. */
export function writtenRate(given: z.output<typeof RateForm>) {
  const said = given as Record<string, string>;
  const tiers = TIER_PLACES.map((place) => {
    const own = (field: (typeof TIER_FIELDS)[number]) => said[`${field}_${place}`] ?? '';
    return {
      ...{ from: own('from'), percentage: own('percentage'), fixed: own('fixed') },
      ...{ minimum: own('minimum'), maximum: own('maximum') },
    };
  });
  const last = tiers.findLastIndex((tier) => Object.values(tier).some((value) => value !== ''));
  return {
    ...{
      service: given.service || null,
      currency: given.currency,
      fromDay: given.from,
      toDay: given.to || null,
    },
    ...{ base: given.base, tiersBy: given.tiers_by, rounding: given.rounding, origin: given.origin },
    ...{ note: given.note, tiers: tiers.slice(0, Math.max(1, last + 1)) },
  };
}
