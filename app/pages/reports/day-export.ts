import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { exportAnswer, exportAsked, wayOf } from '../../http/export-answer.server.ts';
import { DAY_EXPORT } from './day-view.server.ts';

/** A business day by the money that moved on it, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const { way, given } = exportAsked('day', DAY_EXPORT, new URL(request.url).searchParams, person.id);
  const what = await exportOf(context.sql, account, 'day', given, { empty: 'absent' });
  const written = await wayOf(context, way, account.id, person.id);
  return exportAnswer(context, actorOf(person, context), person.id, what, written);
}
