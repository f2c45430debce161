import { beforeAll, describe, expect, test } from 'vitest';
import { askOwn } from '../../support/own-page.ts';
import { useProduct } from '../../support/product.ts';
import { everyRoute } from '../../support/routes.ts';
import { titleOf } from '../../support/titles.ts';
import { ACCESS } from '../access/access-table.ts';

const product = useProduct({ hasHistory: true });
const cookies = { admin: '', viewer: '' };
beforeAll(async () => {
  cookies.admin = await product.cookieOf('admin');
  cookies.viewer = await product.cookieOf('viewer');
});

async function page(path: string, cookie: string, init: RequestInit = {}) {
  const answer = await askOwn(product.url + path, { ...init, headers: { cookie } });
  const text = await answer.text();
  const isFramed = text.includes('Sign out') && /href="\/discrepancies["?]/.test(text);
  return { status: answer.status, isFramed, title: titleOf(text), text };
}

/** The pages of the console, all of which lie in its frame. */
const PAGES = everyRoute()
  .filter(
    ({ path, file }) => file.endsWith('.tsx') && ACCESS[path]?.GET !== 'open' && path !== '/sign-in/code',
  )
  .map(({ path }) => path)
  .filter((path) => path !== '/me/second-factor');

/** Answer with what is no page of the console's: the document that leads to the bank, and a file. */
const OUTSIDE = ['/test-payments/:id/bank', '/settings/customer-data/file'];
/** The acts without a page of their own. */
const ACTS = Object.entries(ACCESS).filter(
  ([path, { GET, POST }]) => GET === 'nothing' && POST !== 'nothing' && !OUTSIDE.includes(path),
);

describe('an act that is refused keeps the frame around the answer, without scripts,', () => {
  const isOwn = (demand: string) => demand === 'self.manage';
  test.each(ACTS.filter(([, { POST }]) => !isOwn(POST)))('where somebody may not do %s', async (path) => {
    const address = path.replace(/:\w+/g, '1');
    const { status, isFramed, title } = await page(address, cookies.viewer, { method: 'POST' });
    expect({ status, isFramed, title }).toEqual({
      ...{ status: 403, isFramed: true, title: 'Not allowed · Counterfoil' },
    });
  });

  test.each(['/discrepancies', '/runs', '/pending/status-checks'])(
    'where nothing of that number is in %s',
    async (room) => {
      const acts = ACTS.map(([path]) => path).filter((path) => path.startsWith(`${room}/:id/`));
      expect(acts).not.toEqual([]);
      for (const act of acts) {
        const address = act.replace(':id', '987654');
        const { status, isFramed, title } = await page(address, cookies.admin, { method: 'POST' });
        expect({ act, status, isFramed, title }).toEqual({
          ...{ act, status: 404, isFramed: true, title: 'Not found · Counterfoil' },
        });
      }
    },
  );
});

describe('a page that could not be made keeps the frame around it, with the way out,', () => {
  test.each(PAGES)('where the address of %s names an account that there is not', async (path) => {
    const address = path.replace(':kind/:entry', 'callback/1').replace(/:\w+/g, '1');
    const { status, isFramed, title } = await page(`${address}?account=nobody`, cookies.admin);
    expect({ status, isFramed, title }).toEqual({
      status: 404,
      isFramed: true,
      title: 'Not found · Counterfoil',
    });
  });

  test.each(PAGES.filter((path) => path.includes(':')))('where %s is not there', async (path) => {
    const address = path.replace(':kind/:entry', 'callback/987654').replace(/:\w+/g, '987654');
    const { status, isFramed, title } = await page(address, cookies.admin);
    expect({ status, isFramed, title }).toEqual({
      status: 404,
      isFramed: true,
      title: 'Not found · Counterfoil',
    });
  });

  // One's own account is everybody's to manage.
  const isOthers = (demand = '') => demand.endsWith('.manage') && demand !== 'self.manage';
  test.each(PAGES.filter((path) => isOthers(ACCESS[path]?.GET)))(
    'where somebody may not see %s',
    async (path) => {
      const { status, isFramed, title } = await page(path.replace(':id', '1'), cookies.viewer);
      expect({ status, isFramed, title }).toEqual({
        ...{ status: 403, isFramed: true, title: 'Not allowed · Counterfoil' },
      });
    },
  );

  test.each(['/nowhere', '/settings/nowhere', '/invoices/a/b/c/d/e/f', '/runs/1/nothing'])(
    'at %s, which is nowhere',
    async (path) => {
      for (const method of ['GET', 'POST']) {
        const { status, isFramed, text } = await page(path, cookies.viewer, { method });
        expect([method, status, isFramed]).toEqual([method, 404, true]);
        expect(text).toContain('There is no such page.');
      }
    },
  );

  test('where the filter cannot be read', async () => {
    const { status, isFramed, title } = await page('/invoices?from=tomorrow', cookies.viewer);
    expect({ status, isFramed, title }).toEqual({
      ...{ status: 422, isFramed: true, title: 'This filter cannot be read · Counterfoil' },
    });
  });

  test('where something of ours broke', async () => {
    await product.sql`alter table test_payments rename to test_payments_away`;
    const { status, isFramed, title, text } = await page('/test-payments', cookies.viewer);
    await product.sql`alter table test_payments_away rename to test_payments`;
    expect({ status, isFramed, title }).toEqual({
      ...{ status: 500, isFramed: true, title: 'Something broke · Counterfoil' },
    });
    expect(text).not.toContain('test_payments');
  });
});

test('who is not signed in is told at an address that leads nowhere just that', async () => {
  const { status, isFramed, title, text } = await page('/nowhere', '');
  expect({ status, isFramed, title }).toEqual({
    status: 404,
    isFramed: false,
    title: 'Not found · Counterfoil',
  });
  expect(text).toContain('There is no such page.');
});

test('an invoice that cannot be read is not said to be in neither book', async () => {
  const [known] = await product.sql`select invoice_id as id from callbacks order by id limit 1`;
  await product.sql`alter table missing_at_provider rename to missing_away`;
  const { status, isFramed, text } = await page(`/invoices/${String(known?.id)}`, cookies.viewer);
  await product.sql`alter table missing_away rename to missing_at_provider`;
  expect([status, isFramed, text.includes('Neither book holds it')]).toEqual([500, true, false]);
});
