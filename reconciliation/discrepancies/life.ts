import { fragments, type Queryable, type Sql } from '#db/connection.ts';
import { type Actor, audit, personIdOf } from '../audit.ts';
import { Refusal } from '../refusal.ts';
import type { Resolution } from './kinds.ts';
import { conditions, type DiscrepancyFilter, digest } from './list.ts';

/** What a person may say of a discrepancy; `healed` and `fixed_by_paymega` are for runs to say, too. */
export type HowResolved = {
  resolution: Exclude<Resolution, 'healed'>;
  note: string;
  /** The fingerprint of the evidence that the person was shown, where one was shown. */
  fingerprint?: string | undefined;
};

/**
 * Resolves a discrepancy. It stays closed while the evidence is the same.
 * @throws Refusal `already_resolved`, `changed_meanwhile` (409), `unknown_discrepancy` (404), `note_needed`
 */
export async function resolveDiscrepancy(
  sql: Sql,
  actor: Actor,
  id: bigint,
  how: HowResolved,
): Promise<void> {
  const note = reasonOf(how);
  await sql.begin(async (transaction) => {
    await expectState(transaction, id, ['open', 'in_review'], 'already_resolved', 'it is resolved already');
    if (how.fingerprint) await expectEvidence(transaction, id, how.fingerprint);
    await transaction`
      update discrepancies set state = 'resolved', resolution = ${how.resolution}, note = ${note},
        resolved_at = now(), resolved_by = ${personIdOf(actor)}
      where id = ${id.toString()}`;
    await step(transaction, actor, id, 'resolved', { resolution: how.resolution, note });
  });
}

/** Opens a resolved discrepancy again. @throws Refusal `not_resolved`, `superseded` (409), `unknown_discrepancy` (404) */
export async function reopenDiscrepancy(sql: Sql, actor: Actor, id: bigint): Promise<void> {
  await sql.begin(async (transaction) => {
    await expectState(transaction, id, ['resolved'], 'not_resolved', 'it is not resolved');
    const [newer] = await transaction<{ id: bigint }[]>`
      select newer.id from discrepancies as newer
      join discrepancies as this on (this.account_id, this.subject, this.kind)
        = (newer.account_id, newer.subject, newer.kind)
      where this.id = ${id.toString()} and newer.state <> 'resolved'`;
    if (newer)
      throw new Refusal('superseded', `discrepancy ${newer.id} of the same kind is open already`, 409);
    await transaction`
      update discrepancies set state = 'open', resolution = null, resolved_at = null, resolved_by = null
      where id = ${id.toString()}`;
    await step(transaction, actor, id, 'reopened', {});
  });
}

/** Takes a discrepancy into review, by the one who acts. @throws Refusal `already_resolved`, `unknown_discrepancy` */
export async function assignDiscrepancy(sql: Sql, actor: Actor, id: bigint): Promise<void> {
  await sql.begin(async (transaction) => {
    await expectState(transaction, id, ['open', 'in_review'], 'already_resolved', 'it is resolved already');
    await transaction`
      update discrepancies set state = 'in_review', assignee_id = ${personIdOf(actor)} where id = ${id.toString()}`;
    await step(transaction, actor, id, 'assigned', {});
  });
}

/** Adds a note to a discrepancy, whatever its state. @throws Refusal `note_needed`, `unknown_discrepancy` (404) */
export async function noteDiscrepancy(sql: Sql, actor: Actor, id: bigint, note: string): Promise<void> {
  const words = note.trim();
  if (words === '') throw new Refusal('note_needed', 'an empty note says nothing');
  await sql.begin(async (transaction) => {
    await expectState(transaction, id, ['open', 'in_review', 'resolved'], 'unknown_state', 'it has no state');
    await step(transaction, actor, id, 'noted', { note: words });
  });
}

/**
 * Resolves all that match a filter, in one step: those and no others that the person was shown.
 * @param seen the digest of what they were shown (list.ts)
 * @throws Refusal `note_needed`, `changed_meanwhile` (409) where others match now, or their evidence has changed
 */
export async function resolveMatching(
  sql: Sql,
  actor: Actor,
  filter: DiscrepancyFilter,
  how: HowResolved,
  seen: string,
): Promise<number> {
  const note = reasonOf(how);
  return sql.begin(async (transaction) => {
    const [result] = await transaction<{ count: number; digest: string }[]>`
      with matching as (
        select item.id, item.fingerprint from discrepancies as item join accounts on accounts.id = item.account_id
        where ${conditions(fragments(transaction), filter)} and item.state <> 'resolved'
        order by item.id for update of item
      ), resolved as (
        update discrepancies set state = 'resolved', resolution = ${how.resolution}, note = ${note},
          resolved_at = now(), resolved_by = ${personIdOf(actor)}
        from matching where discrepancies.id = matching.id
        returning discrepancies.id
      ), noted as (
        insert into discrepancy_events (discrepancy_id, at, act, person_id, resolution, note)
        select id, now(), 'resolved', ${personIdOf(actor)}, ${how.resolution}, ${note} from resolved order by id
      )
      select count(*)::int as count, ${digest(transaction)} as digest from matching as item`;
    if (!result || result.digest !== seen) {
      throw new Refusal(
        'changed_meanwhile',
        'others match now, or their evidence has changed: look again',
        409,
      );
    }
    const { count } = result;
    const { accountId, mode, runId, ...narrowed } = filter;
    const details = { resolution: how.resolution, note, count, mode, run: runId?.toString() ?? null };
    const wanted = Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined));
    await audit(transaction, actor, 'discrepancies.resolved', `account:${accountId}`, {
      ...details,
      ...wanted,
    });
    return count;
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
    select event.at, event.act, people.email as person, event.run_id as "runId", event.resolution, event.note
    from discrepancy_events as event left join people on people.id = event.person_id
    where event.discrepancy_id = ${id.toString()} order by event.id`;
}

function reasonOf({ note }: HowResolved): string {
  const words = note.trim();
  if (words === '')
    throw new Refusal('note_needed', 'say in a few words why: the note is what the next one reads');
  return words;
}

async function expectState(
  sql: Queryable,
  id: bigint,
  states: readonly string[],
  code: string,
  words: string,
): Promise<void> {
  const [row] = await sql<{ state: string }[]>`
    select state from discrepancies where id = ${id.toString()} for update`;
  if (!row) throw new Refusal('unknown_discrepancy', `there is no discrepancy ${id}`, 404);
  if (!states.includes(row.state)) throw new Refusal(code, words, 409);
}

async function expectEvidence(sql: Queryable, id: bigint, fingerprint: string): Promise<void> {
  const [row] =
    await sql`select from discrepancies where id = ${id.toString()} and fingerprint = ${fingerprint}`;
  if (!row)
    throw new Refusal('changed_meanwhile', 'its evidence has changed meanwhile: look at it again', 409);
}

async function step(
  sql: Queryable,
  actor: Actor,
  id: bigint,
  act: 'resolved' | 'reopened' | 'assigned' | 'noted',
  what: { resolution?: string; note?: string },
): Promise<void> {
  await sql`
    insert into discrepancy_events (discrepancy_id, at, act, person_id, resolution, note)
    values (${id.toString()}, now(), ${act}, ${personIdOf(actor)}, ${what.resolution ?? null}, ${what.note ?? null})`;
  await audit(sql, actor, `discrepancy.${act}`, `discrepancy:${id}`, what);
}
