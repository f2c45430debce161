import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { customerData } from '#reconciliation/reports/customer-data/customer-data.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { formBy } from '../../forms/form-by.ts';

/** What is read through in a few seconds; the command line has no such limit. */
const MOST_BYTES = 2 * 1024 ** 3;

const Asked = z.object({ customer: z.string().trim().min(1, 'Enter an id, a reference or an e-mail.') });

/** Everything that is kept of one customer, as a file. Not by an address: whom it is about would stand in every log. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'customer_data.export');
  const account = await currentAccount(request, context, person);
  const { customer } = formBy(Asked, await request.formData());
  const { text } = await customerData(context.sql, actorOf(person, context), account, customer, MOST_BYTES);
  return new Response(text, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${account.slug}-customer-data.json"`,
      'cache-control': 'no-store',
    },
  });
}
