import { type Account, accountBySlug, accounts } from '#reconciliation/accounts.ts';
import { type Seer, sees } from '#reconciliation/people/visibility.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { problem } from '../access.server.ts';
import type { Context } from '../context.ts';

/** The account of `?account=`, or the only one that the token is for. @throws 404 as JSON */
export async function accountForProgram(
  request: Request,
  { sql }: Pick<Context, 'sql'>,
  token: Seer,
): Promise<Account> {
  const slug = new URL(request.url).searchParams.get('account') ?? undefined;
  try {
    if (slug === undefined && token.accounts !== null) {
      const [only] = await accounts(sql, token.accounts);
      if (only) return only;
    }
    const account = await accountBySlug(sql, slug);
    if (sees(token, account.id)) return account;
  } catch (error) {
    if (error instanceof Refusal) throw problem(error.status, error.code, error.message);
    throw error;
  }
  throw problem(404, 'unknown_account', `there is no account “${slug}”`);
}
