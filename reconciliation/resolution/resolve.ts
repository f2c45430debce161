import type { Sql } from '#db/connection.ts';
import { type Actor, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import {
  assertAcceptable,
  expectEvidence,
  expectState,
  type HowResolved,
  reasonOf,
  step,
} from '../discrepancies/life.ts';
import { lockLists, postAccepted, reverseAccepted } from './accepted-theirs.ts';

/**
 * Resolves a discrepancy. It stays closed while the evidence is the same.
 * @returns when, by which it can be undone (bulk.ts)
 * @throws Refusal `already_resolved`, `changed_meanwhile` (409), `unknown_discrepancy` (404), `note_needed`
 */
export async function resolveDiscrepancy(
  sql: Sql,
  actor: Actor,
  id: bigint,
  how: HowResolved,
): Promise<string> {
  const note = reasonOf(how);
  return sql.begin(async (transaction) => {
    if (how.resolution === 'accepted_theirs') await lockLists(transaction, [id]);
    await expectState(transaction, id, ['open', 'in_review'], 'already_resolved', 'it is resolved already');
    if (how.fingerprint) await expectEvidence(transaction, id, how.fingerprint);
    const [row] = await transaction<{ at: string }[]>`
      update discrepancies set state = 'resolved', resolution = ${how.resolution}, note = ${note},
        resolved_at = now(), resolved_by = ${personIdOf(actor)}
      where id = ${id} returning resolved_at::text as at`;
    await assertAcceptable(transaction, [id], how.resolution);
    await step(transaction, actor, id, 'resolved', { resolution: how.resolution, note });
    await postAccepted(transaction, actor, [id], how.resolution);
    return row?.at ?? '';
  });
}

/**
 * Opens a resolved discrepancy again, and takes back what was posted for it. @throws Refusal `not_resolved`,
 * `superseded` (409), `unknown_discrepancy` (404)
 */
export async function reopenDiscrepancy(sql: Sql, actor: Actor, id: bigint): Promise<void> {
  await sql.begin(async (transaction) => {
    await lockLists(transaction, [id]);
    await expectState(transaction, id, ['resolved'], 'not_resolved', 'it is not resolved');
    const [newer] = await transaction<{ id: bigint }[]>`
      select newer.id from discrepancies as newer
      join discrepancies as this on (this.account_id, this.subject, this.kind)
        = (newer.account_id, newer.subject, newer.kind)
      where this.id = ${id} and newer.state <> 'resolved'`;
    if (newer)
      throw new Refusal('superseded', `discrepancy ${newer.id} of the same kind is open already`, 409);
    await transaction`
      update discrepancies set state = 'open', resolution = null, note = null, resolved_at = null,
        resolved_by = null
      where id = ${id}`;
    await step(transaction, actor, id, 'reopened', {});
    await reverseAccepted(transaction, actor, [id]);
  });
}
