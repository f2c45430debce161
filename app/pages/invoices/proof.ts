import type { LoaderFunctionArgs } from '@remix-run/node';
import { readFilter } from '#identity/filter.ts';
import { proofPack } from '#reconciliation/reports/proof/proof-pack.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { keyParam } from '../../forms/form.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { zipAnswer } from '../../http/zip.server.ts';

/** All that is known of one invoice, for Paymega's support. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const id = keyParam(params.id);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  const make = () => proofPack(context.sql, actorOf(person, context), account, { invoiceId: id });
  return zipAnswer(context, person, `${account.slug}-proof-${id.slice(0, 80)}`, make);
}
