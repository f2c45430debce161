import { data } from '@remix-run/node';
import { type Account, accountBySlug, accounts } from '#reconciliation/accounts.ts';
import { type Seer, sees } from '#reconciliation/people/visibility.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { orRefuse } from './answer.server.ts';
import type { Context } from './context.ts';

/**
 * The account that a page shows: the one of `?account=`, else the one that was chosen last, else the first that the
 * person sees.
 * @throws 404 where there is none of this name for them, 403 where they see none at all, 409 where something is to be done
 * to one of several and its form does not name it: what was chosen last may be what another tab shows
 */
export async function currentAccount(
  request: Request,
  { sql, cookies }: Pick<Context, 'sql' | 'cookies'>,
  person: Seer,
): Promise<Account> {
  const slug = new URL(request.url).searchParams.get('account');
  if (slug) {
    return orRefuse(async () => {
      const account = await accountBySlug(sql, slug);
      if (!sees(person, account.id))
        throw new Refusal('unknown_account', `there is no account “${slug}”`, 404);
      return account;
    });
  }
  const visible = await accounts(sql, person.accounts);
  if (request.method !== 'GET' && visible.length > 1) {
    throw data('Which account this is for was not said. Open the page again.', { status: 409 });
  }
  const chosen: unknown = await cookies.account.parse(request.headers.get('cookie'));
  const account = visible.find((one) => one.slug === chosen) ?? visible[0];
  if (!account)
    throw data('You see no account yet. Ask an admin to give you the sight of one.', { status: 403 });
  return account;
}
