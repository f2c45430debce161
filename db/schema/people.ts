import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const ROLE = sql.raw(`('viewer', 'finance', 'operator', 'admin')`);

/** People who may sign in. */
export const people = pgTable(
  'people',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    email: text().notNull(),
    role: text().notNull(),
    passwordHash: text('password_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    disabledAt: instant('disabled_at'),
  },
  (table) => [
    check('people_role', sql`${table.role} in ${ROLE}`),
    uniqueIndex('people_email').on(sql`lower(${table.email})`),
  ],
);

/** Who is signed in. The cookie holds a random secret, the table only its SHA-256. */
export const sessions = pgTable(
  'sessions',
  {
    secretHash: bytea('secret_hash').primaryKey(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('sessions_person').on(table.personId)],
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
    role: text().notNull(),
    secretHash: bytea('secret_hash').notNull().unique(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [check('tokens_role', sql`${table.role} in ${ROLE}`)],
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
    index('audit_newest').on(table.at.desc(), table.id.desc()),
    index('audit_subject').on(table.subject, table.id),
  ],
);
