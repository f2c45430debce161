import { type Account, accounts } from '#identity/accounts/accounts.ts';
import type { Viewer } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { isUrl } from '#paymega/is-url.ts';
import type { Context } from '../context.ts';
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
 * The account that a page shows: the one of `?account=`, else that of the page from which one comes, else the
 * one that was chosen last, else the first that the person sees; and all that they see.
 * @throws 404 where there is none of this name for them, 403 where they see none at all, 409 where something
 * is to be done to one of several and its form does not name it: what was chosen last may be what another tab
 * shows
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
    if (!account) throw new Refusal('unknown_account', `there is no account “${slug}”`, 404);
    return { account, visible };
  }
  if (request.method !== 'GET' && visible.length > 1) {
    const message = 'Which account this is for was not said. Open the page again.';
    throw new Refusal('no_account_named', message, 409);
  }
  const account = await chosenBefore(request, context, visible);
  if (!account)
    throw new Refusal('no_account', 'You see no account yet. Ask an admin for access to one.', 403);
  return { account, visible };
}

/**
 * The account that the frame around a page shows: the page's own, and the one chosen last around a page that
 * is refused because its address names one that there is not. Null where the person sees none.
 */
export async function accountOfFrame(
  request: Request,
  context: Asked,
  person: Viewer,
): Promise<{ account: Account; visible: Account[] } | null> {
  const visible = await visibleAccounts(request, context, person);
  const slug = new URL(request.url).searchParams.get('account');
  const account = visible.find((one) => one.slug === slug) ?? (await chosenBefore(request, context, visible));
  return account ? { account, visible } : null;
}

async function chosenBefore(
  request: Request,
  { cookies }: Asked,
  visible: readonly Account[],
): Promise<Account | undefined> {
  const chosen: unknown = await cookies.account.parse(request.headers.get('cookie'));
  const left = accountOfPage(request.headers.get('referer'));
  return visible.find((one) => one.slug === left) ?? visible.find((one) => one.slug === chosen) ?? visible[0];
}

/** The account that the page named from which somebody comes: only our own pages tell their whole address. */
function accountOfPage(referrer: string | null): string | null {
  if (!referrer || !isUrl(referrer)) return null;
  return new URL(referrer).searchParams.get('account');
}
