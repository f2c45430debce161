import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { LISTS, LISTS_WITH_VIEWS, ROLES, SESSION_STAGES, START_PAGES } from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';

/** People who may sign in. */
export const people = pgTable(
  'people',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    email: text().notNull(),
    name: text(),
    // What they are called on the screen.
    label: text().notNull().generatedAlwaysAs(sql`coalesce(name, email)`),
    role: text({ enum: ROLES }).notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
    // Chosen by themselves; null is that of their role.
    startPage: text('start_page', { enum: START_PAGES }),
    // Whether they get a mail when somebody gives them a discrepancy to review, or names them in a note.
    mailsAssignments: boolean('mails_assignments').notNull().default(true),
    mailsMentions: boolean('mails_mentions').notNull().default(true),
    seesAllAccounts: boolean('sees_all_accounts').notNull().default(true),
    // Encrypted; in use from the moment on that its first code was given back.
    totpSecret: bytea('totp_secret'),
    totpConfirmedAt: instant('totp_confirmed_at'),
    // Of the last code that was taken: none is taken twice.
    totpLastStep: bigint('totp_last_step', { mode: 'number' }),
  },
  (table) => [
    check('people_name_text', sql`${table.name} ~ '\\S' and length(${table.name}) <= 100`),
    check('people_role', isOneOf(table.role, ROLES)),
    check('people_start_page', isOneOf(table.startPage, START_PAGES)),
    check('people_totp', sql`${table.totpSecret} is not null or ${table.totpConfirmedAt} is null`),
    uniqueIndex('people_email').on(sql`lower(${table.email})`),
    uniqueIndex('people_name').on(sql`lower(${table.name})`),
  ],
);

/** The accounts that somebody sees who does not see all. */
export const personAccounts = pgTable(
  'person_accounts',
  {
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
  },
  (table) => [primaryKey({ columns: [table.personId, table.accountId] })],
);

/** Codes for the day on which the second factor is lost; each works once, only its SHA-256 is kept. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    codeHash: bytea('code_hash').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.codeHash] })],
);

/** Links by which somebody sets a password, once: an invitation, or after a lost one. Only the SHA-256 is kept. */
export const passwordLinks = pgTable(
  'password_links',
  {
    secretHash: bytea('secret_hash').primaryKey(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [index('password_links_person').on(table.personId)],
);

/** What holds for everybody: one row. */
export const settings = pgTable(
  'settings',
  {
    id: boolean().primaryKey().default(true),
    adminsNeedSecondFactor: boolean('admins_need_second_factor').notNull().default(false),
  },
  (table) => [check('settings_one_row', sql`${table.id}`)],
);

/** Who is signed in. The cookie holds a random secret, the table only its SHA-256. */
export const sessions = pgTable(
  'sessions',
  {
    secretHash: bytea('secret_hash').primaryKey(),
    id: integer().notNull().unique().generatedAlwaysAsIdentity(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    // What the holder has shown so far: a password alone opens nothing where a second factor is asked for.
    stage: text({ enum: SESSION_STAGES }).notNull().default('full'),
    address: inet(),
    userAgent: text('user_agent'),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    check('sessions_stage', isOneOf(table.stage, SESSION_STAGES)),
    index('sessions_person').on(table.personId),
  ],
);

/** Failed sign-ins of late, by address and by e-mail: the limit holds over all web processes. */
export const signInFailures = pgTable(
  'sign_in_failures',
  { key: text().notNull(), failedAt: instant('failed_at').notNull().defaultNow() },
  (table) => [index('sign_in_failures_recent').on(table.key, table.failedAt)],
);

/** Tokens for programs; only the SHA-256 is kept. */
export const tokens = pgTable(
  'tokens',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    name: text().notNull().unique(),
    role: text({ enum: ROLES }).notNull(),
    // The one account that it is for; null is all of them.
    accountId: integer('account_id').references(() => accounts.id),
    secretHash: bytea('secret_hash').notNull().unique(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [check('tokens_role', isOneOf(table.role, ROLES))],
);

/** Who did what. Append-only. */
export const audit = pgTable(
  'audit',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actor: text().notNull(),
    personId: integer('person_id').references(() => people.id),
    act: text().notNull(),
    subject: text().notNull(),
    details: jsonb().notNull().default({}),
    address: inet(),
  },
  (table) => [
    index('audit_newest').on(table.at, table.id),
    index('audit_subject').on(table.subject, table.id),
  ],
);

/** The audit as a chain: each link holds the hash of the one before and of its own line. Append-only. */
export const auditChain = pgTable('audit_chain', {
  position: bigint({ mode: 'bigint' }).primaryKey(),
  auditId: bigint('audit_id', { mode: 'bigint' })
    .notNull()
    .unique()
    .references(() => audit.id),
  hash: bytea().notNull(),
});

/** Filters of a list that somebody comes back to. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    list: text({ enum: LISTS }).notNull(),
    name: text().notNull(),
    // The search part of the list's address, without its question mark.
    query: text().notNull(),
  },
  (table) => [
    check('saved_views_list', isOneOf(table.list, LISTS_WITH_VIEWS)),
    uniqueIndex('saved_views_name').on(table.personId, table.list, table.name),
  ],
);

/** The columns of a list that somebody does not want to see. */
export const hiddenColumns = pgTable(
  'hidden_columns',
  {
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    list: text({ enum: LISTS }).notNull(),
    columns: text().array().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.list] }),
    check('hidden_columns_list', isOneOf(table.list, LISTS)),
  ],
);
