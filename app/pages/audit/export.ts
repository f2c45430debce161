import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { actorOf, requireAuditor } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { exportAnswer, exportAsked, wayOf } from '../../http/export-answer.server.ts';
import { AUDIT_LIST } from './filter.server.ts';

/** The audit that the URL names, as a file, each line with its hash in the chain. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requireAuditor(request, context);
  const account = await currentAccount(request, context, person);
  const { way, given } = exportAsked('audit', AUDIT_LIST, new URL(request.url).searchParams, person.id);
  const what = await exportOf(context.sql, account, 'audit', given, { empty: 'absent' });
  const written = await wayOf(context, way, account.id, person.id);
  return exportAnswer(context, actorOf(person, context), person.id, what, written);
}
