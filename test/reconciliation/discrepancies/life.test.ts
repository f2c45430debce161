import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#identity/audit/audit.ts';
import { addPerson } from '#identity/people/people.ts';
import { assignDiscrepancy, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { reopenDiscrepancy, resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem } from './an-item.ts';

const database = useDatabase();
const NOBODY = { kind: 'program', name: 'test' } as const;
const HOW = { resolution: 'written_off', note: 'too small to chase' } as const;
const UNKNOWN = 9_000_000_000n;

let ada: Actor & { kind: 'person' };
let accountId: number;

beforeAll(async () => {
  const person = await addPerson(database.sql, {
    email: 'ada@shop.example',
    role: 'finance',
    password: 'a long one indeed',
  });
  ada = { kind: 'person', personId: person.id, name: person.email, address: '192.0.2.7' };
});

const made = async (over: Parameters<typeof anItem>[2] = {}) => {
  accountId = await makeAccount(database.sql);
  return anItem(database.sql, accountId, over);
};
const stateOf = async (id: bigint) => {
  const [row] = await database.sql`
    select state, resolution, note, assignee_id, resolved_by, resolved_at from discrepancies where id = ${id.toString()}`;
  return row;
};
const actsOf = async (id: bigint) => (await stepsOf(database.sql, id)).map(({ act }) => act);
const auditOf = (id: bigint) => database.sql`
  select act, actor, person_id, details, address from audit where subject = ${`discrepancy:${id}`} order by id`;

describe('resolving a discrepancy', () => {
  test('closes it with how, why, by whom and when', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    expect(await stateOf(id)).toMatchObject({
      state: 'resolved',
      ...HOW,
      resolvedBy: ada.personId,
      resolvedAt: expect.any(Date),
    });
  });

  test('is a step of its life and a line of the audit', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, { ...HOW, note: '  too small to chase ' });
    expect(await stepsOf(database.sql, id)).toEqual([
      { act: 'resolved', person: 'ada@shop.example', runId: null, ...HOW, at: expect.any(Date) },
    ]);
    expect(await auditOf(id)).toEqual([
      {
        act: 'discrepancy.resolved',
        actor: 'person:ada@shop.example',
        personId: ada.personId,
        details: HOW,
        address: '192.0.2.7',
      },
    ]);
  });

  test('is possible from review', async () => {
    const id = await made();
    await assignDiscrepancy(database.sql, ada, id);
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    expect(await actsOf(id)).toEqual(['assigned', 'resolved']);
    expect(await stateOf(id)).toMatchObject({ state: 'resolved', assigneeId: ada.personId });
  });

  test('is possible for a program, which is no person', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, NOBODY, id, HOW);
    expect(await stateOf(id)).toMatchObject({ state: 'resolved', resolvedBy: null });
    expect(await auditOf(id)).toMatchObject([{ actor: 'program:test', personId: null }]);
  });

  test.each(['', '   ', '\n\t'])('is refused without a note (%j)', async (note) => {
    const id = await made();
    await expect(resolveDiscrepancy(database.sql, ada, id, { ...HOW, note })).rejects.toMatchObject({
      code: 'note_needed',
      status: 422,
    });
    expect(await stateOf(id)).toMatchObject({ state: 'open' });
  });

  test('is refused where it is resolved already, and what was said first stays', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    const again = { resolution: 'not_an_issue', note: 'no, this way' } as const;
    await expect(resolveDiscrepancy(database.sql, NOBODY, id, again)).rejects.toMatchObject({
      code: 'already_resolved',
      status: 409,
    });
    expect(await stateOf(id)).toMatchObject({ ...HOW, resolvedBy: ada.personId });
    expect(await auditOf(id)).toHaveLength(1);
  });

  test('succeeds for one of two people who do it at the same time', async () => {
    const id = await made();
    const outcomes = await Promise.allSettled(
      [ada, NOBODY].map((actor) => resolveDiscrepancy(database.sql, actor, id, HOW)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await actsOf(id)).toEqual(['resolved']);
  });
});

describe('taking a discrepancy into review', () => {
  test('assigns it to the one who does it, as a step and in the audit', async () => {
    const id = await made();
    await assignDiscrepancy(database.sql, ada, id);
    expect(await stateOf(id)).toMatchObject({
      state: 'in_review',
      assigneeId: ada.personId,
      resolution: null,
    });
    expect(await actsOf(id)).toEqual(['assigned']);
    expect(await auditOf(id)).toMatchObject([{ act: 'discrepancy.assigned', details: {} }]);
  });

  test('can be done by a second person after the first', async () => {
    const id = await made();
    const grace = await addPerson(database.sql, {
      email: 'grace@shop.example',
      role: 'operator',
      password: 'another long one',
    });
    await assignDiscrepancy(database.sql, ada, id);
    await assignDiscrepancy(database.sql, { kind: 'person', personId: grace.id, name: grace.email }, id);
    expect(await stateOf(id)).toMatchObject({ state: 'in_review', assigneeId: grace.id });
    expect((await stepsOf(database.sql, id)).map(({ person }) => person)).toEqual([
      'ada@shop.example',
      'grace@shop.example',
    ]);
  });

  test('is refused where it is resolved', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    await expect(assignDiscrepancy(database.sql, ada, id)).rejects.toMatchObject({
      code: 'already_resolved',
      status: 409,
    });
  });
});

describe('opening a resolved discrepancy again', () => {
  test('puts it back on the list, as a step and in the audit', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    await reopenDiscrepancy(database.sql, ada, id);
    expect(await stateOf(id)).toMatchObject({
      state: 'open',
      resolution: null,
      note: null,
      resolvedBy: null,
      resolvedAt: null,
    });
    expect(await actsOf(id)).toEqual(['resolved', 'reopened']);
    expect((await auditOf(id)).map(({ act }) => act)).toEqual([
      'discrepancy.resolved',
      'discrepancy.reopened',
    ]);
  });

  test('is refused where it is not resolved', async () => {
    const id = await made();
    await expect(reopenDiscrepancy(database.sql, ada, id)).rejects.toMatchObject({
      code: 'not_resolved',
      status: 409,
    });
  });

  test('is refused where a newer one of its kind is open', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    const newer = await anItem(database.sql, accountId);
    await expect(reopenDiscrepancy(database.sql, ada, id)).rejects.toMatchObject({
      code: 'superseded',
      status: 409,
      message: expect.stringContaining(String(newer)),
    });
    expect(await stateOf(id)).toMatchObject({ state: 'resolved' });
  });

  test('is possible beside one of another kind, of another invoice, or of another account', async () => {
    const id = await made();
    await resolveDiscrepancy(database.sql, ada, id, HOW);
    await anItem(database.sql, accountId, { kind: 'chargeback' });
    await anItem(database.sql, accountId, { subject: 'cpi_test2' });
    await anItem(database.sql, await makeAccount(database.sql));
    await reopenDiscrepancy(database.sql, ada, id);
    expect(await stateOf(id)).toMatchObject({ state: 'open' });
  });
});

test.each([
  ['resolved', (id: bigint) => resolveDiscrepancy(database.sql, ada, id, HOW)],
  ['taken into review', (id: bigint) => assignDiscrepancy(database.sql, ada, id)],
  ['opened again', (id: bigint) => reopenDiscrepancy(database.sql, ada, id)],
])('a discrepancy that does not exist cannot be %s', async (_, act) => {
  await expect(act(UNKNOWN)).rejects.toMatchObject({ code: 'unknown_discrepancy', status: 404 });
  expect(await auditOf(UNKNOWN)).toEqual([]);
});
