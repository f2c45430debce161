import type { Sql } from '#db/connection.ts';
import { type Actor, audit } from '../audit/audit.ts';
import type { Role } from '../permissions/permissions.ts';
import { createPasswordLink } from './password-links.ts';
import { addPerson } from './people.ts';

/**
 * Adds a person, who sets their own password by a link. Audited.
 * @returns the secret of the link, told this once
 * @throws Refusal `email_taken` (409)
 */
export async function invite(
  sql: Sql,
  actor: Actor,
  { email, role }: { email: string; role: Role },
): Promise<string> {
  const person = await sql.begin(async (transaction) => {
    const added = await addPerson(transaction, { email, role });
    await audit(transaction, actor, 'person.added', `person:${added.id}`, { email, role });
    return added;
  });
  return createPasswordLink(sql, actor, person.id, 'invitation');
}
