import type { LoaderFunctionArgs } from '@remix-run/node';
import { Refusal } from '#identity/refusal.ts';
import { BODY_KINDS, bodyOf } from '#reconciliation/books/timeline.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam, keyParam } from '../../forms/form.ts';

/** The body that an address names, and where the whole of it can be had. @throws Refusal (404) */
export async function bodyAsked({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const kind = BODY_KINDS.find((one) => one === params.kind);
  if (!kind) throw new Refusal('unknown_page', 'There is no such page.', 404);
  const [invoiceId, id] = [keyParam(params.id), idParam(params.entry)];
  const body = await bodyOf(context.sql, { accountId: account.id, invoiceId, kind, id });
  const file = `/invoices/${encodeURIComponent(invoiceId)}/bodies/${kind}/${id}/file?account=${account.slug}`;
  return { invoiceId, kind, id, account, body, file };
}
