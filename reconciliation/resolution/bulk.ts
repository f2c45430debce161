import type { Queryable, Sql } from '#db/connection.ts';
import { fragments } from '#db/sql.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import type { Viewer } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { lockList } from '../comparison/compare-invoices.ts';
import { conditions, type DiscrepancyFilter } from '../discrepancies/conditions.ts';
import {
  assertAcceptable,
  assignWithin,
  cannotAccept,
  type HowResolved,
  reasonOf,
} from '../discrepancies/life.ts';
import { digest } from '../discrepancies/list.ts';
import { lockLists, postAccepted, reverseAccepted } from './accepted-theirs.ts';

/** What was resolved in one step, and when, to the microsecond: by that it can be undone. */
export type Resolved = { count: number; at: string };

/**
 * Resolves some in one step; those that somebody else resolved meanwhile stay as they are.
 * @throws Refusal `note_needed`, `unknown_discrepancy` (404)
 */
export async function resolveMany(
  sql: Sql,
  actor: Actor,
  ids: readonly bigint[],
  how: HowResolved,
): Promise<Resolved> {
  const note = reasonOf(how);
  return sql.begin(async (transaction) => {
    await expectKnown(transaction, ids);
    if (how.resolution === 'accepted_theirs') await lockLists(transaction, ids);
    await assertAcceptable(transaction, ids, how.resolution);
    const resolved = await transaction<{ id: bigint; at: string }[]>`
      with chosen as (
        select id from discrepancies where id = any(${ids.map(String)}::bigint[]) and state <> 'resolved'
        order by id for update
      ), resolved as (
        update discrepancies set state = 'resolved', resolution = ${how.resolution}, note = ${note},
          resolved_at = now(), resolved_by = ${personIdOf(actor)}
        from chosen where discrepancies.id = chosen.id
        returning discrepancies.id
      ), noted as (
        insert into discrepancy_events (discrepancy_id, at, act, person_id, resolution, note)
        select id, now(), 'resolved', ${personIdOf(actor)}, ${how.resolution}, ${note} from resolved
        order by id
      )
      select id, now()::text as at from resolved order by id`;
    for (const { id } of resolved) {
      const what = { resolution: how.resolution, note };
      await audit(transaction, actor, 'discrepancy.resolved', `discrepancy:${id}`, what);
    }
    const done = resolved.map(({ id }) => id);
    await postAccepted(transaction, actor, done, how.resolution);
    return { count: resolved.length, at: resolved[0]?.at ?? '' };
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
): Promise<Resolved> {
  const note = reasonOf(how);
  return sql.begin(async (transaction) => {
    if (how.resolution === 'accepted_theirs') await lockList(transaction, filter.accountId);
    const [result] = await transaction<
      (Resolved & { digest: string; ids: bigint[]; hasUnreadable: boolean })[]
    >`
      with matching as (
        select item.id, item.kind, item.fingerprint from discrepancies as item join accounts
          on accounts.id = item.account_id
        where ${conditions(fragments(transaction), filter)} and item.state <> 'resolved'
        order by item.id for update of item
      ), resolved as (
        update discrepancies set state = 'resolved', resolution = ${how.resolution}, note = ${note},
          resolved_at = now(), resolved_by = ${personIdOf(actor)}
        from matching where discrepancies.id = matching.id
        returning discrepancies.id
      ), noted as (
        insert into discrepancy_events (discrepancy_id, at, act, person_id, resolution, note)
        select id, now(), 'resolved', ${personIdOf(actor)}, ${how.resolution}, ${note} from resolved
        order by id
      )
      select count(*)::int as count, now()::text as at, ${digest(transaction)} as digest,
        coalesce(array_agg(item.id), '{}') as ids,
        coalesce(bool_or(item.kind = 'quarantined'), false) as has_unreadable
      from matching as item`;
    if (!result || result.digest !== seen) {
      throw new Refusal(
        'changed_meanwhile',
        'others match now, or their evidence has changed: look again',
        409,
      );
    }
    if (result.hasUnreadable && how.resolution === 'accepted_theirs') throw cannotAccept();
    const { count, at } = result;
    const { accountId, mode, runId, ...narrowed } = filter;
    const details = { resolution: how.resolution, note, count, mode, run: runId?.toString() ?? null };
    const wanted = Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined));
    await audit(transaction, actor, 'discrepancies.resolved', `account:${accountId}`, {
      ...details,
      ...wanted,
    });
    await postAccepted(transaction, actor, result.ids, how.resolution);
    return { count, at };
  });
}

/**
 * Opens again what the one who asks resolved in one step, unless a newer one of its kind is open by now.
 * @param at when it was resolved, as the act itself said
 * @returns how many were opened again
 * @throws Refusal `nothing_to_undo` (409)
 */
export async function undoResolved(sql: Sql, actor: Actor, viewer: Viewer, at: string): Promise<number> {
  return sql.begin(async (transaction) => {
    const mine = await transaction<{ id: bigint }[]>`
      select id from discrepancies
      where resolved_at = ${at}::timestamptz and resolved_by = ${personIdOf(actor)} and state = 'resolved'`;
    await lockLists(
      transaction,
      mine.map(({ id }) => id),
    );
    const undone = await transaction<{ id: bigint }[]>`
      with mine as (
        select id, account_id, subject, kind from discrepancies
        where resolved_at = ${at}::timestamptz and resolved_by = ${personIdOf(actor)} and state = 'resolved'
          ${
            viewer.accounts === null
              ? transaction``
              : transaction`and account_id =
            any(${[...viewer.accounts]}::int[])`
          }
        order by id for update
      ), undone as (
        update discrepancies set state = case when assignee_id is null then 'open' else 'in_review' end,
          resolution = null, note = null, resolved_at = null, resolved_by = null
        from mine
        where discrepancies.id = mine.id and not exists (
          select from discrepancies as newer
          where (newer.account_id, newer.subject, newer.kind) = (mine.account_id, mine.subject, mine.kind)
            and newer.state <> 'resolved')
        returning discrepancies.id
      )
      insert into discrepancy_events (discrepancy_id, at, act, person_id, note)
      select id, now(), 'reopened', ${personIdOf(actor)}, 'undone' from undone order by id
      returning discrepancy_id as id`;
    if (undone.length === 0) {
      throw new Refusal('nothing_to_undo', 'there is nothing left of it to undo', 409);
    }
    const ids = undone.map(({ id }) => id);
    for (const id of ids)
      await audit(transaction, actor, 'discrepancy.resolution_undone', `discrepancy:${id}`, {
        resolved_at: at,
      });
    await reverseAccepted(transaction, actor, ids);
    return undone.length;
  });
}

/**
 * Gives some to somebody to review (null for nobody), all or none; those that are resolved stay as they are.
 * @throws Refusal as assignDiscrepancy does
 */
export async function assignMany(
  sql: Sql,
  actor: Actor,
  ids: readonly bigint[],
  assigneeId: number | null,
): Promise<number> {
  return sql.begin(async (transaction) => {
    let assigned = 0;
    // In the order of their numbers, so that two who do this at once do not wait for one another.
    for (const id of ids.toSorted((a, b) => (a < b ? -1 : 1))) {
      await assignWithin(transaction, actor, id, assigneeId).then(
        () => assigned++,
        (error) => {
          // Somebody else was faster with this one: the others are still to be done.
          if (!(error instanceof Refusal && error.code === 'already_resolved')) throw error;
        },
      );
    }
    return assigned;
  });
}

/**
 * The numbers of those that match, in their order; null where there are more than may be acted upon one by
 * one.
 */
export async function idsMatching(
  sql: Queryable,
  filter: DiscrepancyFilter,
  atMost: number,
): Promise<bigint[] | null> {
  const rows = await sql<{ id: bigint }[]>`
    select item.id from discrepancies as item join accounts on accounts.id = item.account_id
    where ${conditions(fragments(sql), filter)} order by item.id limit ${atMost + 1}`;
  return rows.length > atMost ? null : rows.map(({ id }) => id);
}

async function expectKnown(sql: Queryable, ids: readonly bigint[]): Promise<void> {
  const [missing] = await sql<{ id: bigint }[]>`
    select id from unnest(${ids.map(String)}::bigint[]) as asked(id)
    where not exists (select from discrepancies where discrepancies.id = asked.id) limit 1`;
  if (missing) throw new Refusal('unknown_discrepancy', `there is no discrepancy ${missing.id}`, 404);
}
