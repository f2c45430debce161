import type { Queryable } from '#db/connection.ts';
import { mirrored } from '../book/mirror.ts';
import { takeInMany } from '../book/take-in.ts';
import { closeGone, openFound, recordHealed } from '../discrepancies/found.ts';
import { type Compared, type Comparison, compare } from './compare.ts';
import { lockList } from './compare-invoices.ts';

/** What a run made of its comparison. */
export type Settled = Compared & { healed: number; opened: number; stillOpen: number; closed: number };

const HEALED_AT_ONCE = 2000;

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
  const healed = await heal(transaction, comparison);
  const compared = healed > 0 ? await compare(transaction, comparison) : first;
  const { opened, stillOpen } = await openFound(transaction, comparison);
  const closed = await closeGone(transaction, comparison);
  return { ...compared, healed, opened, stillOpen, closed };
}

async function heal(transaction: Queryable, comparison: Comparison): Promise<number> {
  const { runId, account } = comparison;
  const healed = await recordHealed(transaction, comparison);
  if (healed === 0) return 0;
  for (let after = ''; ; ) {
    const ids = await transaction<{ id: string }[]>`
      select distinct invoice_id as id from run_findings
      where run_id = ${runId.toString()} and heals and not is_expected and invoice_id > ${after}
      order by id limit ${HEALED_AT_ONCE}`;
    const last = ids.at(-1);
    if (!last) return healed;
    await takeInMany(
      transaction,
      await mirrored(
        transaction,
        account.id,
        ids.map(({ id }) => id),
      ),
    );
    after = last.id;
  }
}
