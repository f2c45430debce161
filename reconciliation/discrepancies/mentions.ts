import type { Queryable } from '#db/connection.ts';
import { type Actor, personIdOf } from '#identity/audit/audit.ts';
import { peopleWho } from '#identity/people/people.ts';

/** Somebody whom a note may name: by their name, or the part of their e-mail address before the @. */
export type Nameable = { id: number; label: string; email: string };

/**
 * Whom a note names: `@` and a name as it stands on the screen, an e-mail address, or its part before the @. Of names
 * that begin alike the longest one counts; capitals do not.
 */
export function mentionedIn(note: string, people: readonly Nameable[]): number[] {
  const names = people
    .flatMap(({ id, label, email }) =>
      [label, email, email.split('@')[0] ?? ''].map((name) => ({ id, name: name.toLowerCase() })),
    )
    .filter(({ name }) => name !== '')
    .toSorted((one, other) => other.name.length - one.name.length);
  const text = note.toLowerCase();
  const found = [...text.matchAll(/(?<![\p{L}\p{N}._-])@/gu)].flatMap(({ index }) => {
    const rest = text.slice(index + 1);
    const longest = names.find(({ name }) => isWholeName(rest, name));
    // Two people whose names are alike: both are meant, as far as anybody can tell.
    return names.filter(({ name }) => name === longest?.name).map(({ id }) => id);
  });
  return [...new Set(found)];
}

function isWholeName(text: string, name: string): boolean {
  return text.startsWith(name) && !/^[\p{L}\p{N}@_]/u.test(text.slice(name.length));
}

/**
 * Keeps that those whom a note names are to be told, where they want to be; the mail goes out within a minute (alerts).
 * Nobody is told of a discrepancy whose account they may not see, nor of their own note.
 */
export async function noteMentions(sql: Queryable, actor: Actor, id: bigint, note: string): Promise<void> {
  if (!note.includes('@')) return;
  const [item] = await sql<{ accountId: number }[]>`
    select account_id from discrepancies where id = ${id}`;
  if (!item) return;
  const able = (await peopleWho(sql, 'books.read', item.accountId)).map((person) => person.id);
  const people = await sql<Nameable[]>`
    select id, label, email from people where id = any(${able}::int[])`;
  const named = mentionedIn(note, people).filter((person) => person !== personIdOf(actor));
  await sql`
    insert into assignment_notices (discrepancy_id, person_id, reason, assigned_by)
    select ${id}, id, 'mentioned', ${actor.name} from people
    where id = any(${named}::int[]) and mails_mentions`;
}
