import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { DISCREPANCY_ACTS, DISCREPANCY_STATES, MODES, RESOLUTIONS, SEVERITIES } from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { byteOrdered, instant, isOneOf, minor } from './columns.ts';
import { people } from './people.ts';
import { runs } from './runs.ts';

const run = (name: string) => bigint(name, { mode: 'bigint' }).references(() => runs.id);

/** One thing wrong with one invoice (or with one callback or reference, where there is no invoice). */
export const discrepancies = pgTable(
  'discrepancies',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    subject: text().notNull(),
    invoiceId: text('invoice_id'),
    referenceId: text('reference_id'),
    mode: text({ enum: MODES }).notNull(),
    kind: text().notNull(),
    cause: text(),
    severity: text({ enum: SEVERITIES }).notNull(),
    state: text({ enum: DISCREPANCY_STATES }).notNull().default('open'),
    resolution: text({ enum: RESOLUTIONS }),
    assigneeId: integer('assignee_id').references(() => people.id),
    currency: text().references(() => currencies.code),
    atRisk: minor('at_risk'),
    ours: text(),
    theirs: text(),
    evidence: jsonb().notNull(),
    fingerprint: text().notNull(),
    invoiceCreatedAt: instant('invoice_created_at').notNull(),
    openedAt: instant('opened_at').notNull(),
    openedRunId: run('opened_run_id'),
    lastSeenAt: instant('last_seen_at').notNull(),
    lastSeenRunId: run('last_seen_run_id'),
    resolvedAt: instant('resolved_at'),
    resolvedBy: integer('resolved_by').references(() => people.id),
    note: text(),
    // By what the work list is sorted, without nulls and all in one direction: the worst is 0.
    severityOrder: smallint('severity_order')
      .notNull()
      .generatedAlwaysAs(
        sql`case severity when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end`,
      ),
    // Where no money is known, behind every currency.
    riskCurrency: byteOrdered('risk_currency').notNull().generatedAlwaysAs(sql`coalesce(currency, '~')`),
    // Less than nothing, so that the most comes first.
    riskOrder: minor('risk_order').notNull().generatedAlwaysAs(sql`-coalesce(at_risk, 0)`),
  },
  (table) => [
    check('discrepancies_state', isOneOf(table.state, DISCREPANCY_STATES)),
    check('discrepancies_severity', isOneOf(table.severity, SEVERITIES)),
    check('discrepancies_mode', isOneOf(table.mode, MODES)),
    check('discrepancies_resolution', isOneOf(table.resolution, RESOLUTIONS)),
    check(
      'discrepancies_resolved',
      sql`(${table.state} = 'resolved') = (${table.resolution} is not null)
        and (${table.state} = 'resolved') = (${table.resolvedAt} is not null)`,
    ),
    check('discrepancies_money', sql`(${table.atRisk} is null) = (${table.currency} is null)`),
    uniqueIndex('discrepancies_one_open')
      .on(table.accountId, table.subject, table.kind)
      .where(sql`state <> 'resolved'`),
    index('discrepancies_of_subject').on(table.accountId, table.subject, table.kind, table.id),
    // What the list of all that there was, resolved or not, can be narrowed to.
    index('discrepancies_of_kind').on(...[table.accountId, table.mode, table.kind, table.openedAt, table.id]),
    index('discrepancies_of_cause')
      .on(table.accountId, table.mode, table.cause, table.openedAt, table.id)
      .where(sql`cause is not null`),
    index('discrepancies_of_assignee')
      .on(table.accountId, table.mode, table.assigneeId, table.openedAt, table.id)
      .where(sql`assignee_id is not null`),
    index('discrepancies_by_reference').on(table.accountId, table.referenceId),
    index('discrepancies_newest').on(table.accountId, table.mode, table.openedAt, table.id),
    index('discrepancies_unresolved')
      .on(table.accountId, table.mode, table.openedAt, table.id)
      .where(sql`state <> 'resolved'`),
    index('discrepancies_by_day').on(table.accountId, table.mode, table.invoiceCreatedAt, table.id),
    index('discrepancies_unresolved_by_age')
      .on(table.accountId, table.mode, table.invoiceCreatedAt, table.id)
      .where(sql`state <> 'resolved'`),
    index('discrepancies_by_severity').on(
      ...[table.accountId, table.mode, table.severityOrder, table.riskCurrency, table.riskOrder],
      ...[table.invoiceCreatedAt, table.id],
    ),
    index('discrepancies_unresolved_by_severity')
      .on(
        ...[table.accountId, table.mode, table.severityOrder, table.riskCurrency, table.riskOrder],
        ...[table.invoiceCreatedAt, table.id],
      )
      .where(sql`state <> 'resolved'`),
    index('discrepancies_by_risk').on(
      ...[table.accountId, table.mode, table.riskCurrency, table.riskOrder],
      ...[table.invoiceCreatedAt, table.id],
    ),
    index('discrepancies_unresolved_by_risk')
      .on(
        ...[table.accountId, table.mode, table.riskCurrency, table.riskOrder],
        ...[table.invoiceCreatedAt, table.id],
      )
      .where(sql`state <> 'resolved'`),
    index('discrepancies_of_run').on(table.lastSeenRunId),
    // What statements show, which each import looks at: those of an account are few.
    index('discrepancies_of_statements')
      .on(table.accountId, table.mode, table.id)
      .where(sql`
      state <> 'resolved' and kind in ('missing_in_statement', 'only_in_statement', 'statement_differs',
        'balance_break', 'statement_gap')`),
    // By the payment that was made again: what is heard of it may end the item of the other one.
    index('discrepancies_unresolved_twins')
      .on(table.accountId, table.theirs, table.id)
      .where(sql`kind = 'double_payment' and state <> 'resolved'`),
  ],
);

/** Every step in the life of a discrepancy. Append-only. */
export const discrepancyEvents = pgTable(
  'discrepancy_events',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    discrepancyId: minor('discrepancy_id')
      .notNull()
      .references(() => discrepancies.id),
    at: instant('at').notNull(),
    act: text({ enum: DISCREPANCY_ACTS }).notNull(),
    personId: integer('person_id').references(() => people.id),
    runId: run('run_id'),
    resolution: text({ enum: RESOLUTIONS }),
    note: text(),
    evidence: jsonb(),
  },
  (table) => [
    check('discrepancy_events_act', isOneOf(table.act, DISCREPANCY_ACTS)),
    index('discrepancy_events_of').on(table.discrepancyId, table.id),
    index('discrepancy_events_of_run').on(table.runId, table.discrepancyId).where(sql`run_id is not null`),
  ],
);
