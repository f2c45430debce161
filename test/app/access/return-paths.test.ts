import { Secret, TOTP } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { sendForm } from '../../support/forms.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD } from '../../support/running.ts';
import { onWire } from '../../support/wire.ts';

const product = useProduct();
let cookie = '';
let id = 0n;
let ticked = 0n;
beforeAll(async () => {
  cookie = await product.cookieOf('finance');
  id = await anItem(product.sql, product.accountId);
  ticked = await anItem(product.sql, product.accountId, { subject: 'cpi_ticked' });
});

const FOREIGN = [
  ...['https://elsewhere.example/', 'http:elsewhere.example', '//elsewhere.example', '///elsewhere.example'],
  ...['/\\elsewhere.example', '\\\\elsewhere.example', '/\t/elsewhere.example', '/\n/elsewhere.example'],
  ...[
    '/ /elsewhere.example',
    ' //elsewhere.example',
    'elsewhere.example',
    '',
    'javascript:alert(1)',
    '@elsewhere',
  ],
  ...['/discrepancies\\..\\\\elsewhere.example', '/discrepancies\r\nset-cookie: x=y'],
  // No header can hold them, so nothing could lead there.
  ...['/discrepancies?search=中', '/\u0001'],
];
/** Paths that look odd; wherever they lead, it is a page of ours. */
const ODD = [
  '/.//elsewhere.example',
  '/%2f/elsewhere.example',
  '/%5celsewhere.example',
  '/@elsewhere.example',
  '/:80',
];
const FORMS: [string, () => Record<string, string>][] = [
  ['/discrepancies/undo', () => ({})],
  ['/discrepancies/assignments', () => ({ selected: String(id) })],
  ['/discrepancies/resolutions', () => ({ selected: String(ticked), ...MADE })],
  ['/discrepancies/:id/assignment', () => ({})],
  ['/discrepancies/assignment?preview=:id', () => ({})],
  ['/me/columns', () => ({})],
];
const MADE = { resolution: 'written_off', note: 'too small' };

async function ledTo(form: string, fields: Record<string, string>, of = id): Promise<string> {
  const path = form.replace(':id', String(of));
  const { status, location } = await sendForm({ url: product.url, cookie }, path, fields);
  expect([form, fields, status]).toEqual([form, fields, 302]);
  return location ?? '';
}
const isOurs = (location: string) => new URL(location, product.url).origin === product.url;

describe.each(FORMS)('the form %s leads back', (form, fields) => {
  test('to the path of ours that it names', async () => {
    const to = '/discrepancies?state=all&search=order-7%20%E4%B8%AD&preview=7';
    expect(await ledTo(form, { ...fields(), to })).toBe(to);
  });

  test('to its own page where it names another site, or none', async () => {
    const plain = await ledTo(form, fields());
    expect(plain).toMatch(/^\/(?![/\\])/);
    for (const to of FOREIGN) expect([to, await ledTo(form, { ...fields(), to })]).toEqual([to, plain]);
  });

  test('to this site, however odd the path', async () => {
    for (const to of ODD) expect([to, isOurs(await ledTo(form, { ...fields(), to }))]).toEqual([to, true]);
  });
});

describe.each(['/discrepancies/:id/resolution', '/discrepancies/resolution?preview=:id'])(
  'a resolution by %s',
  (form) => {
    let made = 0;
    const anOpenOne = () =>
      anItem(product.sql, product.accountId, { subject: `cpi_resolved_${form.length}_${made++}` });

    test('that is refused leads nowhere: it says at its field what is wrong', async () => {
      const to = '/discrepancies?preview=8';
      const path = form.replace(':id', String(id));
      const refused = await sendForm({ url: product.url, cookie }, path, { ...MADE, note: ' ', to });
      expect(refused).toMatchObject({ status: 422, location: null });
    });

    test('that is made leads to where it says, and to no other site', async () => {
      const to = '/discrepancies?preview=8';
      expect(await ledTo(form, { ...MADE, to }, await anOpenOne())).toBe(to);
      for (const foreign of FOREIGN) {
        const one = await anOpenOne();
        expect(await ledTo(form, { ...MADE, to: foreign }, one)).toBe(`/discrepancies/${one}`);
      }
    });
  },
);

describe('a way back that leads elsewhere is not taken', () => {
  const ELSEWHERE = [
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '@evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/%09/evil.example',
  ];
  const post = (path: string, fields: Record<string, string>, cookie?: string) =>
    onWire(product.url, path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie && { cookie }) },
      body: new URLSearchParams(fields).toString(),
    });
  const isOurs = (location: string | undefined) =>
    location !== undefined &&
    new URL(location, product.url).origin === product.url &&
    !/^\/[/\\]/.test(location);
  let codes: string[] = [];
  let admin = '';

  beforeAll(async () => {
    admin = await product.cookieOf('admin');
    const operator = await product.cookieOf('operator');
    const page = (await onWire(product.url, '/me/second-factor', { headers: { cookie: operator } })).body;
    const secret = Secret.fromBase32(/select-all">([A-Z2-7]{32})</.exec(page)?.[1] ?? '');
    const code = new TOTP({ secret }).generate();
    const enrolled = await post('/me/second-factor', { code, current: PASSWORD }, operator);
    codes = [...new Set(enrolled.body.match(/\b[0-9a-f]{5}(?:-[0-9a-f]{5}){3}\b/g))];
    expect(codes).toHaveLength(10);
  });

  test.each(ELSEWHERE)('from the sign-in (%j)', async (to) => {
    const answer = await post('/sign-in', { email: EMAIL, password: PASSWORD, to });
    expect([answer.status, isOurs(answer.headers.location)]).toEqual([302, true]);
    const shown = await onWire(product.url, `/sign-in?to=${encodeURIComponent(to)}`);
    const kept = /name="to" value="([^"]*)"/.exec(shown.body)?.[1];
    expect(isOurs(kept)).toBe(true);
  });

  test('from the second step', async () => {
    for (const [place, to] of ELSEWHERE.slice(0, 9).entries()) {
      const first = await post('/sign-in', { email: 'operator@shop.example', password: PASSWORD, to });
      expect(first.headers.location).toMatch(/^\/sign-in\/code\?/);
      const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      const shown = await onWire(product.url, `/sign-in/code?to=${encodeURIComponent(to)}`, {
        headers: { cookie },
      });
      expect(isOurs(/name="to" value="([^"]*)"/.exec(shown.body)?.[1])).toBe(true);
      const passed = await post('/sign-in/code', { code: codes[place] ?? '', to }, cookie);
      expect([to, passed.status, isOurs(passed.headers.location)]).toEqual([to, 302, true]);
    }
  });

  test.each(ELSEWHERE)('from the choice of the account, or an act (%j)', async (to) => {
    const chosen = await post('/session/account', { account: 'main', to }, admin);
    expect([chosen.status, isOurs(chosen.headers.location)]).toEqual([302, true]);
    const acted = await post('/discrepancies/undo', { to }, admin);
    expect([acted.status, isOurs(acted.headers.location)]).toEqual([302, true]);
  });

  test('and one of our own is', async () => {
    const to = '/invoices?mode=test&search=a%20b';
    const answer = await post('/sign-in', { email: EMAIL, password: PASSWORD, to });
    expect(answer.headers.location).toBe(to);
  });
});
