import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { checkSettings } from '#reconciliation/test-payments/addresses.ts';
import {
  beginIntegrationCheck,
  carryOutIntegrationCheck,
} from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { paymentToolsOf } from '#reconciliation/test-payments/payment-tools.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Begins an integration check of the account, and goes to its report. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'test_payment.create');
  const account = await currentAccount(request, context, person);
  const { sql, connections, background, publicUrl } = context;
  const actor = actorOf(person, context);
  let id: bigint | null = null;
  const refused = await actThenRedirect(context, '/test-payments', async () => {
    const tools = await paymentToolsOf({ sql, connectionOf: connections.of }, account.id);
    const begun = await beginIntegrationCheck(sql, actor, account.id);
    id = begun;
    const settings = checkSettings(publicUrl, account);
    await background.begin(`integration check ${begun}`, (signal) =>
      carryOutIntegrationCheck(tools, actor, begun, settings, signal),
    );
    return '';
  });
  return id === null ? refused : redirect(`/integration-checks/${id}`);
}
