import { beforeAll, describe, expect, test } from 'vitest';
import { ROLES, type Role } from '#identity/permissions/permissions.ts';
import { sendForm } from '../../support/forms.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct({ hasHistory: true });
const cookies = {} as Record<Role, string>;
beforeAll(async () => {
  for (const role of ROLES) cookies[role] = await product.cookieOf(role);
});

const send = (role: Role, path: string, fields: Parameters<typeof sendForm>[2]) =>
  sendForm({ url: product.url, cookie: cookies[role] }, path, fields);
const pageOf = async (role: Role, path: string) => {
  const answer = await fetch(product.url + path, { headers: { cookie: cookies[role] } });
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.text();
};
const headersOf = async (role: Role, path: string) => {
  const [, head = ''] = /<thead[^>]*>(.*?)<\/thead>/s.exec(await pageOf(role, path)) ?? [];
  return [...head.matchAll(/<th[ >].*?<\/th>/gs)].map(([cell]) => cell.replace(/<[^>]*>/g, '').trim());
};
/** The view that the page shows as the one it is in. */
const viewOf = async (role: Role, path: string) => {
  const [, nav = ''] = /<nav aria-label="Views"[^>]*>(.*?)<\/nav>/s.exec(await pageOf(role, path)) ?? [];
  return /<a [^>]*aria-current="page"[^>]*>([^<]*)/.exec(nav)?.[1] ?? null;
};
const VIEW = {
  list: 'discrepancies',
  name: 'Lost money',
  query: 'severity=high&kind=chargeback',
};
const viewsLike = (name: string) => product.sql`
  select people.email, list, query from saved_views join people on people.id = person_id where saved_views.name = ${name}`;

describe('a view of one’s own', () => {
  test.each(ROLES)('is saved by a form as %s, and the list is led back to', async (role) => {
    const answer = await send(role, '/me/views', { ...VIEW, name: `of ${role}` });
    expect(answer).toMatchObject({ status: 302, message: `Kept as “of ${role}”.` });
    expect(answer.location).toBe('/discrepancies?severity=high&kind=chargeback');
    expect(await viewOf(role, '/discrepancies?kind=chargeback&severity=high&after=')).toBe(`of ${role}`);
  });

  test('is on nobody else’s page', async () => {
    await send('viewer', '/me/views', VIEW);
    expect(await pageOf('viewer', '/discrepancies')).toContain('Lost money');
    expect(await pageOf('finance', '/discrepancies')).not.toContain('Lost money');
    expect(await pageOf('viewer', '/invoices')).not.toContain('Lost money');
  });

  test('is removed by whose it is, and by nobody else', async () => {
    await send('viewer', '/me/views', { ...VIEW, name: 'to be removed' });
    const [view] = await product.sql`select id from saved_views where name = 'to be removed'`;
    const removal = { list: 'discrepancies', id: String(view?.id) };
    expect(await send('admin', '/me/views/removals', removal)).toMatchObject({
      status: 302,
      location: '/discrepancies',
    });
    expect(await viewsLike('to be removed')).toHaveLength(1);
    await send('viewer', '/me/views/removals', removal);
    expect(await viewsLike('to be removed')).toHaveLength(0);
  });

  test.each<[string, Record<string, string>]>([
    ['without a name', { name: '  ' }],
    ['whose name is too long', { name: 'x'.repeat(41) }],
    ['whose filter is too long', { name: 'refused', query: 'x'.repeat(1001) }],
    ['of a list that there is not', { name: 'refused', list: 'people' }],
    ['of a list that lies elsewhere', { name: 'refused', list: '//elsewhere.example' }],
  ])('%s is refused, and a list of ours is led back to', async (_, over) => {
    const before = await product.sql`select count(*)::int as count from saved_views`;
    const answer = await send('finance', '/me/views', { ...VIEW, ...over });
    expect(answer.status).toBe(302);
    expect(answer.message).not.toMatch(/^Kept/);
    expect(answer.location).toMatch(/^\/discrepancies(\?|$)/);
    expect(await product.sql`select count(*)::int as count from saved_views`).toEqual(before);
  });

  test('beyond the twentieth is refused in words', async () => {
    for (let n = 0; n < 20; n++)
      await send('operator', '/me/views', { ...VIEW, list: 'invoices', name: `v${n}` });
    const answer = await send('operator', '/me/views', { ...VIEW, list: 'invoices', name: 'v20' });
    expect(answer.message).toMatch(/^more than 20 views/);
    expect([await viewsLike('v19'), await viewsLike('v20')]).toMatchObject([[{ list: 'invoices' }], []]);
  });
});

describe('the columns of a list', () => {
  const choice = (
    known: string[],
    shown: string[],
    over: Record<string, string> = {},
  ): [string, string][] => [
    ...Object.entries({ list: 'invoices', to: '/invoices?status=processed', ...over }),
    ...known.map((one): [string, string] => ['known', one]),
    ...shown.map((one): [string, string] => ['shown', one]),
  ];
  const known = async (role: Role) =>
    [...(await pageOf(role, '/invoices')).matchAll(/name="known" value="([a-z]+)"/g)].map(
      ([, key]) => key ?? '',
    );

  test.each(ROLES)('are chosen by a form as %s, for oneself', async (role) => {
    const all = await known(role);
    expect(all.length).toBeGreaterThan(3);
    const before = await headersOf(role, '/invoices');
    const answer = await send(role, '/me/columns', choice(all, all.slice(1)));
    expect(answer).toMatchObject({ status: 302, location: '/invoices?status=processed' });
    expect(await headersOf(role, '/invoices')).toHaveLength(before.length - 1);
    for (const other of ROLES.slice(ROLES.indexOf(role) + 1))
      expect(await headersOf(other, '/invoices')).toEqual(before);
  });

  test('are all there again once all are ticked', async () => {
    const all = await known('viewer');
    await send('viewer', '/me/columns', choice(all, []));
    expect(await headersOf('viewer', '/invoices')).toHaveLength(1);
    await send('viewer', '/me/columns', choice(all, all));
    expect(await headersOf('viewer', '/invoices')).toHaveLength(all.length + 1);
  });

  test.each<[string, [string, string][]]>([
    ['that no column has', choice(['a column'], [])],
    ['that are too many', choice(Array(31).fill('fee'), [])],
    ['of a list that there is not', choice(['fee'], [], { list: 'people' })],
  ])('by names %s are refused', async (_, fields) => {
    const before = await product.sql`select * from hidden_columns order by 1, 2`;
    const answer = await send('finance', '/me/columns', fields);
    expect(answer).toMatchObject({ status: 302, message: 'Choose among the columns that the list has.' });
    expect(await product.sql`select * from hidden_columns order by 1, 2`).toEqual(before);
  });
});

test.each(['/me/views', '/me/columns'])('%s leads whoever has not signed in to the sign-in', async (path) => {
  const before = await product.sql`select count(*)::int as count from saved_views`;
  const answer = await sendForm({ url: product.url, cookie: '' }, path, { ...VIEW, name: 'nobody’s' });
  expect(answer).toMatchObject({ status: 302, location: '/sign-in' });
  expect(await product.sql`select count(*)::int as count from saved_views`).toEqual(before);
});
