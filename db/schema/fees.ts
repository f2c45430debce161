import { sql } from 'drizzle-orm';
import { bigint, check, date, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { FEE_BASES, FEE_ORIGINS, FEE_ROUNDINGS, FEE_TIERS_BY } from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { instant, isOneOf, minor } from './columns.ts';
import { people } from './people.ts';

/**
 * What was agreed with Paymega for the payments of one service, or of all, that are created on these business
 * days. Its terms are never changed: another rate follows it. It is ended, or withdrawn where it was a
 * mistake.
 */
export const feeRates = pgTable(
  'fee_rates',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    // Null for all services that have no rate of their own on that day.
    service: text(),
    currency: text()
      .notNull()
      .references(() => currencies.code),
    // Both included; without an end while it goes on.
    fromDay: date('from_day').notNull(),
    toDay: date('to_day'),
    base: text({ enum: FEE_BASES }).notNull(),
    tiersBy: text('tiers_by', { enum: FEE_TIERS_BY }).notNull(),
    rounding: text({ enum: FEE_ROUNDINGS }).notNull(),
    origin: text({ enum: FEE_ORIGINS }).notNull(),
    note: text(),
    createdAt: instant('created_at').notNull(),
    createdBy: integer('created_by')
      .notNull()
      .references(() => people.id),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: integer('withdrawn_by').references(() => people.id),
  },
  (table) => [
    check('fee_rates_base', isOneOf(table.base, FEE_BASES)),
    check('fee_rates_tiers_by', isOneOf(table.tiersBy, FEE_TIERS_BY)),
    check('fee_rates_rounding', isOneOf(table.rounding, FEE_ROUNDINGS)),
    check('fee_rates_origin', isOneOf(table.origin, FEE_ORIGINS)),
    check('fee_rates_days', sql`${table.toDay} is null or ${table.toDay} >= ${table.fromDay}`),
    check('fee_rates_withdrawn', sql`(${table.withdrawnAt} is null) = (${table.withdrawnBy} is null)`),
    index('fee_rates_of').on(table.accountId, table.currency, table.fromDay),
  ],
);

/** The terms of a rate from a volume or an amount on; the first one from 0. Append-only. */
export const feeTiers = pgTable(
  'fee_tiers',
  {
    rateId: bigint('rate_id', { mode: 'bigint' })
      .notNull()
      .references(() => feeRates.id),
    fromMinor: minor('from_minor').notNull(),
    // Millionths of a percent, so that 2.9 % is exact: 2,900,000.
    percentage: bigint({ mode: 'bigint' }).notNull(),
    fixed: minor('fixed').notNull(),
    minimum: minor('minimum'),
    maximum: minor('maximum'),
  },
  (table) => [
    primaryKey({ columns: [table.rateId, table.fromMinor] }),
    check(
      'fee_tiers_terms',
      sql`${table.fromMinor} >= 0 and ${table.percentage} between 0 and 100000000 and ${table.fixed} >= 0
        and coalesce(${table.minimum} >= 0, true) and coalesce(${table.maximum} >= 0, true)
        and coalesce(${table.minimum} <= ${table.maximum}, true)`,
    ),
  ],
);
