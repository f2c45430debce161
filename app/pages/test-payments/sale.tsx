import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { BROWSER_INFO } from '#paymega/browser-info.ts';
import { orderSale, sendCard } from '#reconciliation/test-payments/sale.ts';
import { actorOf } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { default, loader, meta } from './detail.tsx';

const browserText = z.string().max(1000, 'at most 1000 characters').default('');

const SALE = {
  schema: z.object({
    outcome: z.string('choose an outcome').max(100, 'choose an outcome'),
    cardHolder: z.string().trim().min(1, 'give a name').max(100, 'at most 100 characters'),
    bankAnswersTo: z.enum(['provider', 'us'], 'choose where the bank answers to').default('provider'),
    sendsBrowserInfo: z.literal('yes').optional(),
    ...(Object.fromEntries(BROWSER_INFO.map((name) => [name, browserText])) as Record<
      (typeof BROWSER_INFO)[number],
      typeof browserText
    >),
  }),
  secret: [],
  at: { unknown_outcome: 'outcome' },
};

/** Sends the card of the chosen outcome to the gateway. */
export async function action(args: ActionFunctionArgs) {
  const { person, id } = await paymentOfRequest(args, 'test_payment.create');
  const { context } = args;
  return answerForm(await args.request.formData(), SALE, async (form) => {
    const { outcome, cardHolder, bankAnswersTo, sendsBrowserInfo, ...browserInfo } = form;
    const tools = await toolsFor(context, id);
    await orderSale(tools.sql, actorOf(person, context), id, {
      ...{ outcome, cardHolder, bankAnswersTo },
      browserInfo: sendsBrowserInfo ? browserInfo : null,
    });
    // The token of the creation is kept nowhere: Paymega tells it again.
    await goOn(context, tools, id, 'sale', (signal) => sendCard(tools, id, null, signal));
    return redirect(`/test-payments/${id}`);
  });
}
