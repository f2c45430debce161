import type { ActionFunctionArgs } from '@remix-run/node';
import type { Permission } from '#identity/permissions/permissions.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';

/** Who asks about which test payment. @throws 403, and 404 where it lies in an account that they do not see */
export async function paymentOfRequest(
  given: Pick<ActionFunctionArgs, 'request' | 'params' | 'context'>,
  permission: Permission,
) {
  const { request, params, context } = given;
  // Who sees no account at all is told so. An act names the row alone.
  if (request.method === 'GET')
    await currentAccount(request, context, await requirePerson(request, context, permission));
  return rowOfRequest(given, permission, 'test_payments', params.id);
}
