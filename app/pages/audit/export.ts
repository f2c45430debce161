import type { LoaderFunctionArgs } from '@remix-run/node';
import { auditFilter } from '#identity/audit/audit-filter.ts';
import { requireAuditor } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { csvAnswer, exportedBy } from '../../http/csv.server.ts';
import { AUDIT_LIST } from './filter.server.ts';

/** The audit that the URL names, as CSV, each line with its hash in the chain. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requireAuditor(request, context);
  const { timeZone } = await currentAccount(request, context, person);
  const filter = await exportedBy(AUDIT_LIST, request, (asked) => auditFilter(asked, timeZone));
  return csvAnswer(context, { list: 'audit', filter }, 'counterfoil', person);
}
