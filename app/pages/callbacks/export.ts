import type { LoaderFunctionArgs } from '@remix-run/node';
import { readFilter } from '#identity/filter.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { exportAnswer, exportAsked, WAY_ASKED, wayOf } from '../../http/export-answer.server.ts';
import { CALLBACK_LIST } from './filter.server.ts';

const LISTS = { inbox: 'callbacks', quarantine: 'quarantine', refused: 'refused-callbacks' } as const;
const ADDRESS = CALLBACK_LIST.extend(WAY_ASKED.shape);

/** What the page of callbacks shows, as a file: those received, those refused, or what is in quarantine. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const { searchParams } = new URL(request.url);
  const list = LISTS[readFilter(ADDRESS, searchParams).show];
  const { way, given } = exportAsked(list, CALLBACK_LIST, searchParams, person.id);
  const seesAllAccounts = person.accounts === null;
  const what = await exportOf(context.sql, account, list, given, { seesAllAccounts, empty: 'absent' });
  const written = await wayOf(context, way, account.id, person.id);
  return exportAnswer(context, actorOf(person, context), person.id, what, written);
}
