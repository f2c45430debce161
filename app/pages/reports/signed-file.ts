import type { LoaderFunctionArgs } from '@remix-run/node';
import { oneOf, readFilter } from '#identity/filter.ts';
import { SIGNED_FORMATS, signedFile } from '#reconciliation/reports/signed-files.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

const TYPES = { csv: 'text/csv; charset=utf-8', pdf: 'application/pdf' } as const;

const SIGNED_FILE = PAGE_ADDRESS.extend({ format: oneOf(SIGNED_FORMATS).default('pdf') });

/** A file of a signed day, as it was when it was signed. */
export async function loader(given: LoaderFunctionArgs) {
  const { request, params, context } = given;
  // Whoever sees no account is told so, as everywhere.
  await currentAccount(request, context, await requirePerson(request, context, 'books.export'));
  const { person, id } = await rowOfRequest(given, 'books.export', 'day_closes', params.id);
  const { format } = readFilter(SIGNED_FILE, new URL(request.url).searchParams);
  const { name, content } = await signedFile(context.sql, actorOf(person, context), id, format);
  return new Response(new Uint8Array(content), {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
