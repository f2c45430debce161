import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import {
  ALERT_CHANNELS,
  ALERT_NEWS,
  ALERT_RULES,
  DELIVERY_STATES,
  NOTICE_REASONS,
  SEVERITIES,
} from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';
import { discrepancies } from './discrepancies.ts';
import { people } from './people.ts';

const id = () => bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity();

/** From when on an account's alerts open; an account without a row has the defaults. */
export const alertSettings = pgTable(
  'alert_settings',
  {
    accountId: integer('account_id')
      .primaryKey()
      .references(() => accounts.id),
    // Rules that are not looked at.
    off: text().array().notNull().default(sql`'{}'`),
    // Decimals by currency; in other currencies stuck money opens none.
    stuckMoney: jsonb('stuck_money').$type<Record<string, string>>().notNull().default({}),
    silentMinutes: integer('silent_minutes').notNull().default(60),
    refusedBurst: integer('refused_burst').notNull().default(50),
    // HH:MM on the account's clocks by which the day before is to be closed; null: whenever.
    closeBy: text('close_by'),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (table) => [
    check('alert_settings_silent', sql`${table.silentMinutes} between 5 and 10080`),
    check('alert_settings_burst', sql`${table.refusedBurst} between 1 and 100000`),
    check('alert_settings_close_by', sql`${table.closeBy} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  ],
);

/** Something that people are to know: open until it has not held for a while. Of no account: of the installation. */
export const alerts = pgTable(
  'alerts',
  {
    id: id(),
    accountId: integer('account_id').references(() => accounts.id),
    rule: text({ enum: ALERT_RULES }).notNull(),
    // What it is about, within its rule: a discrepancy, a currency, a day.
    subject: text().notNull(),
    severity: text({ enum: SEVERITIES }).notNull(),
    summary: text().notNull(),
    // The page to look at.
    path: text().notNull(),
    openedAt: instant('opened_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    resolvedAt: instant('resolved_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: integer('acknowledged_by').references(() => people.id),
  },
  (table) => [
    check('alerts_rule', isOneOf(table.rule, ALERT_RULES)),
    check('alerts_severity', isOneOf(table.severity, SEVERITIES)),
    check('alerts_acknowledged', sql`(${table.acknowledgedAt} is null) = (${table.acknowledgedBy} is null)`),
    uniqueIndex('alerts_one_open')
      .on(sql`coalesce(account_id, 0)`, table.rule, table.subject)
      .where(sql`resolved_at is null`),
    index('alerts_newest').on(table.accountId, table.id),
    index('alerts_resolved').on(table.resolvedAt),
  ],
);

/** Where alerts go: of an account, or of one person alone, who is then told by mail. Removed ones stay on record. */
export const alertChannels = pgTable(
  'alert_channels',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    // Whose own subscription it is.
    personId: integer('person_id').references(() => people.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    channel: text({ enum: ALERT_CHANNELS }).notNull(),
    // E-mail addresses with commas between, or an address to be called; of Slack nothing: its address is a secret.
    target: text().notNull(),
    // What calls are signed with; of Slack its address.
    sealed: bytea(),
    rules: text().array().notNull(),
    // It is told of alerts of this severity, or of a higher one.
    leastSeverity: text('least_severity', { enum: SEVERITIES }).notNull().default('low'),
    // Hours on the account's clocks, the first included, the last not: nothing is sent.
    quietFrom: smallint('quiet_from'),
    quietTo: smallint('quiet_to'),
    // Everything of a day in one message, at this hour; null: at once.
    digestHour: smallint('digest_hour'),
    isPaused: boolean('is_paused').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastPlannedAt: instant('last_planned_at'),
    removedAt: instant('removed_at'),
  },
  (table) => [
    check('alert_channels_channel', isOneOf(table.channel, ALERT_CHANNELS)),
    check('alert_channels_severity', isOneOf(table.leastSeverity, SEVERITIES)),
    check('alert_channels_sealed', sql`(${table.channel} = 'email') = (${table.sealed} is null)`),
    check('alert_channels_own', sql`${table.personId} is null or ${table.channel} = 'email'`),
    check(
      'alert_channels_quiet',
      sql`(${table.quietFrom} is null) = (${table.quietTo} is null)
        and coalesce(${table.quietFrom}, 0) between 0 and 23
        and coalesce(${table.quietTo}, 0) between 0 and 23`,
    ),
    check('alert_channels_digest', sql`${table.digestHour} between 0 and 23`),
    uniqueIndex('alert_channels_named')
      .on(table.accountId, table.name)
      .where(sql`removed_at is null and person_id is null`),
    uniqueIndex('alert_channels_of_person')
      .on(table.accountId, table.personId)
      .where(sql`removed_at is null`),
  ],
);

/** One message to a channel, or to a person: tried until it has arrived or has failed for good. */
export const alertDeliveries = pgTable(
  'alert_deliveries',
  {
    id: id(),
    channelId: bigint('channel_id', { mode: 'bigint' }).references(() => alertChannels.id),
    personId: integer('person_id').references(() => people.id, { onDelete: 'cascade' }),
    subject: text().notNull(),
    body: text().notNull(),
    // What a webhook is told beside the words.
    news: jsonb().notNull(),
    state: text({ enum: DELIVERY_STATES }).notNull().default('due'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
    failure: text(),
  },
  (table) => [
    check('alert_deliveries_state', isOneOf(table.state, DELIVERY_STATES)),
    check('alert_deliveries_to', sql`(${table.channelId} is null) <> (${table.personId} is null)`),
    index('alert_deliveries_of').on(table.channelId, table.id),
    index('alert_deliveries_due').on(table.nextAttemptAt).where(sql`state = 'due'`),
  ],
);

/** What each channel was told of each alert, once. */
export const alertNotices = pgTable(
  'alert_notices',
  {
    alertId: bigint('alert_id', { mode: 'bigint' })
      .notNull()
      .references(() => alerts.id, { onDelete: 'cascade' }),
    channelId: bigint('channel_id', { mode: 'bigint' })
      .notNull()
      .references(() => alertChannels.id),
    news: text({ enum: ALERT_NEWS }).notNull(),
    deliveryId: bigint('delivery_id', { mode: 'bigint' })
      .notNull()
      .references(() => alertDeliveries.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.alertId, table.channelId, table.news] }),
    check('alert_notices_news', isOneOf(table.news, ALERT_NEWS)),
    index('alert_notices_of_delivery').on(table.deliveryId),
  ],
);

/** That somebody was given a discrepancy to review, or was named in a note of it, until they were told. */
export const assignmentNotices = pgTable(
  'assignment_notices',
  {
    id: id(),
    discrepancyId: bigint('discrepancy_id', { mode: 'bigint' })
      .notNull()
      .references(() => discrepancies.id),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    reason: text({ enum: NOTICE_REASONS }).notNull().default('assigned'),
    // Who did so.
    assignedBy: text('assigned_by').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [check('assignment_notices_reason', isOneOf(table.reason, NOTICE_REASONS))],
);
