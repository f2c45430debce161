import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { z } from 'zod';
import { orderRefund, sendRefund } from '#reconciliation/test-payments/refund.ts';
import { actorOf } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { default, loader, meta } from './detail.tsx';

const REFUND = {
  schema: z.object({ refundAmount: z.string().trim().max(20, 'at most 20 characters') }),
  secret: [],
  at: { bad_amount: 'refundAmount' },
};

/** Refunds a test payment, all of what is left or a part. */
export async function action(args: ActionFunctionArgs) {
  const { person, id } = await paymentOfRequest(args, 'test_payment.create');
  const { context } = args;
  return answerForm(await args.request.formData(), REFUND, async ({ refundAmount }) => {
    const tools = await toolsFor(context, id);
    const asked = await orderRefund(tools, actorOf(person, context), id, refundAmount || null);
    await goOn(context, tools, id, 'refund', (signal) => sendRefund(tools, id, asked, signal));
    return redirect(`/test-payments/${id}`);
  });
}
