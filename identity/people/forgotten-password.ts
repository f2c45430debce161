import type { Sql } from '#db/connection.ts';
import { networkOf } from '../sessions/network.ts';
import { triedBy } from '../sessions/sign-in-keys.ts';
import { assertMayTry } from '../sessions/sign-in-limits.ts';
import { createPasswordLink } from './password-links.ts';

type Mail = { to: string; subject: string; text: string };

const MAILS_AN_ADDRESS = 10;
const MAILS_A_PERSON = 3;

/**
 * Mails a link to set a new password, if there is such a person. Answers before anything is known or sent, so that
 * neither the answer nor its time tells who is known here.
 * @param onFailure what is told when the mail could not be made or sent
 * @throws Refusal `too_many_attempts` (429)
 */
export async function mailPasswordLink(
  sql: Sql,
  asked: { email: string; address: string; publicUrl: string },
  mailer: { send(mail: Mail): Promise<void> },
  onFailure: (error: unknown) => void,
): Promise<void> {
  const { email } = await triedBy(sql, asked.email, asked.address);
  const limits = {
    [`forgotten address:${networkOf(asked.address)}`]: MAILS_AN_ADDRESS,
    [`forgotten email:${email}`]: MAILS_A_PERSON,
  };
  // The wait does not grow: whoever asks for mails in another's name must not keep their own mail from them for long.
  await assertMayTry(sql, limits, { what: 'mails asked for', doubles: false });
  send(sql, asked, mailer).catch(onFailure);
}

async function send(
  sql: Sql,
  { email, publicUrl }: { email: string; publicUrl: string },
  mailer: { send(mail: Mail): Promise<void> },
): Promise<void> {
  const [person] = await sql<{ id: number; email: string }[]>`
    select id, email from people where lower(email) = lower(${email}) and disabled_at is null`;
  if (!person) return;
  const actor = { kind: 'program', name: 'password forgotten' } as const;
  const secret = await createPasswordLink(sql, actor, person.id, 'mailed');
  await mailer.send({
    to: person.email,
    subject: 'Set a new password for Counterfoil',
    text: [
      'Somebody asked for a new password for your account at Counterfoil.',
      '',
      `Set it here within the hour: ${publicUrl}/password/${secret}`,
      '',
      'If it was not you, do nothing: your password is as it was.',
    ].join('\n'),
  });
}
