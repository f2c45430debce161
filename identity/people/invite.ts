import type { Sql } from '#db/connection.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { createPasswordLink } from './password-links.ts';
import { addPerson, type NewPerson } from './people.ts';

/**
 * Adds a person, who sets their own password by a link. Audited.
 * @returns the secret of the link, told this once
 * @throws Refusal `email_taken`, `name_taken` (409)
 */
export async function invite(
  sql: Sql,
  actor: Actor,
  { email, name = null, role }: Omit<NewPerson, 'password'>,
): Promise<string> {
  const person = await sql.begin(async (transaction) => {
    const added = await addPerson(transaction, { email, name, role });
    await audit(transaction, actor, 'person.added', `person:${added.id}`, {
      email,
      ...(name && { name }),
      role,
    });
    return added;
  });
  return createPasswordLink(sql, actor, person.id, 'invitation');
}
