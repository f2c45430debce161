import { createPasswordLink } from '#identity/people/password-links.ts';
import { personByEmail } from '#identity/people/people.ts';
import { removeSecondFactor } from '#identity/people/second-factor.ts';
import { type Config, publicUrlOf } from '../config.ts';
import { ACTOR, visit } from './visit.ts';

/** `person link`: for the day on which no admin can sign in. */
export async function passwordLink(config: Config, email: string): Promise<void> {
  await visit(config, async (sql) => {
    const { id } = await personByEmail(sql, email);
    const secret = await createPasswordLink(sql, ACTOR, id, 'reset');
    process.stdout.write(`${publicUrlOf(config)}/password/${secret}\n`);
  });
}

/** `person remove-factor` */
export async function removeFactor(config: Config, email: string): Promise<void> {
  await visit(config, async (sql) => {
    const { id } = await personByEmail(sql, email);
    await removeSecondFactor(sql, id, ACTOR);
    process.stdout.write(`${email} signs in with the password alone now\n`);
  });
}
