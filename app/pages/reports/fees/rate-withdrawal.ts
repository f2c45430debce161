import type { ActionFunctionArgs } from '@remix-run/node';
import { withdrawRate } from '#reconciliation/reports/fees/enter-rate.ts';
import { feeRate } from '#reconciliation/reports/fees/rates.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { actThenRedirect } from '../../../forms/answer.server.ts';
import { idParam } from '../../../forms/form.ts';

export { ErrorBoundary } from '../../in-frame.tsx';

/** Takes a rate back that was a mistake. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'fees.manage');
  const account = await currentAccount(request, context, person);
  const { id } = await feeRate(context.sql, account.id, idParam(params.id));
  return actThenRedirect(context, `/reports/fees/rates/${id}`, async () => {
    await withdrawRate(context.sql, actorOf(person, context), account, id);
    return 'Withdrawn: it holds for no day.';
  });
}
