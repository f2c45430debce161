import { FEE_BASES, FEE_ORIGINS, FEE_ROUNDINGS, FEE_TIERS_BY } from '#db/values.ts';

export { FEE_BASES, FEE_ORIGINS, FEE_ROUNDINGS, FEE_TIERS_BY };

/** What the percentage of a rate is of. */
export type FeeBase = (typeof FEE_BASES)[number];
/** By what a rate chooses its tier. */
export type FeeTiersBy = (typeof FEE_TIERS_BY)[number];
/** How the percentage is brought to the currency's minor unit. */
export type FeeRounding = (typeof FEE_ROUNDINGS)[number];
/** Where a rate comes from. */
export type FeeOrigin = (typeof FEE_ORIGINS)[number];
