import { beforeAll, describe, expect, test } from 'vitest';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { useProduct } from '../../support/product.ts';
import { ACCESS, addressOf } from '../access/access-table.ts';

const product = useProduct();
let cookie = '';
beforeAll(async () => {
  await anItem(product.sql, product.accountId, { subject: 'cpi_odd' });
  cookie = await product.cookieOf('admin');
});

const FORMS = Object.entries(ACCESS)
  .filter(([path, { POST }]) => !['nothing', 'signature'].includes(POST) && !path.startsWith('/api/'))
  .map(([path]) => path)
  .filter((path) => path !== '/session/end');

/** Every name that some form of ours has, with a value that it would take. */
const FIELDS: Record<string, string> = {
  ...{
    message: 'x',
    seen: 'x',
    note: 'x',
    resolution: 'written_off',
    selected: '1',
    to: '/',
    id: '1',
  },
  ...{ from: '2026-01-01', to_day: '2026-01-02', account: 'main', name: 'x', role: 'viewer', days: '1' },
  ...{ email: 'x@shop.example', password: 'x', again: 'x', code: '000000', list: 'invoices', query: 'a=b' },
  ...{
    amount: '1.00',
    currency: 'USD',
    service: 's',
    cardNumber: '4',
    expiry: '1230',
    at: '2026-01-01 00:00:00+00',
  },
  ...{
    slug: 'x',
    paymegaAccountId: 'x',
    timeZone: 'UTC',
    apiUrl: 'https://a.example',
    secret: 'x',
    kind: 'live',
  },
};

const ODD_DAYS = ['0000-01-01', '0000-00-00', '9999-12-31', '10000-01-01', '-0001-01-01', '275760-09-13'];

const send = (path: string, body: URLSearchParams) =>
  fetch(`${product.url}${addressOf(path, { invoiceId: 'cpi_odd', day: '2026-01-01' })}?account=main`, {
    ...{ method: 'POST', headers: { cookie }, body, redirect: 'manual' },
  });

describe.each(FORMS)('the form to %s', (path) => {
  test('refuses a NUL in whatever field it stands', async () => {
    for (const field of [...Object.keys(FIELDS), 'no\0name']) {
      const body = new URLSearchParams({ ...FIELDS, [field]: 'a\0b' });
      const { status } = await send(path, body);
      expect([field, status]).toEqual([field, 422]);
    }
  });

  test('is not broken by a day out of every calendar', async () => {
    for (const day of ODD_DAYS) {
      const odd = { from: day, to: day, day, at: `${day} 00:00:00+00` };
      const { status } = await send(path, new URLSearchParams({ ...FIELDS, ...odd }));
      expect([day, status < 500]).toEqual([day, true]);
    }
  });
});
