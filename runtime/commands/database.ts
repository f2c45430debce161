import { randomBytes } from 'node:crypto';
import { ROLES, rolesSql } from '#db/roles.ts';

/**
 * `database roles`: the statement that makes the two roles, for psql; their passwords, made up, go to
 * standard error in the lines for `.env`.
 */
export function databaseRoles(options: { owner?: string; app?: string; database?: string }): void {
  const names = { owner: options.owner ?? ROLES.owner, app: options.app ?? ROLES.app };
  const passwords = { owner: randomBytes(24).toString('hex'), app: randomBytes(24).toString('hex') };
  process.stdout.write(rolesSql(names, passwords));
  const address = (role: keyof typeof names) =>
    `postgres://${names[role]}:${passwords[role]}@${options.database ?? 'localhost:5432/counterfoil'}`;
  process.stderr.write(`DATABASE_URL=${address('app')}\nMIGRATION_DATABASE_URL=${address('owner')}\n`);
}
