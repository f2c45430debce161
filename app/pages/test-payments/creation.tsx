import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { createOrdered, order } from '#reconciliation/test-payments/creation.ts';
import { actorOf } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { default, loader, meta } from './detail.tsx';

const address = (what: string) =>
  z
    .string()
    .trim()
    .max(500, 'at most 500 characters')
    .pipe(z.url({ protocol: /^https?$/, error: `give ${what} as a whole web address` }));

const ORDER = {
  schema: z.object({
    amount: z.string().trim().min(1, 'give an amount').max(20, 'at most 20 characters'),
    currency: z.string().trim().toUpperCase().length(3, 'give a currency, three letters'),
    service: z.string('choose a service').trim().min(1, 'give a service').max(100, 'at most 100 characters'),
    referenceId: z.string().trim().min(1, 'give a reference').max(255, 'at most 255 characters'),
    description: z.string().trim().min(1, 'give a description').max(1000, 'at most 1000 characters'),
    returnUrl: address('the return address'),
    callbackUrl: address('the callback address'),
  }),
  secret: [],
  at: {
    bad_amount: 'amount',
    unknown_currency: 'currency',
    reference_taken: 'referenceId',
    service_not_offered: 'service',
    service_of_other_currency: 'service',
  },
};

/** Creates the invoice of a test payment. */
export async function action(args: ActionFunctionArgs) {
  const { person, id } = await paymentOfRequest(args, 'test_payment.create');
  const { context } = args;
  return answerForm(await args.request.formData(), ORDER, async (asked) => {
    const tools = await toolsFor(context, id);
    await order(tools.sql, tools.exponentOf, actorOf(person, context), id, asked);
    await goOn(context, tools, id, 'creation', (signal) => createOrdered(tools, id, signal));
    return redirect(`/test-payments/${id}`);
  });
}
