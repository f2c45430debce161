import { beforeAll, describe, expect, test } from 'vitest';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { sendForm } from '../../support/forms.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct();
let cookie = '';
let id = 0n;
beforeAll(async () => {
  cookie = await product.cookieOf('finance');
  id = await anItem(product.sql, product.accountId);
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
const FORMS = [
  '/discrepancies/undo',
  '/discrepancies/assignments',
  '/discrepancies/resolutions',
  '/discrepancies/:id/resolution',
  '/discrepancies/:id/assignment',
  '/me/columns',
];

async function ledTo(form: string, fields: Record<string, string>): Promise<string> {
  const path = form.replace(':id', String(id));
  const { status, location } = await sendForm({ url: product.url, cookie }, path, fields);
  expect([form, fields, status]).toEqual([form, fields, 302]);
  return location ?? '';
}
const isOurs = (location: string) => new URL(location, product.url).origin === product.url;

describe.each(FORMS)('the form %s leads back', (form) => {
  test('to the path of ours that it names', async () => {
    const to = '/discrepancies?state=all&search=order-7%20%E4%B8%AD&preview=7';
    expect(await ledTo(form, { to })).toBe(to);
  });

  test('to its own page where it names another site, or none', async () => {
    const plain = await ledTo(form, {});
    expect(plain).toMatch(/^\/(?![/\\])/);
    for (const to of FOREIGN) expect([to, await ledTo(form, { to })]).toEqual([to, plain]);
  });

  test('to this site, however odd the path', async () => {
    for (const to of ODD) expect([to, isOurs(await ledTo(form, { to }))]).toEqual([to, true]);
  });
});

describe('a resolution that is refused', () => {
  const REFUSED = { resolution: 'written_off', note: ' ' };
  const form = '/discrepancies/:id/resolution';

  test('leads back to where it was made, not to where it would have led', async () => {
    const [here, to] = ['/discrepancies?preview=7', '/discrepancies?preview=8'];
    expect(await ledTo(form, { ...REFUSED, here, to })).toBe(here);
    expect(await ledTo(form, { ...REFUSED, to })).toBe(to);
    expect(await ledTo(form, REFUSED)).toBe(`/discrepancies/${id}`);
  });

  test('leads to no other site', async () => {
    const to = '/discrepancies?preview=8';
    for (const here of FOREIGN)
      expect([here, await ledTo(form, { ...REFUSED, here, to })]).toEqual([here, to]);
    for (const here of FOREIGN)
      expect(await ledTo(form, { ...REFUSED, here, to: here })).toBe(`/discrepancies/${id}`);
  });

  test('and one that is made leads to where it says, whatever the place it was made at', async () => {
    const made = { resolution: 'written_off', note: 'too small', here: '/discrepancies?preview=7' };
    expect(await ledTo(form, { ...made, to: '/discrepancies?preview=8' })).toBe('/discrepancies?preview=8');
  });
});
