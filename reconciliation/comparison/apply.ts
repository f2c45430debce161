import { withLookUps } from '#db/by-look-ups.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { UnreadableInvoice } from '#paymega/attributes.ts';
import { invoiceText } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { exponentsOf } from '../books/currencies.ts';
import { ingestMany } from '../books/ingest.ts';
import { mirrored } from '../books/mirror.ts';
import type { Observation } from '../books/observation.ts';
import { quarantineDocument } from '../books/quarantine.ts';
import { closeGone, goneOf } from './close-gone.ts';
import { type Compared, compare, planAnew } from './compare.ts';
import { lockList } from './compare-invoices.ts';
import type { Comparison } from './comparison.ts';
import { inParallel } from './in-parallel.ts';
import { openFound, recordHealed } from './open-found.ts';
import { findingsOf, MOST_A_STEP, type Stretch, stretchesOf } from './stretch-of-findings.ts';

/** What a run made of its comparison. */
export type Applied = Compared & Effects;
type Effects = { healed: number; opened: number; stillOpen: number; closed: number };

/** What a comparison found, and the last that the account's list had been told before it began. */
export type ComparedWithList = Compared & { listUntil: bigint | null };

/** Carries out a step in a transaction: one of its own, or one for all of them. */
type InStep = <T>(work: (transaction: Queryable) => Promise<T>) => Promise<T>;
/** How a run writes: `alone`, while nobody else changes the account's list (lockList), or beside so many like itself. */
export type Steps = { alone: InStep; beside: InStep; atOnce: number };

/**
 * Compares, while nobody else changes the account's list, so that it is known what the list was told later.
 * To be called in a transaction that holds the list.
 */
export async function compareWithList(
  transaction: Queryable,
  comparison: Comparison,
): Promise<ComparedWithList> {
  const [last] = await transaction<{ id: bigint | null }[]>`
    select max(id) as id from discrepancy_events`;
  return { ...(await compare(transaction, comparison)), listUntil: last?.id ?? 0n };
}

/**
 * Phase 4, in steps of some thousands: heals what the account's policy lets heal (forward only, identity and money
 * agreeing), compares again where that changed our book, then opens, updates and closes discrepancies. What our book
 * cannot hold is quarantined, and stands on the list instead. Each step adds what it did to the run's counts, and holds
 * whatever comes after it: a run that dies compares anew, and finds what is left. What somebody else has told book or
 * list since the comparison is theirs. Applying the same results twice changes nothing the second time.
 */
export async function applyInSteps(
  steps: Steps,
  comparison: Comparison,
  first: ComparedWithList,
): Promise<Compared> {
  const hasHealed = await healInSteps(steps, comparison);
  const { listUntil, ...compared } = hasHealed
    ? await steps.alone((step) => compareWithList(step, comparison))
    : first;
  await openInSteps(steps, comparison);
  await closeInSteps(steps, comparison, listUntil);
  return compared;
}

/** The same in one transaction, which must know all that was compared. */
export async function applyResults(
  transaction: Queryable,
  comparison: Comparison,
  first: Compared,
): Promise<Applied> {
  await lockList(transaction, comparison.account.id);
  const inStep: InStep = (work) => work(transaction);
  const steps = { alone: inStep, beside: inStep, atOnce: 1 };
  const compared = await applyInSteps(steps, comparison, { ...first, listUntil: null });
  const [effects] = await transaction<Effects[]>`
    select healed, opened, still_open, closed from runs where id = ${comparison.runId}`;
  return { ...compared, healed: 0, opened: 0, stillOpen: 0, closed: 0, ...effects };
}

/** @returns whether there was anything to heal */
async function healInSteps({ beside, atOnce }: Steps, comparison: Comparison): Promise<boolean> {
  const stretches = await beside((step) => stretchesOf(step, comparison, isToHeal(step)));
  await inParallel(stretches, atOnce, (stretch) => beside((step) => healSome(step, comparison, stretch)));
  return stretches.length > 0;
}

function isToHeal(sql: Queryable): Fragment {
  return sql`heals and not is_expected`;
}

async function healSome(sql: Queryable, comparison: Comparison, stretch: Stretch): Promise<void> {
  await planAnew(sql, comparison);
  const found = await withLookUps(
    sql,
    () => sql<{ subject: string }[]>`
      select distinct subject from (${findingsOf(sql, stretch)}) as finding where ${isToHeal(sql)}`,
  );
  const ids = found.map(({ subject }) => subject);
  const healed = await heal(sql, comparison, ids);
  await leaveOut(
    sql,
    stretch,
    ids.filter((id) => !healed.has(id)),
  );
  const count = await withLookUps(sql, () => recordHealed(sql, comparison, stretch));
  await sql`update runs set healed = healed + ${count} where id = ${comparison.runId}`;
}

/** @returns what our book has from Paymega's now, and had not before */
async function heal(
  sql: Queryable,
  comparison: Comparison,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const unwritable = new Map<string, [Observation, UnreadableInvoice]>();
  const reported = await mirrored(sql, comparison.account.id, ids);
  // All at once: ingest locks in the order of ids.
  const taken = await ingestMany(sql, reported, ids.length, (observation, reason) => {
    unwritable.set(observation.id, [observation, reason]);
  });
  if (unwritable.size > 0) await quarantine(sql, comparison, [...unwritable.values()]);
  return new Set(taken.flatMap(({ id, verdict }) => (verdict === 'new' || verdict === 'newer' ? id : [])));
}

/** Not healed by us: it is compared again with the rest. */
async function leaveOut(sql: Queryable, { runId }: Stretch, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await sql`
    update run_findings set heals = false
    where run_id = ${runId} and subject = any(${[...subjects]}::text[])`;
}

/** The mirror knows no document any more: one that tells the same is held, to be replayed. */
async function quarantine(
  transaction: Queryable,
  { account, now }: Comparison,
  unwritable: readonly [Observation, UnreadableInvoice][],
): Promise<void> {
  const exponentOf = await exponentsOf(transaction);
  for (const [observation, reason] of unwritable) {
    const document = readResource(invoiceText(observation, exponentOf(observation.currency) ?? 0));
    await quarantineDocument(transaction, account.id, document, reason, now, observation.mode);
  }
}

/** One after the other: what is opened first is of the older payment. */
async function openInSteps({ alone }: Steps, comparison: Comparison): Promise<void> {
  const stretches = await alone((step) => stretchesOf(step, comparison, step`not is_expected`));
  for (const stretch of stretches)
    await alone(async (step) => {
      await planAnew(step, comparison);
      const { opened, stillOpen } = await withLookUps(step, () => openFound(step, comparison, stretch));
      await step`
        update runs set opened = opened + ${opened}, still_open = still_open + ${stillOpen}
        where id = ${comparison.runId}`;
    });
}

async function closeInSteps(
  { alone }: Steps,
  comparison: Comparison,
  listUntil: bigint | null,
): Promise<void> {
  const { runId, mostAStep = MOST_A_STEP } = comparison;
  for (;;) {
    const { ids, isAll } = await alone((step) => goneOf(step, comparison, listUntil));
    for (let start = 0; start < ids.length; start += mostAStep) {
      const some = ids.slice(start, start + mostAStep);
      await alone(async (step) => {
        await planAnew(step, comparison);
        const closed = await closeGone(step, comparison, some, listUntil);
        await step`update runs set closed = closed + ${closed} where id = ${runId}`;
      });
    }
    if (isAll) return;
  }
}
