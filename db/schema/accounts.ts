import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { KEY_KEEPERS, SECRET_KINDS } from '../values.ts';
import { bytea, instant, isOneOf } from './columns.ts';

/** One Paymega account of the merchant, and the policy by which its two books are compared. */
export const accounts = pgTable(
  'accounts',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    paymegaAccountId: text('paymega_account_id').notNull().unique(),
    timeZone: text('time_zone').notNull(),
    apiUrl: text('api_url'),
    cardgateUrl: text('cardgate_url'),
    // Whose word its keys are: the environment's, read at each start, or that of people in the console.
    keptBy: text('kept_by', { enum: KEY_KEEPERS }).notNull().default('environment'),
    disabledAt: instant('disabled_at'),
    healForward: boolean('heal_forward').notNull().default(true),
    adoptMissing: boolean('adopt_missing').notNull().default(false),
    graceMinutes: integer('grace_minutes').notNull().default(10),
    stuckMinutes: integer('stuck_minutes').notNull().default(30),
    stuckRefundMinutes: integer('stuck_refund_minutes').notNull().default(7200),
    // Minutes by status, where they are not those of above; amounts by currency, as decimals.
    stuckMinutesOf: jsonb('stuck_minutes_of').$type<Record<string, number>>().notNull().default({}),
    largeAmounts: jsonb('large_amounts').$type<Record<string, string>>().notNull().default({}),
    recentEveryMinutes: integer('recent_every_minutes').notNull().default(15),
    deepAtHour: smallint('deep_at_hour').notNull().default(3),
    deepDays: integer('deep_days').notNull().default(35),
    // How far back every payment is compared at least monthly, a part of it each night; 0: not.
    sweepDays: integer('sweep_days').notNull().default(400),
    // Whether a day is closed only when a second person has confirmed it.
    twoPersonClose: boolean('two_person_close').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    check('accounts_slug_form', sql`${table.slug} ~ '^[a-z0-9][a-z0-9-]{0,39}$'`),
    check('accounts_kept_by', isOneOf(table.keptBy, KEY_KEEPERS)),
    check('accounts_grace', sql`${table.graceMinutes} between 0 and 10080`),
    check('accounts_stuck', sql`${table.stuckMinutes} > 0 and ${table.stuckRefundMinutes} > 0`),
    check('accounts_schedule', sql`${table.recentEveryMinutes} between 1 and 1440`),
    check('accounts_deep', sql`${table.deepAtHour} between 0 and 23 and ${table.deepDays} between 1 and 400`),
    check('accounts_sweep', sql`${table.sweepDays} between 0 and 3660`),
  ],
);

/** What was learnt of the server at an account's address; of no use at another address. */
export const providerHabits = pgTable('provider_habits', {
  accountId: integer('account_id')
    .primaryKey()
    .references(() => accounts.id),
  apiUrl: text('api_url').notNull(),
  pageSize: integer('page_size'),
  firstPage: smallint('first_page'),
  countsWindow: boolean('counts_window'),
  learntAt: instant('learnt_at').notNull(),
});

/** Currencies that we can hold exactly. ISO 4217 is filled in at start; others are added by a person. */
export const currencies = pgTable(
  'currencies',
  { code: text().primaryKey(), exponent: smallint().notNull() },
  (table) => [check('currencies_exponent', sql`${table.exponent} between 0 and 8`)],
);

/** API keys and callback secrets, encrypted. During a rotation the old one still holds until it retires. */
export const accountSecrets = pgTable(
  'account_secrets',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    kind: text({ enum: SECRET_KINDS }).notNull(),
    sealed: bytea('sealed').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    retiresAt: instant('retires_at'),
  },
  (table) => [
    check('account_secrets_kind', isOneOf(table.kind, SECRET_KINDS)),
    uniqueIndex('account_secrets_current').on(table.accountId, table.kind).where(sql`retires_at is null`),
    index('account_secrets_of').on(table.accountId),
  ],
);
