import { withLookUps } from '#db/by-look-ups.ts';
import type { Queryable } from '#db/connection.ts';
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
import { openFound, recordHealed } from './open-found.ts';
import {
  BEGINNING,
  findingsOf,
  MOST_A_STEP,
  nextStretch,
  type Place,
  type Stretch,
} from './stretch-of-findings.ts';

/** What a run made of its comparison. */
export type Applied = Compared & Effects;
type Effects = { healed: number; opened: number; stillOpen: number; closed: number };

/** What a comparison found, and the last that the account's list had been told before it began. */
export type ComparedWithList = Compared & { listUntil: bigint | null };

/** Carries out a step in a transaction that holds the account's list (lockList): one of its own, or one for all of them. */
export type InStep = <T>(work: (transaction: Queryable) => Promise<T>) => Promise<T>;

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
  inStep: InStep,
  comparison: Comparison,
  first: ComparedWithList,
): Promise<Compared> {
  const hasHealed = await forEachStretch((after) => inStep((step) => healSome(step, comparison, after)));
  const { listUntil, ...compared } = hasHealed
    ? await inStep((step) => compareWithList(step, comparison))
    : first;
  await forEachStretch((after) => inStep((step) => openSome(step, comparison, after)));
  await closeInSteps(inStep, comparison, listUntil);
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
  const compared = await applyInSteps(inStep, comparison, { ...first, listUntil: null });
  const [effects] = await transaction<Effects[]>`
    select healed, opened, still_open, closed from runs where id = ${comparison.runId}`;
  return { ...compared, healed: 0, opened: 0, stillOpen: 0, closed: 0, ...effects };
}

/** Steps from one place among the findings to the next. @returns whether there was any */
async function forEachStretch(step: (after: Place) => Promise<Place | null>): Promise<boolean> {
  let isAny = false;
  for (let at = await step(BEGINNING); at; at = await step(at)) isAny = true;
  return isAny;
}

async function healSome(sql: Queryable, comparison: Comparison, after: Place): Promise<Place | null> {
  const { runId, account } = comparison;
  const isMeant = sql`heals and not is_expected`;
  await planAnew(sql, comparison);
  const stretch = await withLookUps(sql, () => nextStretch(sql, comparison, after, isMeant));
  if (!stretch) return null;
  const found = await withLookUps(
    sql,
    () => sql<{ subject: string }[]>`
      select distinct subject from (${findingsOf(sql, stretch)}) as finding where ${isMeant}`,
  );
  const ids = found.map(({ subject }) => subject);
  const healed = await heal(sql, comparison, ids);
  await leaveOut(
    sql,
    stretch,
    ids.filter((id) => !healed.has(id)),
  );
  const count = await withLookUps(sql, () => recordHealed(sql, comparison, stretch));
  await sql`update runs set healed = healed + ${count} where id = ${runId} and account_id = ${account.id}`;
  return stretch.upTo;
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

async function openSome(sql: Queryable, comparison: Comparison, after: Place): Promise<Place | null> {
  const { runId } = comparison;
  await planAnew(sql, comparison);
  return withLookUps(sql, async () => {
    const stretch = await nextStretch(sql, comparison, after, sql`not is_expected`);
    if (!stretch) return null;
    const { opened, stillOpen } = await openFound(sql, comparison, stretch);
    await sql`
      update runs set opened = opened + ${opened}, still_open = still_open + ${stillOpen} where id = ${runId}`;
    return stretch.upTo;
  });
}

async function closeInSteps(inStep: InStep, comparison: Comparison, listUntil: bigint | null): Promise<void> {
  const { mostAStep = MOST_A_STEP } = comparison;
  for (;;) {
    const { ids, isAll } = await inStep((step) => goneOf(step, comparison, listUntil));
    for (let start = 0; start < ids.length; start += mostAStep) {
      const some = ids.slice(start, start + mostAStep);
      await inStep(async (step) => {
        await planAnew(step, comparison);
        const closed = await closeGone(step, comparison, some, listUntil);
        await step`update runs set closed = closed + ${closed} where id = ${comparison.runId}`;
      });
    }
    if (isAll) return;
  }
}
