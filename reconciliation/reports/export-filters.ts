import { z } from 'zod';
import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import { AUDIT_FILTER, auditFilter } from '#identity/audit/audit-filter.ts';
import { assertDaysInOrder, day, oneOf, readFilter, rowNumber, text } from '#identity/filter.ts';
import { INVOICE_FILTER, invoiceFilter } from '../books/invoice-filter.ts';
import { RECEIVED_FILTER, REFUSED_FILTER } from '../callbacks/callback-filter.ts';
import { DISCREPANCY_FILTER, discrepancyFilter } from '../discrepancies/discrepancy-filter.ts';
import type { Clocks } from './export-clocks.ts';
import type { Export, Section } from './export-content.ts';
import { auditRows } from './export-rows/audit.ts';
import { callbackRows, quarantineRows, refusedRows } from './export-rows/callbacks.ts';
import { dayFigures, dayPayments } from './export-rows/day.ts';
import { discrepancyRows } from './export-rows/discrepancies.ts';
import { invoiceRows, pendingRows } from './export-rows/invoices.ts';
import { runRows } from './export-rows/runs.ts';
import { testPaymentRows } from './export-rows/test-payments.ts';

const mode = oneOf(['live', 'test', 'all']);
const MODE = { mode: mode.default('all') };

/** What can be exported, by which filter: one line for each list or report. */
export const EXPORT_FILTERS = {
  invoices: INVOICE_FILTER.extend(MODE),
  pending: INVOICE_FILTER.pick({
    ...{ age: true, status: true, service: true, currency: true },
    ...{ search: true, from: true, to: true },
  }).extend(MODE),
  discrepancies: DISCREPANCY_FILTER.extend({
    ...MODE,
    /** The number of a person, or `none`. */
    assignee: z.union([rowNumber, z.literal('none')], 'must be none, or the number of a person').optional(),
  }),
  callbacks: RECEIVED_FILTER.extend({ mode: mode.default('all'), search: text.optional() }),
  'refused-callbacks': REFUSED_FILTER.extend({ search: text.optional() }),
  quarantine: z.object({}),
  runs: z.object({}),
  'test-payments': z.object({}),
  audit: AUDIT_FILTER,
  /** A business day by the money that moved on it: its payments, or with its figures before them. */
  day: z.object({
    day: day,
    mode: oneOf(['live', 'test']).default('live'),
    parts: oneOf(['payments', 'all']).default('payments'),
  }),
};
export type ExportList = keyof typeof EXPORT_FILTERS;

export const EXPORT_LISTS = Object.keys(EXPORT_FILTERS) as ExportList[];

type Exporter = Pick<Account, 'id' | 'timeZone'>;
type Given = Iterable<readonly [string, string]>;

/**
 * What is exported, by the filter as it was written: exactly what the list of the same filter shows.
 * @param options.seesAllAccounts whether whoever asks sees what came without an account, too
 * @param options.empty what an empty value is (`readFilter`)
 * @throws FilterRefusal (422)
 */
export async function exportOf(
  sql: Sql,
  account: Exporter,
  list: ExportList,
  given: Given,
  options: { seesAllAccounts?: boolean; empty?: 'absent' | 'unreadable' } = {},
): Promise<Export> {
  const written = [...given];
  const sections = await sectionsOf(sql, account, list, written, options);
  return {
    list,
    accountId: account.id,
    timeZone: account.timeZone,
    isOfAllAccounts: list === 'audit',
    filter: Object.fromEntries(written.filter(([, value]) => value.trim() !== '')),
    facts: [],
    sections,
  };
}

async function sectionsOf(
  sql: Sql,
  account: Exporter,
  list: ExportList,
  given: readonly (readonly [string, string])[],
  { seesAllAccounts = false, empty = 'unreadable' }: Parameters<typeof exportOf>[4] & object,
): Promise<(clocks: Clocks) => Section[]> {
  const read = <Schema extends z.ZodObject>(schema: Schema) => readFilter(schema, given, empty);
  switch (list) {
    case 'invoices': {
      const filter = await invoiceFilter(sql, account, read(EXPORT_FILTERS.invoices));
      return (clocks) => [invoiceRows(filter, clocks)];
    }
    case 'pending': {
      const asked = { ...read(EXPORT_FILTERS.pending), pending: 'yes' as const };
      const filter = await invoiceFilter(sql, account, asked);
      return (clocks) => [pendingRows(filter, clocks)];
    }
    case 'discrepancies': {
      const { assignee, ...asked } = read(EXPORT_FILTERS.discrepancies);
      const assigneeId = assignee === undefined ? undefined : assignee === 'none' ? null : Number(assignee);
      const filter = await discrepancyFilter(sql, account, { ...asked, assigneeId });
      return (clocks) => [discrepancyRows(filter, clocks)];
    }
    case 'callbacks': {
      const { mode: asked, ...rest } = read(EXPORT_FILTERS.callbacks);
      assertDaysInOrder(rest);
      const { id: accountId, timeZone } = account;
      const filter = { accountId, timeZone, ...rest, mode: asked === 'all' ? undefined : asked };
      return (clocks) => [callbackRows(filter, clocks)];
    }
    case 'refused-callbacks': {
      const asked = read(EXPORT_FILTERS['refused-callbacks']);
      assertDaysInOrder(asked);
      const { id: accountId, timeZone } = account;
      const filter = { accountId, timeZone, withUnaddressed: seesAllAccounts, ...asked };
      return (clocks) => [refusedRows(filter, clocks)];
    }
    case 'audit': {
      const filter = auditFilter(read(EXPORT_FILTERS.audit), account.timeZone);
      return (clocks) => [auditRows(filter, clocks)];
    }
    case 'day': {
      const { day: asked, mode: of, parts } = read(EXPORT_FILTERS.day);
      const rows = { accountId: account.id, mode: of, stretch: dayOf(asked, account.timeZone) };
      return (clocks) =>
        parts === 'all' ? [dayFigures(rows), dayPayments(rows, clocks)] : [dayPayments(rows, clocks)];
    }
    default:
      read(EXPORT_FILTERS[list]);
      return (clocks) => [ofAccount(list, account.id, clocks)];
  }
}

/** The lists that have no filter but their account. */
function ofAccount(
  list: 'quarantine' | 'runs' | 'test-payments',
  accountId: number,
  clocks: Clocks,
): Section {
  switch (list) {
    case 'quarantine':
      return quarantineRows(accountId, clocks);
    case 'runs':
      return runRows(accountId, clocks);
    case 'test-payments':
      return testPaymentRows(accountId, clocks);
  }
}
