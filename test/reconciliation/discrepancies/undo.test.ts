import { beforeEach, expect, test } from 'vitest';
import { assignDiscrepancy, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { digestOf } from '#reconciliation/discrepancies/list.ts';
import { resolveMany, resolveMatching, undoResolved } from '#reconciliation/resolution/bulk.ts';
import { reopenDiscrepancy, resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, standing, states } from './an-item.ts';

const database = useDatabase();
const HOW = { resolution: 'written_off', note: 'too small to chase' } as const;
const NOTHING = { code: 'nothing_to_undo', status: 409 };
const ALL = { accounts: null };

type Who = { kind: 'person'; personId: number; name: string };
let [ada, grace] = [{} as Who, {} as Who];
let accountId = 0;
let ids: bigint[] = [];

async function clerk(): Promise<Who> {
  const { id, email } = await somebody(database.sql);
  return { kind: 'person', personId: id, name: email };
}

beforeEach(async () => {
  [ada, grace] = [await clerk(), await clerk()];
  accountId = await makeAccount(database.sql);
  ids = [];
  for (const subject of ['cpi_a', 'cpi_b', 'cpi_c'])
    ids.push(await anItem(database.sql, accountId, { subject }));
});

const undo = (at: string, who = ada, viewer: Parameters<typeof undoResolved>[2] = ALL) =>
  undoResolved(database.sql, who, viewer, at);
const actsOf = async (id: bigint) => (await stepsOf(database.sql, id)).map(({ act }) => act);
const now = () => states(database.sql, ids);

test('undone, all that were resolved in one step are open again, each with its event', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  expect(await undo(at)).toBe(3);
  for (const id of ids) {
    const open = { state: 'open', resolution: null, resolvedBy: null, assigneeId: null };
    expect(await standing(database.sql, id)).toEqual(open);
    const [row] = await database.sql`select note from discrepancies where id = ${id.toString()}`;
    expect(row).toEqual({ note: null });
    expect((await stepsOf(database.sql, id))[1]).toMatchObject({
      act: 'reopened',
      person: ada.name,
      note: 'undone',
    });
  }
});

test('undoing is a line of the audit for each, with which step it was', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  await undo(at);
  const lines = await database.sql`
    select subject, details from audit
    where person_id = ${ada.personId} and act = 'discrepancy.resolution_undone' order by id`;
  expect([...lines]).toEqual(
    ids.map((id) => ({ subject: `discrepancy:${id}`, details: { resolved_at: at } })),
  );
});

test('the resolution of a single one is undone by when it was, too', async () => {
  const at = await resolveDiscrepancy(database.sql, ada, ids[1] as bigint, HOW);
  expect(await undo(at)).toBe(1);
  expect(await now()).toEqual(['open', 'open', 'open']);
});

test('the resolution of all that match a filter is undone by when it was, too', async () => {
  const filter = { accountId, mode: 'live', state: 'unresolved' } as const;
  const seen = await digestOf(database.sql, filter);
  const { count, at } = await resolveMatching(database.sql, ada, filter, HOW, seen);
  expect(count).toBe(3);
  expect(await undo(at)).toBe(3);
  expect(await now()).toEqual(['open', 'open', 'open']);
});

test('what was in review is in review by the same person again', async () => {
  await assignDiscrepancy(database.sql, grace, ids[0] as bigint);
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  await undo(at);
  expect(await now()).toEqual(['in_review', 'open', 'open']);
  expect(await standing(database.sql, ids[0] as bigint)).toMatchObject({ assigneeId: grace.personId });
});

test.each(['1 microsecond', '-1 microsecond', '1 day', '-1 day'])(
  'one step is undone, and no other of the same person that was %s apart',
  async (apart) => {
    const [one, two, three] = ids as [bigint, bigint, bigint];
    const { at } = await resolveMany(database.sql, ada, [one, three], HOW);
    await resolveMany(database.sql, ada, [two], HOW);
    await database.sql`
      update discrepancies set resolved_at = ${at}::text::timestamptz + ${apart}::text::interval
      where id = ${String(two)}`;
    expect(await undo(at)).toBe(2);
    expect(await now()).toEqual(['open', 'resolved', 'open']);
  },
);

test('what another person resolved at the very same moment stays', async () => {
  const [one, two] = ids as [bigint, bigint];
  const at = await resolveDiscrepancy(database.sql, ada, one, HOW);
  await resolveDiscrepancy(database.sql, grace, two, HOW);
  await database.sql`update discrepancies set resolved_at = ${at}::text::timestamptz where id = ${String(two)}`;
  expect(await undo(at)).toBe(1);
  expect(await now()).toEqual(['open', 'resolved', 'open']);
  expect(await actsOf(two)).toEqual(['resolved']);
});

test('somebody else cannot undo it, nor can a program', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  await expect(undo(at, grace)).rejects.toMatchObject(NOTHING);
  const program = { kind: 'program', name: 'test' } as const;
  await expect(undoResolved(database.sql, program, ALL, at)).rejects.toMatchObject(NOTHING);
  expect(await now()).toEqual(['resolved', 'resolved', 'resolved']);
});

test('a second time there is nothing to undo, and nothing more is noted', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  await undo(at);
  await expect(undo(at)).rejects.toMatchObject(NOTHING);
  for (const id of ids) expect(await actsOf(id)).toEqual(['resolved', 'reopened']);
});

test('of two who press it at once, one undoes and one hears that there is nothing left', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  const outcomes = await Promise.allSettled([undo(at), undo(at)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  for (const id of ids) expect(await actsOf(id)).toEqual(['resolved', 'reopened']);
});

test('one of whose kind a newer one is open by now stays resolved, and the others are opened', async () => {
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  const newer = await anItem(database.sql, accountId, { subject: 'cpi_b' });
  expect(await undo(at)).toBe(2);
  expect(await now()).toEqual(['open', 'resolved', 'open']);
  expect(await states(database.sql, [newer])).toEqual(['open']);
  expect(await actsOf(ids[1] as bigint)).toEqual(['resolved']);
});

test('where of all of them a newer one is open there is nothing to undo', async () => {
  const at = await resolveDiscrepancy(database.sql, ada, ids[0] as bigint, HOW);
  await anItem(database.sql, accountId, { subject: 'cpi_a', state: 'in_review' });
  await expect(undo(at)).rejects.toMatchObject(NOTHING);
});

test('a newer one of another kind, of another account, or resolved itself is in nobody’s way', async () => {
  const at = await resolveDiscrepancy(database.sql, ada, ids[0] as bigint, HOW);
  await anItem(database.sql, accountId, { subject: 'cpi_a', kind: 'chargeback' });
  await anItem(database.sql, await makeAccount(database.sql), { subject: 'cpi_a' });
  await anItem(database.sql, accountId, { subject: 'cpi_a', resolution: 'healed' });
  expect(await undo(at)).toBe(1);
});

test('what was opened meanwhile, and resolved anew, stays as it is now', async () => {
  const [one] = ids as [bigint];
  const { at } = await resolveMany(database.sql, ada, ids, HOW);
  await reopenDiscrepancy(database.sql, grace, one);
  await resolveDiscrepancy(database.sql, grace, one, { resolution: 'kept_ours', note: 'ours is right' });
  expect(await undo(at)).toBe(2);
  expect(await standing(database.sql, one)).toMatchObject({
    resolution: 'kept_ours',
    resolvedBy: grace.personId,
  });
});

test('only in accounts that the person sees by now', async () => {
  const hidden = await makeAccount(database.sql);
  const foreign = await anItem(database.sql, hidden, { subject: 'cpi_hidden' });
  const { at } = await resolveMany(database.sql, ada, [...ids, foreign], HOW);
  await expect(undo(at, ada, { accounts: [] })).rejects.toMatchObject(NOTHING);
  expect(await undo(at, ada, { accounts: [accountId] })).toBe(3);
  expect(await states(database.sql, [foreign])).toEqual(['resolved']);
  expect(await undo(at, ada, { accounts: [accountId, hidden] })).toBe(1);
});
