import type { ActionFunctionArgs } from '@remix-run/node';
import { remapDraft } from '#reconciliation/statements/drafts.ts';
import { importDraft } from '#reconciliation/statements/import-statement.ts';
import { actorOf } from '../../access/access.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { MAPPING_FORM, mappingOf } from './mapping-form.server.ts';
import { draftOfRequest } from './preview.server.ts';

export { default, loader, meta } from './preview.tsx';

/** Imports a file as the form says that it is to be read. */
export async function action(args: ActionFunctionArgs) {
  const { person, account, id } = await draftOfRequest(args);
  const { sql } = args.context;
  return answerForm(await args.request.formData(), { schema: MAPPING_FORM, secret: [] }, async (given) => {
    await remapDraft(sql, account.id, id, mappingOf(given));
    const done = await importDraft(sql, actorOf(person, args.context), account, id, given.saveAs);
    const words = `${done.good} rows imported, ${done.bad} could not be read. Discrepancies: ${done.opened} opened, ${done.closed} closed.`;
    const tone = done.bad + done.opened > 0 ? 'warn' : 'good';
    return returnTo(args.context, `/reports/statements/${done.fileId}?mode=${given.mode}`, {
      tone,
      message: words,
    });
  });
}
