import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { noteReturn } from '#reconciliation/test-payments/challenge.ts';
import { paymentOfRequest } from './payment-of-request.server.ts';
import { goOn, toolsFor } from './tools.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Where the payer's browser comes back to: puts that down, and asks Paymega how the payment ended. */
export async function loader(args: LoaderFunctionArgs) {
  const { id } = await paymentOfRequest(args, 'books.read');
  const { context } = args;
  await noteReturn(context.sql, id);
  await goOn(context, await toolsFor(context, id), id, 'return', async () => undefined);
  return redirect(`/test-payments/${id}`);
}
