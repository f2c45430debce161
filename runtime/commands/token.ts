import { accountBySlug } from '#identity/accounts/accounts.ts';
import { day } from '#identity/filter.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { createToken as makeToken } from '#identity/sessions/tokens.ts';
import type { Config } from '../config.ts';
import { ACTOR, visit } from './visit.ts';

const LONGEST_DAYS = 3650;
const DAY_MS = 86_400_000;

/**
 * `token create`: the secret goes to standard output, alone.
 * @throws Refusal `bad_token` where the name or the expiry cannot be read
 */
export async function createToken(
  config: Config,
  options: { name: string; role: Role; account?: string; expires?: string },
): Promise<void> {
  const name = options.name.trim();
  if (name === '' || name.length > 100)
    throw new Refusal('bad_token', 'the name must have 1 to 100 characters');
  const expiresAt = options.expires === undefined ? undefined : expiryOf(options.expires, new Date());
  await visit(config, async (sql) => {
    const accountId =
      options.account === undefined ? undefined : (await accountBySlug(sql, options.account)).id;
    const scope = { ...(accountId && { accountId }), ...(expiresAt && { expiresAt }) };
    process.stdout.write(`${await makeToken(sql, ACTOR, { name, role: options.role, ...scope })}\n`);
  });
}

/** In so many days (`90`), or when a day (`2027-01-31`) is over in UTC. */
function expiryOf(written: string, now: Date): Date {
  const days = /^[1-9]\d{0,3}$/.test(written) ? Number(written) : null;
  const at = days === null ? Date.parse(`${written}T00:00:00Z`) + DAY_MS : now.getTime() + days * DAY_MS;
  const isRead = days !== null || day.safeParse(written).success;
  if (isRead && at > now.getTime() && at <= now.getTime() + LONGEST_DAYS * DAY_MS) return new Date(at);
  const help = `from 1 to ${LONGEST_DAYS} days (90), or a day to come in that time (2027-01-31)`;
  throw new Refusal('bad_token', `--expires ${written}: give ${help}`);
}
