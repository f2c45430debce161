import type { LoaderFunctionArgs } from '@remix-run/node';
import { draftById } from '#reconciliation/statements/drafts.ts';
import { previewOf } from '#reconciliation/statements/preview.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';

/** Who asks for a draft, of which account, and which one. */
export async function draftOfRequest({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'statement.import');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'statement_drafts', [id]);
  return { person, account, id };
}

/** What the preview of a file shows. */
export async function shownDraft(args: LoaderFunctionArgs) {
  const { account, id } = await draftOfRequest(args);
  const draft = await draftById(args.context.sql, account.id, id);
  const { fileName, sizeBytes, table, mapping, mappingName, unsure } = draft;
  const { format, encoding, delimiter } = table;
  return {
    ...{ id, fileName, sizeBytes, format, encoding, delimiter, mapping, mappingName, unsure },
    preview: await previewOf(args.context.sql, account, draft),
  };
}
