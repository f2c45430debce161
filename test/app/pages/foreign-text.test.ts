import { beforeAll, describe, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import { sign } from '#paymega/signature.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { documentText } from '../../support/documents.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';

const product = useProduct();
const HIDDEN = ['\u202e', '\u200b', '\u2066', '\u00ad'];
/** A word in which every one of them hides. */
const odd = (word: string) => `${word}${HIDDEN.join('')}x`;
const CREATED = Math.floor(Date.now() / 1000) - 3 * 86_400;
const TIMES = { created: CREATED, updated: CREATED + 60, processed: CREATED + 60 };
const DEEP = 60_000;
let cookie = '';

async function send(text: string, signature = sign(SECRETS.live, Buffer.from(text))): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-signature': signature };
  const answer = await fetch(`${product.url}/callbacks/main`, { method: 'POST', body: text, headers });
  return answer.status;
}

/** What a person sees of a page: not what it brings along for its scripts. */
async function seen(path: string): Promise<string> {
  const answer = await fetch(product.url + path, { headers: { cookie } });
  const html = await answer.text();
  expect([path, answer.status]).toEqual([path, 200]);
  return html.replace(/<script[^>]*>.*?<\/script>/gs, '');
}

beforeAll(async () => {
  const words = { reference_id: odd('order'), resolution: odd('reason'), service: odd('service') };
  const sent = [
    documentText({ ...TIMES, ...words, status: odd('status'), description: odd('told') }, 'cpi_odd'),
    documentText({ ...TIMES, ...words }, 'cpi_paid'),
    documentText({ ...TIMES, ...words, updated: CREATED + 90 }, 'cpi_paid_again'),
    documentText({ ...TIMES, ...words, currency: odd('USD') }, 'cpi_held'),
    documentText({ ...TIMES }, odd('cpi_bad')),
    documentText({ ...TIMES }, 'cpi_deep').replace(
      '"payload":[]',
      `"payload":${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
    ),
    documentText({ ...TIMES }, 'cpi_deep_maps').replace(
      '"metadata":[]',
      `"metadata":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
    ),
  ];
  for (const text of sent) expect(await send(text)).toBe(200);
  expect(await send(documentText({ ...words }, 'cpi_refused'), 'wrong')).toBe(401);
  const { sql, sandbox, accountId } = product;
  const window = { from: CREATED - 3600, to: CREATED + 3600 };
  const actor = { kind: 'program', name: 'test' } as const;
  const run = await queueRun(sql, actor, { accountId, window, trigger: 'program' });
  const privateApi = createPrivateApi({
    url: sandbox.url,
    accountId: 'account',
    apiKey: 'key',
    perSecond: 1000,
  });
  await carryOutRun({ sql, privateApi, exponentOf: await exponentsOf(sql) }, run);
  cookie = await product.cookieOf('admin');
}, 120_000);

describe('a character that would hide is shown as what it is', () => {
  test.each([
    ['/invoices', ['order']],
    ['/invoices/cpi_odd', ['order', 'Reason', 'service', 'status']],
    ['/invoices/cpi_paid', ['order', 'Reason', 'service']],
    ['/invoices/cpi_held', []],
    ['/invoices/cpi_refused', []],
    ['/discrepancies', ['order', 'status', 'cpi_bad']],
    ['/pending', ['order', 'status']],
    ['/callbacks', ['status']],
    ['/callbacks?show=quarantine', ['USD', 'cpi_bad']],
    ['/callbacks?show=refused', []],
    ['/audit', []],
    ['/', []],
    ['/runs', []],
  ])('on %s', async (path, words) => {
    const page = await seen(path);
    for (const word of words) expect(page).toContain(`${word}⟨U+202E⟩⟨U+200B⟩⟨U+2066⟩⟨U+00AD⟩x`);
    for (const hidden of HIDDEN) expect(page).not.toContain(hidden);
  });

  test('on the page and in the preview of each discrepancy', async () => {
    const items = await product.sql<
      { id: bigint; kind: string }[]
    >`select id, kind from discrepancies order by id`;
    const kinds = new Set(items.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['quarantined', 'missing_theirs']));
    for (const { id } of items) {
      for (const path of [`/discrepancies/${id}`, `/discrepancies?preview=${id}`]) {
        const page = await seen(path);
        for (const hidden of HIDDEN) expect(page).not.toContain(hidden);
      }
    }
  });
});

test.each(['cpi_deep', 'cpi_deep_maps'])(
  'a body nested too deep for any page is shown in part: %s',
  async (id) => {
    const invoice = await seen(`/invoices/${id}`);
    expect(invoice.length).toBeLessThan(60_000);
    const [, at = ''] = new RegExp(`href="(/invoices/${id}/bodies/[^"]+)"`).exec(invoice) ?? [];
    const page = await seen(at.replaceAll('&amp;', '&'));
    expect(page).toContain('… and more: this is the beginning of');
    expect(page.length).toBeLessThan(400_000);
    const data = await fetch(`${product.url}${at.replace('?', '.data?')}`, { headers: { cookie } });
    expect(data.status).toBe(200);
    expect((await data.text()).length).toBeLessThan(200_000);
    const whole = await fetch(`${product.url}${at.replace('?', '/file?').replaceAll('&amp;', '&')}`, {
      headers: { cookie },
    });
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="callback-\d+\.json"$/);
    const [kept] = await product.sql`
      select body from callbacks join callback_bodies on callback_id = id where invoice_id = ${id}`;
    expect(await whole.text()).toBe(kept?.body);
  },
);

test('a character that would hide is shown as what it is in a body, and comes as it is in the whole of it', async () => {
  const [callback] = await product.sql<{ id: bigint; body: string }[]>`
    select id, body from callbacks join callback_bodies on callback_id = id where invoice_id = 'cpi_odd'`;
  const at = `/invoices/cpi_odd/bodies/callback/${callback?.id}?account=main`;
  const page = await seen(at);
  expect(page).toContain('told⟨U+202E⟩⟨U+200B⟩⟨U+2066⟩⟨U+00AD⟩x');
  for (const hidden of HIDDEN) expect(page).not.toContain(hidden);
  const whole = await fetch(`${product.url}${at.replace('?', '/file?').replaceAll('&amp;', '&')}`, {
    headers: { cookie },
  });
  expect(await whole.text()).toBe(callback?.body);
  for (const wrong of ['callback/999999', 'status_check/1', 'creation/1', 'callback/x'])
    expect([
      wrong,
      (await fetch(`${product.url}/invoices/cpi_odd/bodies/${wrong}`, { headers: { cookie } })).status,
    ]).toEqual([wrong, 404]);
});

test('the product is well after all of it', () => {
  expect(product.running.output()).not.toMatch(/"level":(50|60)/);
});
