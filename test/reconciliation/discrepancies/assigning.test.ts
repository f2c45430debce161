import { beforeEach, describe, expect, test } from 'vitest';
import { changePerson, type Person } from '#identity/people/people.ts';
import { assignDiscrepancy, reviewersOf, stepsOf } from '#reconciliation/discrepancies/life.ts';
import { resolveDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { ACTOR, somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem, standing } from './an-item.ts';

const database = useDatabase();
const UNKNOWN = 9_000_000_000n;

let [ada, grace] = [{} as Person, {} as Person];
let accountId = 0;
let id = 0n;

beforeEach(async () => {
  await database.sql`update people set disabled_at = now() where disabled_at is null`;
  [ada, grace] = [await somebody(database.sql), await somebody(database.sql, 'operator')];
  // Whoever is changed or disabled below must not be the last admin.
  await somebody(database.sql, 'admin');
  accountId = await makeAccount(database.sql);
  id = await anItem(database.sql, accountId);
});

const asActor = ({ id: personId, email: name }: Person) => ({ kind: 'person', personId, name }) as const;
const give = (to: number | null, by = ada) => assignDiscrepancy(database.sql, asActor(by), id, to);
const restrict = (person: Person, accounts: number[]) =>
  changePerson(database.sql, ACTOR, person.id, { role: person.role, accounts, isDisabled: false });
const disable = ({ id: personId, role }: Person) =>
  changePerson(database.sql, ACTOR, personId, { role, accounts: null, isDisabled: true });
const lines = () => database.sql`
  select act, person_id as "personId", details from audit where subject = ${`discrepancy:${id}`} order by id`;

describe('a discrepancy given to another person', () => {
  test('is in review by them, and the step and the audit say who gave it to whom', async () => {
    await give(grace.id);
    expect(await standing(database.sql, id)).toMatchObject({ state: 'in_review', assigneeId: grace.id });
    const note = `to ${grace.email}`;
    expect(await stepsOf(database.sql, id)).toMatchObject([{ act: 'assigned', person: ada.email, note }]);
    expect(await lines()).toEqual([{ act: 'discrepancy.assigned', personId: ada.id, details: { note } }]);
  });

  test('may be taken back by whoever gave it', async () => {
    await give(grace.id);
    await give(ada.id);
    expect(await standing(database.sql, id)).toMatchObject({ state: 'in_review', assigneeId: ada.id });
    expect((await stepsOf(database.sql, id)).map(({ note }) => note)).toEqual([`to ${grace.email}`, null]);
  });

  test('may be given by a program', async () => {
    await assignDiscrepancy(database.sql, ACTOR, id, grace.id);
    expect(await standing(database.sql, id)).toMatchObject({ assigneeId: grace.id });
  });
});

describe('a discrepancy given to nobody', () => {
  test('is open again, without a reviewer', async () => {
    await give(grace.id);
    await give(null);
    expect(await standing(database.sql, id)).toMatchObject({ state: 'open', assigneeId: null });
    expect((await stepsOf(database.sql, id))[1]).toMatchObject({ act: 'assigned', note: 'to nobody' });
  });

  test('is not changed once it is resolved', async () => {
    await give(grace.id);
    await resolveDiscrepancy(database.sql, asActor(ada), id, { resolution: 'refunded', note: 'paid back' });
    await expect(give(null)).rejects.toMatchObject({ code: 'already_resolved', status: 409 });
    expect(await standing(database.sql, id)).toMatchObject({ state: 'resolved', assigneeId: grace.id });
  });
});

describe('a discrepancy is not given to', () => {
  const NOT_THEIRS = { code: 'not_theirs', status: 422 };

  async function isRefused(to: number) {
    await expect(give(to)).rejects.toMatchObject(NOT_THEIRS);
    expect(await standing(database.sql, id)).toMatchObject({ state: 'open', assigneeId: null });
    expect([...(await stepsOf(database.sql, id)), ...(await lines())]).toEqual([]);
  }

  test('a viewer', async () => isRefused((await somebody(database.sql, 'viewer')).id));

  test('somebody who is disabled', async () => {
    await disable(grace);
    await isRefused(grace.id);
  });

  test('somebody who does not see its account', async () => {
    await restrict(grace, [await makeAccount(database.sql)]);
    await isRefused(grace.id);
  });

  test('somebody who sees no account at all', async () => {
    await restrict(grace, []);
    await isRefused(grace.id);
  });

  test('somebody who does not exist', () => isRefused(2_147_483_647));

  test('one who may not review it themselves, who asks for themselves', async () => {
    const viewer = await somebody(database.sql, 'viewer');
    await expect(assignDiscrepancy(database.sql, asActor(viewer), id)).rejects.toMatchObject(NOT_THEIRS);
  });
});

describe('those who may review a discrepancy', () => {
  const emails = async () => (await reviewersOf(database.sql, id)).map(({ label }) => label);

  test('are all who may resolve and see its account', async () => {
    await somebody(database.sql, 'viewer');
    const seesIt = await somebody(database.sql);
    await restrict(seesIt, [accountId]);
    const seesAnother = await somebody(database.sql);
    await restrict(seesAnother, [await makeAccount(database.sql)]);
    await disable(grace);
    const found = await emails();
    expect(found).toEqual(expect.arrayContaining([ada.email, seesIt.email]));
    expect(found).toHaveLength(3);
  });

  test('are none for a discrepancy that does not exist', async () => {
    expect(await reviewersOf(database.sql, UNKNOWN)).toEqual([]);
  });

  test('can each be given it', async () => {
    for (const { id: personId } of await reviewersOf(database.sql, id)) {
      await give(personId);
      expect(await standing(database.sql, id)).toMatchObject({ assigneeId: personId });
    }
  });
});
