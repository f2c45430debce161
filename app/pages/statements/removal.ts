import type { ActionFunctionArgs } from '@remix-run/node';
import { dropDraft } from '#reconciliation/statements/drafts.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { draftOfRequest } from './preview.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Takes a file away that was not imported. */
export async function action(args: ActionFunctionArgs) {
  const { account, id } = await draftOfRequest(args);
  return actThenRedirect(args.context, '/reports/statements', async () => {
    await dropDraft(args.context.sql, account.id, id);
    return 'The file was not imported, and is not kept.';
  });
}
