import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { AUDIT_FILTER, auditFilter } from '#identity/audit/audit-filter.ts';
import { oneOf, readFilter } from '#identity/filter.ts';
import { INVOICE_FILTER, invoiceFilter } from '../books/invoice-filter.ts';
import { DISCREPANCY_FILTER, discrepancyFilter } from '../discrepancies/discrepancy-filter.ts';
import type { Export } from './export.ts';

const MODE = { mode: oneOf(['live', 'test', 'all']).default('all') };

/** What can be exported, by which filter. */
export const EXPORT_FILTERS = {
  discrepancies: DISCREPANCY_FILTER.extend(MODE),
  invoices: INVOICE_FILTER.extend(MODE),
  audit: AUDIT_FILTER,
};
export type ExportList = keyof typeof EXPORT_FILTERS;

/**
 * The export that a program asks for, by the filter as it was written.
 * @throws FilterRefusal (422)
 */
export async function exportOf(
  sql: Sql,
  account: Pick<Account, 'id' | 'timeZone'>,
  list: ExportList,
  given: Iterable<readonly [string, string]>,
): Promise<Export> {
  switch (list) {
    case 'discrepancies': {
      const asked = readFilter(EXPORT_FILTERS.discrepancies, given, 'unreadable');
      return { list, filter: await discrepancyFilter(sql, account, asked) };
    }
    case 'invoices': {
      const asked = readFilter(EXPORT_FILTERS.invoices, given, 'unreadable');
      return { list, filter: await invoiceFilter(sql, account, asked) };
    }
    case 'audit':
      return {
        list,
        filter: auditFilter(readFilter(EXPORT_FILTERS.audit, given, 'unreadable'), account.timeZone),
      };
  }
}
