import type { z } from 'zod';
import type { Person } from '#identity/people/people.ts';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { EXPORT_LISTS, type ExportList } from '#reconciliation/reports/export-filters.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { AUDIT_LIST } from '../audit/filter.server.ts';
import { CALLBACK_LIST } from '../callbacks/filter.server.ts';
import { WORK_LIST } from '../discrepancies/filter.server.ts';
import { INVOICE_LIST } from '../invoices/filter.server.ts';
import { PENDING_LIST } from '../pending/filter.server.ts';
import { RUN_LIST } from '../runs/filter.server.ts';
import { DAY_EXPORT } from './day-view.server.ts';

type ExportedList = { path: string; schema: z.ZodObject };

/** Each list that can be exported: where its file is, and what the address of its page may say. */
export const EXPORTED_LISTS: Readonly<Record<ExportList, ExportedList>> = {
  invoices: { path: '/invoices/export', schema: INVOICE_LIST },
  pending: { path: '/pending/export', schema: PENDING_LIST },
  discrepancies: { path: '/discrepancies/export', schema: WORK_LIST },
  callbacks: { path: '/reports/callbacks/export', schema: CALLBACK_LIST },
  'refused-callbacks': { path: '/reports/callbacks/export', schema: CALLBACK_LIST },
  quarantine: { path: '/reports/callbacks/export', schema: CALLBACK_LIST },
  runs: { path: '/runs/export', schema: RUN_LIST },
  'test-payments': { path: '/test-payments/export', schema: PAGE_ADDRESS },
  audit: { path: '/audit/export', schema: AUDIT_LIST },
  day: { path: '/reports/days/export', schema: DAY_EXPORT },
};

/** The list of this name, if somebody may export it. @throws Refusal `unknown_page` (404), `forbidden` (403) */
export function exportedList(name: string | null, person: Person): ExportList {
  const list = EXPORT_LISTS.find((one) => one === name);
  if (!list) throw new Refusal('unknown_page', 'There is no such list to export.', 404);
  if (list === 'audit' && (person.accounts !== null || !may(person.role, 'audit.read')))
    throw new Refusal('forbidden', 'The audit is for those who see all accounts.', 403);
  return list;
}
