import { type Account, accountBySlug, accounts } from '#reconciliation/accounts.ts';
import { orRefuse } from './answer.server.ts';
import type { Context } from './context.ts';

/** The account that a page shows: the one of `?account=`, else the first. @throws 404 */
export async function currentAccount(request: Request, { sql }: Pick<Context, 'sql'>): Promise<Account> {
  const slug = new URL(request.url).searchParams.get('account');
  return orRefuse(async () => {
    if (slug) return accountBySlug(sql, slug);
    const [first] = await accounts(sql);
    return first ?? accountBySlug(sql, undefined);
  });
}
