import type { ActionFunctionArgs } from '@remix-run/node';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { checkInvoiceFor } from '#reconciliation/comparison/check-invoice.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { keyParam } from '../../forms/form.ts';
import { answerText } from './answer-text.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Asks Paymega about one invoice, now, and comes back with what it said. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const account = await currentAccount(request, context, person);
  const invoiceId = keyParam(params.id);
  const form = await request.formData();
  return actThenRedirect(
    context,
    safeRedirect(form.get('to'), `/invoices/${encodeURIComponent(invoiceId)}`),
    async () => {
      const { sql } = context;
      const tools = await checkToolsOf({ sql, connectionOf: context.connections.of }, account.id);
      const actor = actorOf(person, context);
      return answerText(await checkInvoiceFor(tools, actor, account, invoiceId, context.signal));
    },
  );
}
