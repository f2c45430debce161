import type { LoaderFunctionArgs } from '@remix-run/node';
import { readFilter } from '#identity/filter.ts';
import { proofOfList } from '#reconciliation/reports/proof/proof-of-list.ts';
import { proofPack } from '#reconciliation/reports/proof/proof-pack.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { zipAnswer } from '../../http/zip.server.ts';
import { WORK_LIST, workListFilter } from './filter.server.ts';

/** All that is known of the invoices that the list of the address names, for Paymega's support. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const { search, searchParams } = new URL(request.url);
  const filter = await workListFilter(context, account, person.id, readFilter(WORK_LIST, searchParams));
  const of = await proofOfList(context.sql, filter, search.slice(1, 500));
  const name = `${account.slug}-proof-${new Date().toISOString().slice(0, 10)}`;
  return zipAnswer(context, person, name, () =>
    proofPack(context.sql, actorOf(person, context), account, of),
  );
}
