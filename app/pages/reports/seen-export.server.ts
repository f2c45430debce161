import type { LoaderFunctionArgs } from '@remix-run/node';
import type { Person } from '#identity/people/people.ts';
import { Refusal } from '#identity/refusal.ts';
import { type ExportRecord, exportRecord } from '#reconciliation/reports/export-record.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';

/**
 * The export that an address names, and who asks.
 * @throws the redirect to the sign-in, 403, and 404 where they do not see it: what is of all accounts, who sees some
 */
export async function seenExport({
  request,
  params,
  context,
}: Pick<LoaderFunctionArgs, 'request' | 'params' | 'context'>): Promise<{
  person: Person;
  record: ExportRecord;
}> {
  const person = await requirePerson(request, context, 'books.export');
  // Who sees no account is told so, and what an address names must be there.
  await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'exports', [id]);
  const record = await exportRecord(context.sql, id);
  if (record.isOfAllAccounts && person.accounts !== null)
    throw new Refusal('unknown_export', `there is no export ${id}`, 404);
  return { person, record };
}
