import type { Queryable, Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { CallbackRow } from '../books/callback-rows.ts';
import { ingest } from '../books/ingest.ts';
import type { Observation } from '../books/observation.ts';
import type { Verdict } from '../books/precedence.ts';
import { unwritable } from '../books/unwritable.ts';
import { refusedCallback, type VerifyTools, verifyNow } from '../callbacks/refused-callback.ts';
import { compareInvoices } from './compare-invoices.ts';

/** What came of it. */
export type TakenIn = { verdict: Verdict | 'quarantined'; invoiceId: string | null };

/**
 * Verifies a refused callback by the secrets that hold now and takes it in as if it had come at this moment;
 * its invoice is compared at once. Its bytes are then forgotten: the callback keeps them redacted, as every
 * other does. Audited.
 * @throws Refusal `unknown_refused_callback` (404), `does_not_verify`, `taken_in_already` (409)
 */
export async function takeInRefused(
  sql: Sql,
  tools: VerifyTools,
  actor: Actor,
  id: bigint,
): Promise<TakenIn> {
  const refused = await refusedCallback(sql, id);
  if (refused.takenInAt) throw takenInAlready(id);
  const now = new Date();
  const outcome = await verifyNow(tools, refused, now);
  if (outcome.kind !== 'verified') {
    const why = outcome.kind === 'refused' ? outcome.message : 'its bytes are not kept, or cannot be opened';
    throw new Refusal('does_not_verify', `It does not verify: ${why}.`, 409);
  }
  const { observation, callback } = outcome.verified;
  const { slug } = await accountById(sql, callback.accountId);
  const keep = (told: Observation | null, row: CallbackRow) =>
    sql.begin((transaction) => keepOnce(transaction, actor, slug, id, told, row));
  const verdict = await keep(observation, callback).catch((error: unknown) => {
    const held = heldIfUnwritable(error, observation, callback);
    if (!held) throw error;
    return keep(null, held);
  });
  if (callback.invoiceId !== null)
    await compareInvoices(sql, callback.accountId, [{ id: callback.invoiceId }], now);
  return { verdict, invoiceId: callback.invoiceId };
}

async function keepOnce(
  sql: Queryable,
  actor: Actor,
  slug: string,
  id: bigint,
  observation: Observation | null,
  callback: CallbackRow,
): Promise<TakenIn['verdict']> {
  // The row is locked from here on: of two who do the same at once, one is told so.
  const claimed = await sql`
    update refused_callbacks set taken_in_at = now(), sealed = null
    where id = ${id} and taken_in_at is null`;
  if (claimed.count === 0) throw takenInAlready(id);
  const [taken] = await ingest(sql, observation ? [observation] : [], [callback]);
  const verdict = taken?.verdict ?? 'quarantined';
  await sql`update refused_callbacks set taken_in_as = ${verdict} where id = ${id}`;
  const subject = callback.invoiceId === null ? `account:${slug}` : `invoice:${slug}:${callback.invoiceId}`;
  await audit(sql, actor, 'callback.taken_in', subject, {
    ...{ refused_callback: id.toString(), verdict, signed_with: callback.signedWith },
  });
  return verdict;
}

function heldIfUnwritable(
  error: unknown,
  observation: Observation | null,
  callback: CallbackRow,
): CallbackRow | null {
  const reason = unwritable(error);
  if (!reason || !observation) return null;
  const unreadable = { reason: reason.reason, message: reason.message, subject: observation.id };
  return { ...callback, status: null, updatedAt: null, unreadable };
}

function takenInAlready(id: bigint): Refusal {
  return new Refusal('taken_in_already', `Refused callback ${id} was taken in before.`, 409);
}
