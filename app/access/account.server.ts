import { type Account, accounts } from '#identity/accounts/accounts.ts';
import type { Viewer } from '#identity/permissions/visibility.ts';
import type { Context } from '../context.ts';
import { refusalResponse } from '../forms/refuse.server.ts';
import { readOnce } from './request-cache.server.ts';

type Asked = Pick<Context, 'sql' | 'cookies'>;

/** The account that a page shows. @see currentAndVisible */
export async function currentAccount(request: Request, context: Asked, person: Viewer): Promise<Account> {
  return (await currentAndVisible(request, context, person)).account;
}

/** All accounts that the person sees; there may be none. */
export function visibleAccounts(request: Request, context: Asked, person: Viewer): Promise<Account[]> {
  return readOnce(request, context, 'accounts', () => accounts(context.sql, person.accounts));
}

/**
 * The account that a page shows: the one of `?account=`, else the one that was chosen last, else the first that the
 * person sees; and all that they see.
 * @throws 404 where there is none of this name for them, 403 where they see none at all, 409 where something is to be done
 * to one of several and its form does not name it: what was chosen last may be what another tab shows
 */
export async function currentAndVisible(
  request: Request,
  context: Asked,
  person: Viewer,
): Promise<{ account: Account; visible: Account[] }> {
  const visible = await visibleAccounts(request, context, person);
  const slug = new URL(request.url).searchParams.get('account');
  if (slug) {
    const account = visible.find((one) => one.slug === slug);
    if (!account) throw refusalResponse(404, `there is no account “${slug}”`);
    return { account, visible };
  }
  if (request.method !== 'GET' && visible.length > 1) {
    throw refusalResponse(409, 'Which account this is for was not said. Open the page again.');
  }
  const chosen: unknown = await context.cookies.account.parse(request.headers.get('cookie'));
  const account = visible.find((one) => one.slug === chosen) ?? visible[0];
  if (!account)
    throw refusalResponse(403, 'You see no account yet. Ask an admin to give you the sight of one.');
  return { account, visible };
}
