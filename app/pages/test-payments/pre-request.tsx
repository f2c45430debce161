import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { askForServices } from '#reconciliation/test-payments/draft.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { default, loader, meta } from './detail.tsx';

/** Asks Paymega which services are open to the order of a test payment. */
export async function action(args: ActionFunctionArgs) {
  const { id } = await paymentOfRequest(args, 'test_payment.create');
  const { context } = args;
  return answerForm(await args.request.formData(), { schema: z.object({}), secret: [] }, async () => {
    const tools = await toolsFor(context, id);
    await goOn(context, tools, id, 'pre-request', (signal) => askForServices(tools, id, signal));
    return redirect(`/test-payments/${id}`);
  });
}
