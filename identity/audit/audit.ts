import type { Queryable } from '#db/connection.ts';
import type { Act } from './acts.ts';

/** Who acts: a person at the console, a program with a token, or the product by itself. */
export type Actor =
  | { kind: 'person'; personId: number; name: string; address?: string | undefined }
  | { kind: 'token'; name: string; address?: string | undefined }
  | { kind: 'program'; name: string };

/** Writes one line of the audit. Call it in the transaction of the act itself. */
export async function audit(
  sql: Queryable,
  actor: Actor,
  act: Act,
  subject: string,
  details: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  const address = 'address' in actor ? (actor.address ?? null) : null;
  await sql`
    insert into audit (actor, person_id, act, subject, details, address)
    values (${`${actor.kind}:${actor.name}`}, ${personIdOf(actor)}, ${act}, ${subject}, ${sql.json(details)},
      ${address})`;
}

/** The person behind an act, where it is one. */
export function personIdOf(actor: Actor): number | null {
  return actor.kind === 'person' ? actor.personId : null;
}
