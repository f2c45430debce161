import type { Queryable } from '#db/connection.ts';
import { audit } from '../audit/audit.ts';
import { networkOf } from './network.ts';
import { type Lock, shutBy, type Tries } from './sign-in-limits.ts';

const ACTOR = { kind: 'program', name: 'sign-in' } as const;
const SHOWN_DAYS = 7;

/** A try that failed, as the log is told of it; nothing that was typed is in it. */
export type Failure = {
  what: 'sign-in' | 'second factor' | 'own password';
  /** Null where nobody has the e-mail that was typed. */
  personId: number | null;
  address: string;
  /** What it has shut, since it was one too many. */
  locks: { of: string; minutes: number }[];
};

/** Is told of each try that failed. */
export type Tell = (failure: Failure) => void;

/** A lockout, as an admin sees it. */
export type Lockout = {
  id: bigint;
  at: Date;
  email: string | null;
  of: string;
  from: string;
  minutes: number;
};

/** Tells that a try failed; what it shuts is on the audit. */
export async function tellFailure(
  sql: Queryable,
  tries: Tries,
  failure: Omit<Failure, 'locks'>,
  tell: Tell,
): Promise<void> {
  const { personId, address } = failure;
  const locks = (await shutBy(sql, tries)).map((lock) => ({ ...lock, of: messageOf(lock) }));
  for (const { key, of, failures, minutes } of locks) {
    const isOfPerson = personId !== null && !key.startsWith('address:');
    const subject = isOfPerson ? `person:${personId}` : `address:${networkOf(address) || 'unknown'}`;
    await audit(sql, ACTOR, 'sign_in.locked', subject, { of, from: address, failures, minutes });
  }
  tell({ ...failure, locks: locks.map(({ of, minutes }) => ({ of, minutes })) });
}

/** The lockouts of the last days, the latest first. */
export async function lockouts(sql: Queryable, limit: number): Promise<Lockout[]> {
  return sql<Lockout[]>`
    select audit.id, at, people.email, details ->> 'of' as of, details ->> 'from' as "from",
      (details ->> 'minutes')::int as minutes
    from audit left join people on subject = 'person:' || people.id
    where act = 'sign_in.locked' and at > now() - make_interval(days => ${SHOWN_DAYS})
    order by at desc, audit.id desc limit ${limit}`;
}

function messageOf({ key }: Lock): string {
  if (key.startsWith('address:')) return 'everybody at this address';
  if (key.startsWith('password:')) return 'what asks this person for their password';
  const who = key.startsWith('code:') ? 'codes of this person' : 'this person';
  return `${who} ${key.includes(' address:') ? 'at this address' : 'where they did not sign in of late'}`;
}
