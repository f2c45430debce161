import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { checkTestPayment, lookUpCreation } from '#reconciliation/test-payments/look-up.ts';
import { testPayment } from '#reconciliation/test-payments/test-payments.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { default, loader, meta } from './detail.tsx';

/** Asks Paymega about a test payment at once, by id and by reference. */
export async function action(args: ActionFunctionArgs) {
  const { id } = await paymentOfRequest(args, 'status_check.create');
  const { context } = args;
  return answerForm(await args.request.formData(), { schema: z.object({}), secret: [] }, async () => {
    const tools = await toolsFor(context, id);
    const { invoiceId } = await testPayment(tools.sql, id);
    await goOn(context, tools, id, 'check', async (signal) => {
      if (invoiceId === null) return lookUpCreation(tools, id, signal);
      await checkTestPayment(tools, id, 'id', signal);
      return checkTestPayment(tools, id, 'reference', signal);
    });
    return redirect(`/test-payments/${id}`);
  });
}
