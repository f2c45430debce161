import type { Queryable } from '#db/connection.ts';
import type { UnreadableInvoice } from '#paymega/attributes.ts';
import { invoiceText } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { exponentsOf } from '../books/currencies.ts';
import { ingestMany } from '../books/ingest.ts';
import { mirrored } from '../books/mirror.ts';
import type { Observation } from '../books/observation.ts';
import { quarantineDocument } from '../books/quarantine.ts';
import { type Compared, compare, planAnew } from './compare.ts';
import { lockList } from './compare-invoices.ts';
import type { Comparison } from './comparison.ts';
import { closeGone, openFound, recordHealed } from './open-found.ts';

/** What a run made of its comparison. */
export type Applied = Compared & { healed: number; opened: number; stillOpen: number; closed: number };

const READ_AT_ONCE = 2000;

/**
 * Phase 4: heals what the account's policy lets heal (forward only, identity and money agreeing), compares
 * again where that changed our book, then opens, updates and closes discrepancies. What our book cannot hold
 * is quarantined, and stands on the list instead. To be called in a transaction: a run that dies has applied
 * nothing. Applying the same results twice changes nothing the second time.
 */
export async function applyResults(
  transaction: Queryable,
  comparison: Comparison,
  first: Compared,
): Promise<Applied> {
  await lockList(transaction, comparison.account.id);
  await planAnew(transaction, comparison);
  const { healed, unwritable } = await heal(transaction, comparison);
  const compared = healed + unwritable > 0 ? await compare(transaction, comparison) : first;
  const { opened, stillOpen } = await openFound(transaction, comparison);
  const closed = await closeGone(transaction, comparison);
  return { ...compared, healed, opened, stillOpen, closed };
}

async function heal(
  transaction: Queryable,
  comparison: Comparison,
): Promise<{ healed: number; unwritable: number }> {
  const unwritable = new Map<string, [Observation, UnreadableInvoice]>();
  const [any] = await transaction`
    select from run_findings where run_id = ${comparison.runId} and heals and not is_expected limit 1`;
  if (!any) return { healed: 0, unwritable: 0 };
  for await (const ids of toHeal(transaction, comparison)) {
    const reported = ids.length > 0 ? await mirrored(transaction, comparison.account.id, ids) : [];
    await ingestMany(transaction, reported, undefined, (observation, reason) => {
      unwritable.set(observation.id, [observation, reason]);
    });
  }
  if (unwritable.size > 0) await quarantine(transaction, comparison, [...unwritable.values()]);
  return { healed: await recordHealed(transaction, comparison), unwritable: unwritable.size };
}

/** The mirror knows no document any more: one that tells the same is held, to be replayed. */
async function quarantine(
  transaction: Queryable,
  { runId, account, now }: Comparison,
  unwritable: readonly [Observation, UnreadableInvoice][],
): Promise<void> {
  const exponentOf = await exponentsOf(transaction);
  for (const [observation, reason] of unwritable) {
    const document = readResource(invoiceText(observation, exponentOf(observation.currency) ?? 0));
    await quarantineDocument(transaction, account.id, document, reason, now, observation.mode);
  }
  await transaction`
    update run_findings set heals = false
    where run_id = ${runId} and subject = any(${unwritable.map(([{ id }]) => id)}::text[])`;
}

// Goes through the findings once, in the order of their key, so that no step reads again what others have
// read.
async function* toHeal(transaction: Queryable, { runId }: Comparison): AsyncGenerator<string[]> {
  for (let [subject, kind] = ['', '']; ; ) {
    const findings = await transaction<{ subject: string; kind: string; heals: boolean }[]>`
      select subject, kind, heals and not is_expected as heals from run_findings
      where run_id = ${runId} and (run_id, subject, kind) > (${runId}, ${subject}, ${kind})
      order by subject, kind limit ${READ_AT_ONCE}`;
    const last = findings.at(-1);
    if (!last) return;
    yield [...new Set(findings.filter(({ heals }) => heals).map((finding) => finding.subject))];
    [subject, kind] = [last.subject, last.kind];
  }
}
