import { beforeAll, describe, expect, test } from 'vitest';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { SHOP_OPENED, useProduct } from '../../support/product.ts';
import { PASSWORD } from '../../support/running.ts';

const product = useProduct({ hasHistory: true });
const DAY = new Date((SHOP_OPENED + 3 * 86_400) * 1000).toISOString().slice(0, 10);
const SECRET = 'a-secret-that-was-typed';
let cookie = '';
let half = '';
let person = '';
let item = '';
let account = '';
let payment = '';

beforeAll(async () => {
  const { sql } = product;
  cookie = await product.cookieOf('admin');
  half = await product.cookieOf('viewer', 'code');
  item = String(await anItem(sql, product.accountId, { subject: 'cpi_wrong' }));
  const [viewer] = await sql`select id from people where email = 'viewer@shop.example'`;
  person = String(viewer?.id);
  const added = await send('/settings/accounts', ACCOUNT);
  account = added.location ?? '';
  payment = (await send('/test-payments?account=main', PAYMENT)).location ?? '';
});

const ACCOUNT = {
  ...{ name: 'Second', slug: 'second', paymegaAccountId: 'coma_second', timeZone: 'Europe/Berlin' },
  ...{ apiUrl: 'https://api.invalid', cardgateUrl: 'https://cards.invalid' },
  ...{ apiKey: SECRET, liveSecret: `${SECRET}-live`, testSecret: `${SECRET}-test` },
};
const PAYMENT = { amount: '1.00', currency: 'USD', services: 'skip' };
const ORDER = {
  ...{ amount: '1.00', currency: 'USD', service: 'payment_card_usd_hpp', referenceId: 'r', description: 'd' },
  ...{ returnUrl: 'https://shop.example/', callbackUrl: 'https://shop.example/callbacks' },
};
const POLICY = {
  ...{ graceMinutes: '11', stuckMinutes: '61', stuckRefundMinutes: '1441', recentEveryMinutes: '16' },
  ...{ deepAtHour: '3', deepDays: '30', sweepDays: '400', largeAmounts: 'USD 1234' },
};

async function send(path: string, fields: Record<string, string>, as = cookie) {
  const answer = await fetch(product.url + path, {
    ...{ method: 'POST', headers: { cookie: as }, body: new URLSearchParams(fields), redirect: 'manual' },
  });
  return { status: answer.status, location: answer.headers.get('location'), page: await answer.text() };
}

/** The control of a field with what ties it to its error. */
function fieldOf(page: string, name: string) {
  const controls = [...page.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].map(([tag]) => tag);
  const wrong = controls.filter((tag) => tag.includes('aria-invalid="true"'));
  const own = wrong.find((tag) => tag.includes(` name="${name}"`)) ?? '';
  const described = (/aria-describedby="([^"]*)"/.exec(own)?.[1] ?? '').split(' ');
  const texts = described.map((id) => new RegExp(`id="${id}"[^>]*>([^<]*)`).exec(page)?.[1] ?? '');
  return {
    wrong: wrong.map((tag) => / name="([^"]*)"/.exec(tag)?.[1]),
    error: texts.at(-1),
    hasFocus: /autofocus/i.test(own),
  };
}

type Case = {
  to: () => string;
  fields: Record<string, string>;
  wrong: string;
  says: RegExp;
  status?: number;
  keeps?: Record<string, string>;
  /** Whether the work list is there around it, narrowed as it was. */
  showsList?: boolean;
  as?: () => string;
};
const CASES: Record<string, Case> = {
  'a new test payment': {
    to: () => '/test-payments?account=main',
    fields: { ...PAYMENT, amount: '1.234' },
    ...{ wrong: 'amount', says: /./, keeps: { amount: '1.234' } },
  },
  'a test payment in no currency': {
    to: () => '/test-payments?account=main',
    fields: { ...PAYMENT, currency: 'QQQ' },
    ...{ wrong: 'currency', says: /not known/, keeps: { currency: 'QQQ' } },
  },
  'a test payment whose service is of another currency': {
    to: () => `${payment}/creation`,
    fields: { ...ORDER, currency: 'EUR', description: 'kept' },
    ...{ wrong: 'service', says: /is for USD, not EUR/, keeps: { description: 'kept', currency: 'EUR' } },
  },
  'a test payment that comes back to no address': {
    to: () => `${payment}/creation`,
    fields: { ...ORDER, returnUrl: '/done' },
    ...{ wrong: 'returnUrl', says: /whole web address/, keeps: { returnUrl: '/done' } },
  },
  'a new account': {
    to: () => '/settings/accounts',
    fields: { ...ACCOUNT, slug: 'third', apiUrl: 'http//nowhere' },
    ...{ wrong: 'apiUrl', says: /https:/, keeps: { slug: 'third', apiUrl: 'http//nowhere' } },
  },
  'an account that there is': {
    to: () => '/settings/accounts',
    fields: ACCOUNT,
    ...{ wrong: 'slug', says: /already/, status: 409, keeps: { name: 'Second' } },
  },
  'the change of an account': {
    to: () => account,
    fields: {
      name: 'Moved',
      apiUrl: 'https://elsewhere.invalid',
      cardgateUrl: 'https://c.invalid',
      apiKey: '',
    },
    ...{ wrong: 'apiKey', says: /API key/, keeps: { name: 'Moved', apiUrl: 'https://elsewhere.invalid' } },
  },
  'a new secret': {
    to: () => `${account}/secrets`,
    fields: { kind: 'live_secret', secret: SECRET, overlapHours: '7000' },
    ...{ wrong: 'overlapHours', says: /720/, keeps: { overlapHours: '7000' } },
  },
  'somebody new': {
    to: () => '/settings/people',
    fields: { email: 'no-address', role: 'operator' },
    ...{ wrong: 'email', says: /no e-mail address/, keeps: { email: 'no-address' } },
  },
  'somebody who is there': {
    to: () => '/settings/people',
    fields: { email: 'viewer@shop.example', role: 'operator' },
    ...{ wrong: 'email', says: /already/, status: 409 },
  },
  'the role of somebody': {
    to: () => `/settings/people/${person}`,
    fields: { role: 'emperor', access: 'all' },
    ...{ wrong: 'role', says: /choose a role/i },
  },
  'a new token': {
    to: () => '/settings/tokens',
    fields: { name: 'of the test', role: 'viewer', account: '', days: '99999' },
    ...{ wrong: 'days', says: /3650/, keeps: { name: 'of the test', days: '99999' } },
  },
  'one’s own password': {
    to: () => '/me/password',
    fields: { current: SECRET, next: SECRET },
    ...{ wrong: 'current', says: /not your current password/ },
  },
  'a weak password': {
    to: () => '/me/password',
    fields: { current: PASSWORD, next: 'weak' },
    ...{ wrong: 'next', says: /./ },
  },
  'the start page': {
    to: () => '/me/start-page',
    fields: { startPage: 'nowhere' },
    ...{ wrong: 'startPage', says: /choose one/i },
  },
  'the code of a sign-in': {
    to: () => '/sign-in/code',
    fields: { code: '918273' },
    ...{ wrong: 'code', says: /wrong/, status: 401, as: () => half },
  },
  'the policy of reconciliation': {
    to: () => '/settings/reconciliation?account=main',
    fields: { ...POLICY, deepAtHour: '24' },
    ...{ wrong: 'deepAtHour', says: /at most 23/i, keeps: { graceMinutes: '11', deepAtHour: '24' } },
  },
  'a policy that is tried': {
    to: () => '/settings/reconciliation/trial?account=main',
    fields: { ...POLICY, largeAmounts: 'many' },
    ...{ wrong: 'largeAmounts', says: /./, keeps: { stuckMinutes: '61', largeAmounts: 'many' } },
  },
  'a new run': {
    to: () => '/runs?account=main',
    fields: { from: '2025-10-12', to: '2025-10-10' },
    ...{ wrong: 'from', says: /after the last/, keeps: { from: '2025-10-12', to: '2025-10-10' } },
  },
  'the note of a day': {
    to: () => `/reports/${DAY}/closing?account=main`,
    fields: { note: 'x'.repeat(501), seen: '' },
    ...{ wrong: 'note', says: /500/, keeps: { note: 'x'.repeat(501) } },
  },
  'a note': {
    to: () => `/discrepancies/${item}/notes?account=main`,
    fields: { note: '' },
    ...{ wrong: 'note', says: /empty note/ },
  },
  'a resolution': {
    to: () => `/discrepancies/${item}/resolution?account=main`,
    fields: { resolution: 'written_off', note: ' ' },
    ...{ wrong: 'note', says: /why/ },
  },
  'a resolution beside the work list': {
    to: () => `/discrepancies/resolution?account=main&state=open&preview=${item}`,
    fields: { resolution: 'kept_ours', note: ' ' },
    ...{ wrong: 'note', says: /why/, showsList: true },
  },
  'a resolution of the ticked ones': {
    to: () => '/discrepancies/resolutions?account=main&state=open',
    fields: { selected: '1', resolution: 'kept_ours', note: 'x'.repeat(501) },
    ...{ wrong: 'note', says: /500/, keeps: { note: 'x'.repeat(501) }, showsList: true },
  },
  'a resolution of all that match': {
    to: () => '/discrepancies/resolve-all?account=main&kind=missing_ours',
    fields: { resolution: 'kept_ours', note: '', seen: '' },
    ...{ wrong: 'note', says: /why/ },
  },
  'a reviewer': {
    to: () => `/discrepancies/${item}/assignment?account=main`,
    fields: { assignee: 'somebody' },
    ...{ wrong: 'assignee', says: /choose who/i },
  },
  'a reviewer beside the work list': {
    to: () => `/discrepancies/assignment?account=main&state=open&preview=${item}`,
    fields: { assignee: '987654' },
    ...{ wrong: 'assignee', says: /may not resolve/, showsList: true },
  },
};

describe.each(Object.entries(CASES))('%s that cannot be taken', (_, one) => {
  test('has its error at its field, and keeps what was typed', async () => {
    const { to, fields, wrong, says, status = 422, keeps = {}, as } = one;
    const answer = await send(to(), fields, as?.());
    expect([answer.status, answer.location]).toEqual([status, null]);
    expect(fieldOf(answer.page, wrong)).toEqual({
      ...{ wrong: [wrong], error: expect.stringMatching(says), hasFocus: true },
    });
    for (const [name, value] of Object.entries(keeps)) {
      const controls = [...answer.page.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag);
      const filled = controls.some(
        (tag) => tag.includes(` name="${name}"`) && tag.includes(` value="${value}"`),
      );
      expect([name, filled]).toEqual([name, true]);
    }
  });

  test.runIf(one.showsList)('stands in the work list, which is as it was', async () => {
    const { page } = await send(one.to(), one.fields);
    expect(page).toContain('Discrepancies, the worst first');
    expect(page).toMatch(/<option value="open" selected="">Open</);
    const links = [...page.slice(page.indexOf('<main')).matchAll(/href="(\/discrepancies[/?][^"]*)"/g)].map(
      ([, href]) => href,
    );
    expect(links.filter((href) => /\/(resolution|assignment)s?\?/.test(href ?? ''))).toEqual([]);
  });

  test('gives no secret back', async () => {
    const { page } = await send(one.to(), one.fields, one.as?.());
    for (const secret of [SECRET, PASSWORD, '4111111111111111', '918273'])
      expect([secret, page.includes(secret)]).toEqual([secret, false]);
  });
});

test('the rows that were ticked stay ticked', async () => {
  const { page } = await send('/discrepancies/resolutions?account=main', {
    ...{ selected: item, resolution: 'kept_ours', note: ' ' },
  });
  const ticked = [...page.matchAll(/<input\b[^>]*name="selected"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => tag.includes(' checked='));
  expect(ticked.map((tag) => / value="(\d+)"/.exec(tag)?.[1])).toEqual([item]);
});

test('what is wrong with all of a form stands above its fields', async () => {
  const { status, page } = await send(`/settings/people/1`, { role: 'viewer', access: 'all' });
  expect(status).toBe(409);
  expect(
    /<form[^>]*action="\/settings\/people\/1"[^>]*>.{0,40}<div role="alert"/s.test(
      page.replace(/<div class="col[^>]*>/, ''),
    ),
  ).toBe(true);
  expect(page).toContain('This is the last admin');
});
