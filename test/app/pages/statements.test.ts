import { beforeAll, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';

const product = useProduct();
const cookies = { finance: '', viewer: '' };
const FILE = [
  'created,invoice_id,type,amount,fee,balance,currency,customer',
  '2026-11-03 10:00:00,cpi_a,payment,100.00,3.00,97.00,USD,ada@mail.example',
  '2026-11-03 11:00:00,cpi_b,payment,nothing,3.00,194.00,USD,bob@mail.example',
  '',
].join('\n');

beforeAll(async () => {
  cookies.finance = await product.cookieOf('finance');
  cookies.viewer = await product.cookieOf('viewer');
});

const get = async (path: string, cookie = cookies.finance) =>
  (await fetch(product.url + path, { headers: { cookie } })).text();

function send(path: string, body: FormData | URLSearchParams, cookie = cookies.finance) {
  return fetch(product.url + path, { method: 'POST', headers: { cookie }, body, redirect: 'manual' });
}

function upload(text: string, cookie?: string) {
  const form = new FormData();
  form.set('file', new File([text], 'transactions_2026-11-03_USD.csv'));
  form.set('encoding', '');
  form.set('delimiter', '');
  return send('/reports/statements', form, cookie);
}

/** What the form of a page says, as a browser without scripts sends it. */
function fieldsOf(html: string): URLSearchParams {
  const said = new URLSearchParams();
  for (const [, name = '', options = ''] of html.matchAll(
    /<select[^>]*name="([^"]+)"[^>]*>(.*?)<\/select>/gs,
  ))
    said.set(name, /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '');
  for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
    const of = (attribute: string) => new RegExp(` ${attribute}="([^"]*)"`).exec(tag)?.[1] ?? '';
    const isOff = of('type') === 'checkbox' && !tag.includes('checked');
    if (of('name') !== '' && !isOff) said.set(of('name'), of('value'));
  }
  return said;
}

test('a file is looked at, mended, imported and shown without scripts, and kept without the people in it', async () => {
  const sent = await upload(FILE);
  const preview = sent.headers.get('location') ?? '';
  expect([sent.status, preview]).toEqual([
    302,
    expect.stringMatching(/^\/reports\/statements\/uploads\/\d+$/),
  ]);
  const shown = await get(preview);
  expect(shown).toContain('amount: “nothing” is not an amount');
  expect(shown).toContain('left out');
  expect(shown).not.toContain('mail.example');

  const fields = fieldsOf(shown);
  expect(fields.get('column_amount')).toBe('3');
  fields.set('currency', 'EUR');
  expect((await send(preview, fields)).status).toBe(302);
  expect(fieldsOf(await get(preview)).get('currency')).toBe('EUR');
  fields.set('saveAs', 'portal');
  const imported = await send(`${preview}/import`, fields);
  const page = imported.headers.get('location') ?? '';
  expect([imported.status, page]).toEqual([
    302,
    expect.stringMatching(/^\/reports\/statements\/\d+\?mode=live$/),
  ]);
  const statement = await get(page);
  expect(statement).toContain('cpi_a');
  expect(statement).toContain('Only here');
  expect(statement).not.toContain('mail.example');
  expect(await get('/reports/statements?month=2026-11')).toContain('1 line');

  const again = await upload(FILE);
  expect([again.status, await again.text()]).toEqual([409, expect.stringContaining('nothing has changed')]);
  const next = await upload(FILE.replaceAll('2026-11-03', '2026-11-04'));
  expect(await get(next.headers.get('location') ?? '')).toContain('read as files of “portal” are');
});

test('finance and admins import, and nobody else', async () => {
  expect((await upload(FILE, cookies.viewer)).status).toBe(403);
});

test('a file that is none is told at its field', async () => {
  const sent = await upload('%PDF-1.7 …');
  expect([sent.status, await sent.text()]).toEqual([422, expect.stringContaining('it is a PDF')]);
});
