import { type Account, accounts } from '#identity/accounts/accounts.ts';
import { type Viewer, visibleAccount } from '#identity/permissions/visibility.ts';
import type { Context } from '../context.ts';

/** The account of this slug, or the only one that the token is for. @throws Refusal (404) */
export async function accountForProgram(
  { sql }: Pick<Context, 'sql'>,
  token: Viewer,
  slug: string | undefined,
): Promise<Account> {
  if (slug === undefined && token.accounts !== null) {
    const [only] = await accounts(sql, token.accounts);
    if (only) return only;
  }
  return visibleAccount(sql, token, slug);
}
