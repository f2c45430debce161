import { type Account, accountBySlug } from '#reconciliation/accounts.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { problem } from '../access.server.ts';
import type { Context } from '../context.ts';

/** The account of `?account=`, or the only one. @throws 404 as JSON */
export async function accountForProgram(request: Request, { sql }: Pick<Context, 'sql'>): Promise<Account> {
  try {
    return await accountBySlug(sql, new URL(request.url).searchParams.get('account') ?? undefined);
  } catch (error) {
    if (error instanceof Refusal) throw problem(error.status, error.code, error.message);
    throw error;
  }
}
