import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { csvAnswer, exportedBy } from '../../http/csv.server.ts';
import { WORK_LIST, workListFilter } from './filter.server.ts';

/** The list that the URL names, as CSV. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const filter = await exportedBy(WORK_LIST, request, (asked) =>
    workListFilter(context, account, person.id, asked),
  );
  return csvAnswer(context, { list: 'discrepancies', filter }, account.slug, person);
}
