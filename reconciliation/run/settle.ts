import type { Queryable } from '#db/connection.ts';
import { mirrored } from '../book/mirror.ts';
import { takeInMany } from '../book/take-in.ts';
import { closeGone, openFound, recordHealed } from '../discrepancies/found.ts';
import { type Compared, type Comparison, compare, planAnew } from './compare.ts';
import { lockList } from './compare-invoices.ts';

/** What a run made of its comparison. */
export type Settled = Compared & { healed: number; opened: number; stillOpen: number; closed: number };

const READ_AT_ONCE = 2000;

/**
 * Phase 4: heals what the account's policy lets heal (forward only, identity and money agreeing), compares again where
 * that changed our book, then opens, updates and closes discrepancies. To be called in a transaction: a run that dies
 * has settled nothing. Settling the same books twice changes nothing the second time.
 */
export async function settle(
  transaction: Queryable,
  comparison: Comparison,
  first: Compared,
): Promise<Settled> {
  await lockList(transaction, comparison.account.id);
  await planAnew(transaction, comparison);
  const healed = await heal(transaction, comparison);
  const compared = healed > 0 ? await compare(transaction, comparison) : first;
  const { opened, stillOpen } = await openFound(transaction, comparison);
  const closed = await closeGone(transaction, comparison);
  return { ...compared, healed, opened, stillOpen, closed };
}

async function heal(transaction: Queryable, comparison: Comparison): Promise<number> {
  const { account } = comparison;
  const healed = await recordHealed(transaction, comparison);
  if (healed === 0) return 0;
  for await (const ids of toHeal(transaction, comparison)) {
    await takeInMany(transaction, await mirrored(transaction, account.id, ids));
  }
  return healed;
}

// Goes through the findings once, in the order of their key, so that no step reads again what others have read.
async function* toHeal(transaction: Queryable, { runId }: Comparison): AsyncGenerator<string[]> {
  const run = runId.toString();
  for (let [subject, kind] = ['', '']; ; ) {
    const findings = await transaction<{ subject: string; kind: string; heals: boolean }[]>`
      select subject, kind, heals and not is_expected as heals from run_findings
      where run_id = ${run} and (run_id, subject, kind) > (${run}, ${subject}, ${kind})
      order by subject, kind limit ${READ_AT_ONCE}`;
    const last = findings.at(-1);
    if (!last) return;
    yield [...new Set(findings.filter(({ heals }) => heals).map((finding) => finding.subject))];
    [subject, kind] = [last.subject, last.kind];
  }
}
