import { expect, test } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { chooseStartPage, overviewOrder, START_PAGES, startPath } from '#identity/people/start-page.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

test('each role has its own order until another is chosen, and again afterwards', async () => {
  const { sql } = database;
  const orders: string[] = [];
  for (const role of ROLES) {
    const person = await addPerson(sql, { email: `${role}@shop.example`, role });
    orders.push(await overviewOrder(sql, person));
    expect(await startPath(sql, person.id)).toBe('/');
    for (const chosen of ['yesterday', 'stuck_money'] as const) {
      await chooseStartPage(sql, person.id, chosen);
      expect(await overviewOrder(sql, person)).toBe(chosen);
    }
    await chooseStartPage(sql, person.id, null);
    expect(await overviewOrder(sql, person)).toBe(orders.at(-1));
  }
  expect(Object.fromEntries(ROLES.map((role, place) => [role, orders[place]]))).toMatchObject({
    finance: 'yesterday',
    operator: 'stuck_money',
  });
});

test('a list may be what a day begins with; the overview then keeps the order of the role', async () => {
  const { sql } = database;
  const person = await addPerson(sql, { email: 'lists@shop.example', role: 'finance' });
  const paths: string[] = [];
  for (const page of START_PAGES) {
    await chooseStartPage(sql, person.id, page);
    paths.push(await startPath(sql, person.id));
  }
  expect(paths).toEqual(['/', '/', '/discrepancies', '/pending', '/reports']);
  expect(await overviewOrder(sql, person)).toBe('yesterday');
});
