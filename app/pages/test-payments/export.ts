import type { LoaderFunctionArgs } from '@remix-run/node';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { exportAnswer, exportAsked, wayOf } from '../../http/export-answer.server.ts';

/** The test payments of the account, as a file. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const { way, given } = exportAsked(
    'test-payments',
    PAGE_ADDRESS,
    new URL(request.url).searchParams,
    person.id,
  );
  const what = await exportOf(context.sql, account, 'test-payments', given, { empty: 'absent' });
  const written = await wayOf(context, way, account.id, person.id);
  return exportAnswer(context, actorOf(person, context), person.id, what, written);
}
