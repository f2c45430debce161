import type { Queryable } from '#db/connection.ts';
import { networkOf } from './network.ts';

const LATELY_DAYS = 30;

/** Whom a sign-in is for, as far as it is counted. */
export type Tried = {
  /** Null where nobody has this e-mail. */
  personId: number | null;
  /** The e-mail as the database compares it: however it is typed, it is the same key for the same person. */
  email: string;
  /** Whether this person signed in, or set a password by a link, from this network of late. */
  isKnownHere: boolean;
};

/**
 * Whom an e-mail names. PostgreSQL alone says which spellings are one: JavaScript's small letters are others (`admİn@` is
 * `admin@` here and not there), and each would have its own count.
 */
export async function triedBy(sql: Queryable, email: string, address: string): Promise<Tried> {
  const [tried] = await sql<Tried[]>`
    select people.id as person_id, lower(coalesce(people.email, typed.email)) as email,
      ${knownHere(sql, address)} as is_known_here
    from (values (${email}::text)) as typed (email) left join people
      on lower(people.email) = lower(typed.email)`;
  if (!tried) throw new Error('a row was left out by a left join');
  return tried;
}

/** Whether somebody signed in from this network of late: then no stranger's failures stand in their way there. */
export async function isKnownAt(sql: Queryable, personId: number, address: string): Promise<boolean> {
  const [row] = await sql<{ isKnown: boolean }[]>`
    select ${knownHere(sql, address)} as is_known from people where id = ${personId}`;
  return row?.isKnown ?? false;
}

// What the audit says: nobody can write there that they are somebody else. An unknown address is no network at all.
function knownHere(sql: Queryable, address: string) {
  return sql`exists (
    select from audit
    where subject = 'person:' || people.id and person_id = people.id and act in ('session.started',
      'password.set')
      and at > now() - make_interval(days => ${LATELY_DAYS})
      and audit.address <<= ${networkOf(address) || null}::inet)`;
}
