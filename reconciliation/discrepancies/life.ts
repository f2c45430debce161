import type { Queryable, Sql } from '#db/connection.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { peopleWho } from '#identity/people/people.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Resolution } from './kinds.ts';
import { noteMentions } from './mentions.ts';

/** What a person may say of a discrepancy; `healed` and `fixed_by_paymega` are for runs to say, too. */
export type HowResolved = {
  resolution: Exclude<Resolution, 'healed'>;
  note: string;
  /** The fingerprint of the evidence that the person was shown, where one was shown. */
  fingerprint?: string | undefined;
};

/**
 * Gives a discrepancy to somebody to review, or to nobody.
 * @throws Refusal `already_resolved` (409), `unknown_discrepancy` (404), `not_theirs` (422) where they may not resolve it
 */
export async function assignDiscrepancy(
  sql: Sql,
  actor: Actor,
  id: bigint,
  assigneeId: number | null = personIdOf(actor),
): Promise<void> {
  await sql.begin((transaction) => assignWithin(transaction, actor, id, assigneeId));
}

/** The same within a transaction. */
export async function assignWithin(
  sql: Queryable,
  actor: Actor,
  id: bigint,
  assigneeId: number | null,
): Promise<void> {
  await expectState(sql, id, ['open', 'in_review'], 'already_resolved', 'it is resolved already');
  const assignee = assigneeId === null ? null : await reviewer(sql, id, assigneeId);
  await sql`
    update discrepancies set state = ${assigneeId === null ? 'open' : 'in_review'},
      assignee_id = ${assigneeId}
    where id = ${id}`;
  const isSelf = assigneeId === personIdOf(actor);
  if (assigneeId !== null && !isSelf) await noteAssignment(sql, actor, id, assigneeId);
  await step(sql, actor, id, 'assigned', isSelf ? {} : { note: `to ${assignee ?? 'nobody'}` });
}

/** Keeps that somebody is to be told, where they chose so; the mail goes out within a minute (alerts). */
async function noteAssignment(sql: Queryable, actor: Actor, id: bigint, assigneeId: number): Promise<void> {
  await sql`
    insert into assignment_notices (discrepancy_id, person_id, assigned_by)
    select ${id}, id, ${actor.name} from people where id = ${assigneeId} and mails_assignments`;
}

/** Who may review a discrepancy, by name. */
export async function reviewersOf(sql: Queryable, id: bigint): Promise<{ id: number; label: string }[]> {
  const [item] = await sql<{ accountId: number }[]>`
    select account_id from discrepancies where id = ${id}`;
  return item ? peopleWho(sql, 'discrepancy.resolve', item.accountId) : [];
}

async function reviewer(sql: Queryable, id: bigint, personId: number): Promise<string> {
  const person = (await reviewersOf(sql, id)).find((one) => one.id === personId);
  if (!person) throw new Refusal('not_theirs', 'this person may not resolve what lies in this account');
  return person.label;
}

/** Adds a note to a discrepancy, whatever its state. @throws Refusal `note_needed`, `unknown_discrepancy` (404) */
export async function noteDiscrepancy(sql: Sql, actor: Actor, id: bigint, note: string): Promise<void> {
  const message = note.trim();
  if (message === '') throw new Refusal('note_needed', 'an empty note says nothing');
  await sql.begin(async (transaction) => {
    await expectState(transaction, id, ['open', 'in_review', 'resolved'], 'unknown_state', 'it has no state');
    await step(transaction, actor, id, 'noted', { note: message });
    await noteMentions(transaction, actor, id, message);
  });
}

/** One step in the life of a discrepancy. */
export type Step = {
  at: Date;
  act: string;
  person: string | null;
  runId: bigint | null;
  resolution: Resolution | null;
  note: string | null;
};

/** All that happened to a discrepancy, oldest first. */
export async function stepsOf(sql: Queryable, id: bigint): Promise<Step[]> {
  return sql<Step[]>`
    select event.at, event.act, people.label as person, event.run_id, event.resolution, event.note
    from discrepancy_events as event left join people on people.id = event.person_id
    where event.discrepancy_id = ${id}
    -- A run that heals writes both in one statement: what was opened was opened first.
    order by event.at, event.act <> 'opened', event.id`;
}

/** The note of a resolution. @throws Refusal `note_needed` */
export function reasonOf({ note }: HowResolved): string {
  const message = note.trim();
  if (message === '')
    throw new Refusal('note_needed', 'say in a few words why: the note is what the next one reads');
  return message;
}

/**
 * What cannot be read holds no figure that could be accepted.
 * @throws Refusal `cannot_accept` where one of them is of that kind
 */
export async function assertAcceptable(
  sql: Queryable,
  ids: readonly bigint[],
  resolution: Resolution,
): Promise<void> {
  if (resolution !== 'accepted_theirs') return;
  const [unreadable] = await sql<{ id: bigint }[]>`
    select id from discrepancies where id = any(${ids.map(String)}::bigint[]) and kind = 'quarantined'
    limit 1`;
  if (unreadable) throw cannotAccept();
}

/** For those who look it up themselves. */
export function cannotAccept(): Refusal {
  const message =
    'what cannot be read cannot be accepted: replay it once its cause is gone, or choose another';
  return new Refusal('cannot_accept', message);
}

/**
 * Locks a discrepancy that must be in one of these states. @throws Refusal `code` (409),
 * `unknown_discrepancy` (404)
 */
export async function expectState(
  sql: Queryable,
  id: bigint,
  states: readonly string[],
  code: string,
  message: string,
): Promise<void> {
  const [row] = await sql<{ state: string }[]>`
    select state from discrepancies where id = ${id} for update`;
  if (!row) throw new Refusal('unknown_discrepancy', `there is no discrepancy ${id}`, 404);
  if (!states.includes(row.state)) throw new Refusal(code, message, 409);
}

/** Makes sure that somebody was shown the evidence as it is now. @throws Refusal `changed_meanwhile` (409) */
export async function expectEvidence(sql: Queryable, id: bigint, fingerprint: string): Promise<void> {
  const [row] = await sql`select from discrepancies where id = ${id} and fingerprint = ${fingerprint}`;
  if (!row)
    throw new Refusal('changed_meanwhile', 'its evidence has changed meanwhile: look at it again', 409);
}

/** Puts down and audits what somebody did with a discrepancy. */
export async function step(
  sql: Queryable,
  actor: Actor,
  id: bigint,
  act: 'resolved' | 'reopened' | 'assigned' | 'noted',
  what: { resolution?: string; note?: string },
): Promise<void> {
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, person_id, resolution, note)
    values (${id}, now(), ${act}, ${personIdOf(actor)}, ${what.resolution ?? null}, ${what.note ?? null})`;
  await audit(sql, actor, `discrepancy.${act}`, `discrepancy:${id}`, what);
}
