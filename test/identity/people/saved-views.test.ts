import { beforeEach, describe, expect, test } from 'vitest';
import {
  arrangementOf,
  hideColumns,
  LISTS,
  type LISTS_WITH_VIEWS,
  type List,
  removeView,
  saveView,
} from '#identity/people/saved-views.ts';
import { useDatabase } from '../../support/database.ts';
import { somebody } from './somebody.ts';

const database = useDatabase();
const MOST = 20;
let [ada, grace] = [0, 0];

beforeEach(async () => {
  [ada, grace] = [(await somebody(database.sql)).id, (await somebody(database.sql)).id];
});

type Viewed = (typeof LISTS_WITH_VIEWS)[number];
const save = (personId: number, name: string, query = 'kind=chargeback', list: Viewed = 'discrepancies') =>
  saveView(database.sql, personId, { list, name, query });
const viewsOf = async (personId: number, list: List = 'discrepancies') =>
  (await arrangementOf(database.sql, personId, list)).views;
const namesOf = async (personId: number, list?: List) =>
  (await viewsOf(personId, list)).map(({ name }) => name);
const hiddenOf = async (personId: number, list: List) =>
  (await arrangementOf(database.sql, personId, list)).hidden;

async function saveMost() {
  for (let n = 0; n < MOST; n++) await save(ada, `view ${n}`);
}

describe('a view that somebody saved', () => {
  test('is theirs, with its name and filter, and nobody else’s', async () => {
    await save(ada, 'Chargebacks', 'kind=chargeback&mode=test');
    expect(await viewsOf(ada)).toEqual([
      { id: expect.any(Number), name: 'Chargebacks', query: 'kind=chargeback&mode=test' },
    ]);
    expect(await viewsOf(grace)).toEqual([]);
  });

  test('stands with its list alone', async () => {
    await save(ada, 'One', 'a=1', 'discrepancies');
    await save(ada, 'One', 'b=2', 'invoices');
    expect((await viewsOf(ada, 'discrepancies')).map(({ query }) => query)).toEqual(['a=1']);
    expect((await viewsOf(ada, 'invoices')).map(({ query }) => query)).toEqual(['b=2']);
  });

  test('is replaced by one of the same name, of this person and no other', async () => {
    await save(ada, 'Mine', 'a=1');
    await save(grace, 'Mine', 'b=2');
    const [before] = await viewsOf(ada);
    await save(ada, 'Mine', 'a=3');
    expect(await viewsOf(ada)).toEqual([{ ...before, query: 'a=3' }]);
    expect((await viewsOf(grace)).map(({ query }) => query)).toEqual(['b=2']);
  });

  test('stands among the others by name, whatever its case', async () => {
    for (const name of ['beta', 'Gamma', 'alpha', 'Alpha']) await save(ada, name);
    expect(await namesOf(ada)).toEqual(['alpha', 'Alpha', 'beta', 'Gamma']);
  });

  test('is gone when it is removed, and gone it stays', async () => {
    await save(ada, 'One');
    await save(ada, 'Two');
    const [one] = await viewsOf(ada);
    for (let n = 0; n < 2; n++) await removeView(database.sql, ada, one?.id ?? 0);
    expect(await namesOf(ada)).toEqual(['Two']);
  });

  test('is not removed by somebody else', async () => {
    await save(ada, 'One');
    const [one] = await viewsOf(ada);
    await removeView(database.sql, grace, one?.id ?? 0);
    expect(await namesOf(ada)).toEqual(['One']);
  });
});

describe('of twenty views', () => {
  test('the next is refused, and nothing is changed', async () => {
    await saveMost();
    const before = await viewsOf(ada);
    await expect(save(ada, 'one too many')).rejects.toMatchObject({ code: 'too_many_views', status: 409 });
    expect(await viewsOf(ada)).toEqual(before);
  });

  test('one can still be replaced, and another saved once one is removed', async () => {
    await saveMost();
    await save(ada, 'view 7', 'severity=low');
    const seventh = (await viewsOf(ada)).find(({ name }) => name === 'view 7');
    expect(seventh?.query).toBe('severity=low');
    await removeView(database.sql, ada, seventh?.id ?? 0);
    await save(ada, 'another');
    expect(await namesOf(ada)).toHaveLength(MOST);
  });

  test('each list and each person has their own', async () => {
    await saveMost();
    await save(ada, 'of invoices', '', 'invoices');
    await save(grace, 'hers');
    expect([await namesOf(ada, 'invoices'), await namesOf(grace)]).toEqual([['of invoices'], ['hers']]);
  });
});

describe('the columns that somebody does not want to see', () => {
  test.each(LISTS)('are none in %s to begin with', async (list) => {
    expect(await hiddenOf(ada, list)).toEqual([]);
  });

  test.each(LISTS)('are kept of %s', async (list) => {
    await hideColumns(database.sql, ada, list, ['status']);
    expect(await hiddenOf(ada, list)).toEqual(['status']);
  });

  test('are those that were named last, in this list, for this person', async () => {
    await hideColumns(database.sql, ada, 'invoices', ['fee', 'service']);
    await hideColumns(database.sql, ada, 'discrepancies', ['cause']);
    await hideColumns(database.sql, ada, 'invoices', ['status']);
    expect(await hiddenOf(ada, 'invoices')).toEqual(['status']);
    expect(await hiddenOf(ada, 'discrepancies')).toEqual(['cause']);
    expect(await hiddenOf(grace, 'invoices')).toEqual([]);
  });

  test('are none again once all are shown', async () => {
    await hideColumns(database.sql, ada, 'invoices', ['fee']);
    await hideColumns(database.sql, ada, 'invoices', []);
    expect(await hiddenOf(ada, 'invoices')).toEqual([]);
  });
});

test('whatever somebody arranged is gone with them, and what others did stays', async () => {
  for (const personId of [ada, grace]) {
    await save(personId, 'One');
    await hideColumns(database.sql, personId, 'invoices', ['fee']);
  }
  await database.sql`delete from people where id = ${ada}`;
  const left = await database.sql`
    select person_id as id from saved_views where person_id in (${ada}, ${grace})
    union all select person_id from hidden_columns where person_id in (${ada}, ${grace})`;
  expect([...left]).toEqual([{ id: grace }, { id: grace }]);
});
