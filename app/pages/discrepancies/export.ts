import type { LoaderFunctionArgs } from '@remix-run/node';
import { requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { csvAnswer } from '../../csv.server.ts';
import { discrepancyFilter } from './filter.server.ts';

/** The list that the URL names, as CSV. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const filter = discrepancyFilter(new URL(request.url), account, person.id);
  return csvAnswer(context, { list: 'discrepancies', filter }, account.slug);
}
