import type { ActionFunctionArgs } from '@remix-run/node';
import { audit } from '#reconciliation/audit.ts';
import { exponentsOf } from '#reconciliation/currencies.ts';
import { checkInvoice } from '#reconciliation/run/check-invoice.ts';
import { actorOf, requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { actAndReturn, ownPath } from '../../answer.server.ts';
import { keyParam } from '../../form.ts';
import { answerWords } from './answer-words.ts';

/** Asks Paymega about one invoice, now, and comes back with what it said. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const account = await currentAccount(request, context, person);
  const invoiceId = keyParam(params.id);
  const form = await request.formData();
  return actAndReturn(
    context,
    ownPath(form.get('to'), `/invoices/${encodeURIComponent(invoiceId)}`),
    async () => {
      const { sql } = context;
      const { privateApi } = await context.counterparties.of(account.id);
      const question = { accountId: account.id, invoiceId, askedBy: 'person', personId: person.id } as const;
      await audit(
        sql,
        actorOf(person, context),
        'status_check.created',
        `invoice:${account.slug}:${invoiceId}`,
      );
      const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
      return answerWords(await checkInvoice(tools, question, context.signal));
    },
  );
}
