import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { anItem, standing, states } from '../../reconciliation/discrepancies/an-item.ts';
import { makeAccount } from '../../support/database.ts';
import { sendForm } from '../../support/forms.ts';
import { signIn, useProduct } from '../../support/product.ts';
import { PASSWORD } from '../../support/running.ts';

const product = useProduct({ hasHistory: true });
const NOTE = { resolution: 'written_off', note: 'too small to chase' };
const NOTHING_LEFT = 'there is nothing left of it to undo';
const cookies = {} as Record<'finance' | 'operator' | 'viewer' | 'elsewhere', string>;
let made = 0;
let ids: bigint[] = [];

/** An operator who sees another account than that of the discrepancies. */
async function elsewhere(): Promise<string> {
  const { sql, url } = product;
  const { id } = await addPerson(sql, { email: 'else@shop.example', role: 'operator', password: PASSWORD });
  await sql`update people set sees_all_accounts = false where id = ${id}`;
  await sql`insert into person_accounts (person_id, account_id) values (${id}, ${await makeAccount(sql)})`;
  return signIn(url, 'else@shop.example');
}

beforeAll(async () => {
  for (const role of ['finance', 'operator', 'viewer'] as const) cookies[role] = await product.cookieOf(role);
  cookies.elsewhere = await elsewhere();
});
beforeEach(async () => {
  made++;
  ids = [];
  for (const name of ['a', 'b', 'c'])
    ids.push(await anItem(product.sql, product.accountId, { subject: `cpi_settled_${made}${name}` }));
});

const send = (who: keyof typeof cookies, path: string, fields: Parameters<typeof sendForm>[2]) =>
  sendForm({ url: product.url, cookie: cookies[who] }, path, fields);
const ticked = (fields: Record<string, string> = {}): [string, string][] => [
  ...Object.entries(fields),
  ...ids.map((id): [string, string] => ['selected', String(id)]),
];
/** What a page says first of what was wrong. */
const alertOf = (page: string) => /role="alert"[^>]*>(?:<[^>]*>)*([^<]*)/.exec(page)?.[1];
const now = () => states(product.sql, ids);
const idOf = async (email: string) => {
  const [person] = await product.sql<{ id: number }[]>`select id from people where email = ${email}`;
  return person?.id ?? 0;
};

describe('what was resolved is undone by its form', () => {
  test('of one: the page after it offers that, and it is open again', async () => {
    const [id] = ids;
    const resolved = await send('finance', `/discrepancies/${id}/resolution`, NOTE);
    expect(resolved).toMatchObject({ message: 'Resolved.', location: `/discrepancies/${id}` });
    const headers = { cookie: `${cookies.finance}; ${resolved.noticeCookie}` };
    const page = await (await fetch(product.url + resolved.location, { headers })).text();
    const [, at = ''] = /action="\/discrepancies\/undo\?[^"]*".*?name="at" value="([^"]+)"/s.exec(page) ?? [];
    expect(at).toBe(resolved.undo);
    const answer = await send('finance', '/discrepancies/undo', { at, to: '/discrepancies?kind=chargeback' });
    expect(answer).toMatchObject({ status: 302, message: 'Undone: it is open again.' });
    expect(answer.location).toBe('/discrepancies?kind=chargeback');
    expect(await now()).toEqual(['open', 'open', 'open']);
  });

  test('of the ticked ones: all of them, once', async () => {
    const resolved = await send('finance', '/discrepancies/resolutions', ticked(NOTE));
    expect(resolved.message).toBe('3 resolved.');
    const undo = () => send('finance', '/discrepancies/undo', { at: resolved.undo ?? '' });
    expect(await undo()).toMatchObject({ message: 'Undone: 3 are open again.', location: '/discrepancies' });
    expect(await undo()).toMatchObject({ message: NOTHING_LEFT });
    expect(await now()).toEqual(['open', 'open', 'open']);
  });

  test('is not offered where none was resolved', async () => {
    await send('finance', '/discrepancies/resolutions', ticked(NOTE));
    const again = await send('finance', '/discrepancies/resolutions', ticked(NOTE));
    expect(again).toMatchObject({ message: '0 resolved.', undo: null });
  });

  test('by nobody but who resolved it: a viewer may not, an operator has nothing to undo', async () => {
    const { undo } = await send('finance', '/discrepancies/resolutions', ticked(NOTE));
    const at = { at: undo ?? '' };
    expect((await send('viewer', '/discrepancies/undo', at)).status).toBe(403);
    expect((await send('operator', '/discrepancies/undo', at)).message).toBe(NOTHING_LEFT);
    expect((await send('elsewhere', '/discrepancies/undo', at)).message).toBe(NOTHING_LEFT);
    expect(await now()).toEqual(['resolved', 'resolved', 'resolved']);
  });

  test.each(['', 'now', 'infinity', '2026-02-30 10:00:00+00', "2026-02-28 10:00:00+00'"])(
    'not by a time like %j',
    async (at) => {
      const answer = await send('finance', '/discrepancies/undo', { at });
      expect(answer).toMatchObject({ status: 302, message: 'Which resolution to undo was not said.' });
    },
  );
});

describe('the ticked ones are taken into review by their form', () => {
  test('by whoever sends it', async () => {
    const answer = await send(
      'finance',
      '/discrepancies/assignments',
      ticked({ to: '/discrepancies?state=all' }),
    );
    expect(answer).toMatchObject({ message: '3 in review by you.', location: '/discrepancies?state=all' });
    const assigneeId = await idOf('finance@shop.example');
    for (const id of ids)
      expect(await standing(product.sql, id)).toMatchObject({ state: 'in_review', assigneeId });
  });

  test('not by a viewer', async () => {
    expect((await send('viewer', '/discrepancies/assignments', ticked())).status).toBe(403);
    expect(await now()).toEqual(['open', 'open', 'open']);
  });

  test('not by somebody who does not see them: there are none for them', async () => {
    const answer = await send('elsewhere', '/discrepancies/assignments', ticked());
    expect(answer.status).toBe(404);
    expect(alertOf(answer.page)).toMatch(/^There is no discrepancy \d+\.$/);
    expect(await now()).toEqual(['open', 'open', 'open']);
  });

  test.each([[[]], [[['selected', 'all']]], [Array(501).fill(['selected', '1'])]] as [[string, string][]][])(
    'not where none, no number or too many are ticked',
    async (fields) => {
      const answer = await send('finance', '/discrepancies/assignments', fields);
      expect(answer).toMatchObject({ status: 422, location: null });
      expect(alertOf(answer.page)).toMatch(/^Tick at (least one discrepancy|most 500 at once)\.$/);
    },
  );
});

describe('one is given on by its form', () => {
  const give = (assignee: string, who: keyof typeof cookies = 'finance') =>
    send(who, `/discrepancies/${ids[0]}/assignment`, { assignee });
  const assigned = () => standing(product.sql, ids[0] as bigint);

  test('to another person, and to nobody', async () => {
    const operator = await idOf('operator@shop.example');
    expect((await give(String(operator))).message).toBe('Assigned.');
    expect(await assigned()).toMatchObject({ state: 'in_review', assigneeId: operator });
    expect((await give('none')).message).toBe('Unassigned.');
    expect(await assigned()).toMatchObject({ state: 'open', assigneeId: null });
  });

  test('not to a viewer, to one who does not see it, or to something that is nobody', async () => {
    const refused = 'This person may not resolve what lies in this account.';
    for (const email of ['viewer@shop.example', 'else@shop.example', 'nobody@shop.example']) {
      const id = await idOf(email);
      const { page } = await give(String(id));
      expect([email, alertOf(page)]).toEqual([email, id === 0 ? 'Choose who is to review it.' : refused]);
    }
    for (const nobody of ['', 'me', '-1', '1.5', '9'.repeat(12)])
      expect([nobody, alertOf((await give(nobody)).page)]).toEqual([nobody, 'Choose who is to review it.']);
    expect(await assigned()).toMatchObject({ state: 'open', assigneeId: null });
  });

  test('not by a viewer, nor by one who does not see it', async () => {
    expect((await give('none', 'viewer')).status).toBe(403);
    expect((await give('none', 'elsewhere')).status).toBe(404);
  });
});
