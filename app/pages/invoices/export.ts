import type { LoaderFunctionArgs } from '@remix-run/node';
import { invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { csvAnswer, exportedBy } from '../../http/csv.server.ts';
import { INVOICE_LIST } from './filter.server.ts';

/** The list that the URL names, as CSV. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const filter = await exportedBy(INVOICE_LIST, request, (asked) =>
    invoiceFilter(context.sql, account, asked),
  );
  return csvAnswer(context, { list: 'invoices', filter }, account.slug, person);
}
