import type { ActionFunctionArgs } from '@remix-run/node';
import { audit } from '#reconciliation/audit.ts';
import { invoices } from '#reconciliation/book/invoices.ts';
import { actorOf, requirePerson } from '../../access.server.ts';
import { currentAccount } from '../../account.server.ts';
import { actAndReturn } from '../../answer.server.ts';
import { mode as modeField } from '../../form.ts';

const AT_MOST = 500;
const ONCE_SECONDS = 60;

/** Queues a status check of everything that is pending, the newest 500; results appear as the rate limit allows. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const account = await currentAccount(request, context, person);
  const mode = modeField.parse(new URL(request.url).searchParams.get('mode'));
  return actAndReturn(context, `/pending?mode=${mode}`, async () => {
    const { sql, queue } = context;
    const pending = await invoices(sql, { accountId: account.id, mode, isPending: true }, { limit: AT_MOST });
    await sql.begin(async (within) => {
      for (const { id: invoiceId } of pending) {
        const question = {
          accountId: account.id,
          invoiceId,
          askedBy: 'person',
          personId: person.id,
        } as const;
        const once = { key: `${account.id} ${invoiceId}`, seconds: ONCE_SECONDS };
        await queue.send('check-status', question, { within, once });
      }
      await audit(within, actorOf(person, context), 'status_check.created', `pending:${account.slug}`, {
        invoices: pending.length,
      });
    });
    return `${pending.length} status checks queued.`;
  });
}
