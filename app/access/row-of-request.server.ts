import type { ActionFunctionArgs } from '@remix-run/node';
import type { Permission } from '#identity/permissions/permissions.ts';
import type { assertCanAccess } from '#identity/permissions/visibility.ts';
import { idParam } from '../forms/form.ts';
import { requireAccountAccess, requirePerson } from './access.server.ts';

/**
 * Who asks to do this, and the number of the row that it is about.
 * @param named the number, as the address says it
 * @throws the redirect to the sign-in, 403, and 404 where they do not see such a row
 */
export async function rowOfRequest(
  { request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>,
  permission: Permission,
  of: Parameters<typeof assertCanAccess>[2],
  named: string | undefined,
) {
  const person = await requirePerson(request, context, permission);
  const id = idParam(named);
  await requireAccountAccess(context, person, of, [id]);
  return { person, id };
}
