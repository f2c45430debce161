import type { ActionFunctionArgs } from '@remix-run/node';
import type { Permission } from '#identity/permissions/permissions.ts';
import { requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { idParam } from '../../forms/form.ts';

/** Who asks about which test payment. @throws 403, and 404 where it lies in an account that they do not see */
export async function paymentOfRequest(
  { request, params, context }: Pick<ActionFunctionArgs, 'request' | 'params' | 'context'>,
  permission: Permission,
) {
  const person = await requirePerson(request, context, permission);
  // Who sees no account at all is told so. An act names the row alone.
  if (request.method === 'GET') await currentAccount(request, context, person);
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'test_payments', [id]);
  return { person, id };
}
