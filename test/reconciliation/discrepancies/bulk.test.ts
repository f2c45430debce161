import { beforeEach, describe, expect, test } from 'vitest';
import { assignDiscrepancy, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { assignMany, resolveMany } from '#reconciliation/resolution/bulk.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, standing, states } from './an-item.ts';

const database = useDatabase();
const HOW = { resolution: 'written_off', note: 'too small to chase' } as const;
const UNKNOWN = 9_000_000_000n;

type Who = { kind: 'person'; personId: number; name: string };
let [ada, grace] = [{} as Who, {} as Who];
let ids: bigint[] = [];

async function clerk(): Promise<Who> {
  const { id, email } = await somebody(database.sql);
  return { kind: 'person', personId: id, name: email };
}

beforeEach(async () => {
  [ada, grace] = [await clerk(), await clerk()];
  const accountId = await makeAccount(database.sql);
  ids = [];
  for (const subject of ['cpi_a', 'cpi_b', 'cpi_c'])
    ids.push(await anItem(database.sql, accountId, { subject }));
});

const actsOf = async (id: bigint) => (await stepsOf(database.sql, id)).map(({ act }) => act);
const auditBy = ({ personId }: Who) => database.sql`
  select act, subject, details from audit where person_id = ${personId} order by id`;

describe('resolving the ticked ones', () => {
  test('closes each with how, why and by whom, and leaves those that were not ticked', async () => {
    const [one, two, other] = ids as [bigint, bigint, bigint];
    expect(await resolveMany(database.sql, ada, [one, two], HOW)).toMatchObject({ count: 2 });
    for (const id of [one, two]) {
      const closed = { state: 'resolved', resolution: HOW.resolution, resolvedBy: ada.personId };
      expect(await standing(database.sql, id)).toMatchObject(closed);
    }
    expect(await standing(database.sql, other)).toMatchObject({ state: 'open', resolution: null });
    expect(await actsOf(other)).toEqual([]);
  });

  test('is a step in the life of each and a line of the audit of each', async () => {
    await resolveMany(database.sql, ada, ids, { ...HOW, note: '  too small to chase\n' });
    for (const id of ids) {
      const step = { act: 'resolved', person: ada.name, runId: null, ...HOW, at: expect.any(Date) };
      expect(await stepsOf(database.sql, id)).toEqual([step]);
    }
    expect(await auditBy(ada)).toEqual(
      ids.map((id) => ({ act: 'discrepancy.resolved', subject: `discrepancy:${id}`, details: HOW })),
    );
  });

  test('happens at one moment, told to the microsecond', async () => {
    const { at } = await resolveMany(database.sql, ada, ids, HOW);
    const times = await database.sql`
      select distinct resolved_at = ${at}::text::timestamptz as "isTold" from discrepancies where id = any(${ids.map(String)}::bigint[])`;
    expect([...times]).toEqual([{ isTold: true }]);
    const steps = await database.sql`
      select distinct at = ${at}::text::timestamptz as "isTold" from discrepancy_events where person_id = ${ada.personId}`;
    expect([...steps]).toEqual([{ isTold: true }]);
  });

  test('leaves those that somebody resolved meanwhile as they said', async () => {
    const [one, two, three] = ids as [bigint, bigint, bigint];
    await resolveDiscrepancy(database.sql, grace, two, { resolution: 'kept_ours', note: 'ours is right' });
    expect(await resolveMany(database.sql, ada, ids, HOW)).toMatchObject({ count: 2 });
    expect(await standing(database.sql, two)).toMatchObject({
      resolution: 'kept_ours',
      resolvedBy: grace.personId,
    });
    expect(await actsOf(two)).toEqual(['resolved']);
    expect(await states(database.sql, [one, three])).toEqual(['resolved', 'resolved']);
    expect(await auditBy(ada)).toHaveLength(2);
  });

  test('takes those in review, too, and one that was ticked twice once', async () => {
    const [one] = ids as [bigint];
    await assignDiscrepancy(database.sql, grace, one);
    expect(await resolveMany(database.sql, ada, [one, one], HOW)).toMatchObject({ count: 1 });
    expect(await actsOf(one)).toEqual(['assigned', 'resolved']);
    expect(await standing(database.sql, one)).toMatchObject({ assigneeId: grace.personId });
  });

  test.each(['', ' \n\t'])('is refused without a note (%j), and none is resolved', async (note) => {
    await expect(resolveMany(database.sql, ada, ids, { ...HOW, note })).rejects.toMatchObject({
      code: 'note_needed',
      status: 422,
    });
    expect(await states(database.sql, ids)).toEqual(['open', 'open', 'open']);
  });

  test('of none, or of what does not exist, resolves nothing and says nothing to the audit', async () => {
    expect(await resolveMany(database.sql, ada, [], HOW)).toEqual({ count: 0, at: '' });
    const asked = resolveMany(database.sql, ada, [...ids, UNKNOWN], HOW);
    await expect(asked).rejects.toMatchObject({ code: 'unknown_discrepancy', status: 404 });
    expect(await auditBy(ada)).toEqual([]);
  });

  test('by two people at once resolves each once', async () => {
    const outcomes = await Promise.all([
      resolveMany(database.sql, ada, ids, HOW),
      resolveMany(database.sql, grace, ids.toReversed(), HOW),
    ]);
    expect(outcomes.map(({ count }) => count).toSorted()).toEqual([0, 3]);
    for (const id of ids) expect(await actsOf(id)).toEqual(['resolved']);
  });
});

describe('giving the ticked ones to somebody', () => {
  test('puts each into review by them, as a step and in the audit', async () => {
    expect(await assignMany(database.sql, ada, ids, grace.personId)).toBe(3);
    for (const id of ids) {
      expect(await standing(database.sql, id)).toMatchObject({
        state: 'in_review',
        assigneeId: grace.personId,
      });
      expect(await stepsOf(database.sql, id)).toMatchObject([
        { act: 'assigned', person: ada.name, note: `to ${grace.name}` },
      ]);
    }
    expect((await auditBy(ada)).map(({ act }) => act)).toEqual(Array(3).fill('discrepancy.assigned'));
  });

  test('leaves those that are resolved, and counts the others', async () => {
    const [one, two, three] = ids as [bigint, bigint, bigint];
    await resolveDiscrepancy(database.sql, grace, two, HOW);
    expect(await assignMany(database.sql, ada, ids, ada.personId)).toBe(2);
    expect(await states(database.sql, [one, two, three])).toEqual(['in_review', 'resolved', 'in_review']);
    expect(await actsOf(two)).toEqual(['resolved']);
  });

  test('takes them out of review where it is nobody', async () => {
    await assignMany(database.sql, ada, ids, ada.personId);
    expect(await assignMany(database.sql, grace, ids, null)).toBe(3);
    expect(await states(database.sql, ids)).toEqual(['open', 'open', 'open']);
  });

  test('is refused where they may not resolve, and none is given', async () => {
    const viewer = await somebody(database.sql, 'viewer');
    await expect(assignMany(database.sql, ada, ids, viewer.id)).rejects.toMatchObject({ code: 'not_theirs' });
    expect(await states(database.sql, ids)).toEqual(['open', 'open', 'open']);
  });

  test('says so where one does not exist', async () => {
    await expect(assignMany(database.sql, ada, [UNKNOWN], ada.personId)).rejects.toMatchObject({
      code: 'unknown_discrepancy',
      status: 404,
    });
  });
});
