import { beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { anObservation } from '../../support/observations.ts';
import { useProduct } from '../../support/product.ts';

const SECRET_KEY = 'the key of the addresses of accounts, long enough';
const ACTOR = { kind: 'program', name: 'test' } as const;
const DAY = '2026-09-21';
const product = useProduct({ environment: { SECRET_KEY } });
let cookie = '';
let other = 0;
/** Things of the other account, by the part of the address that names each. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  const { sql } = product;
  ({ id: other } = await addAccount(sql, createVault([SECRET_KEY]), ACTOR, {
    ...{ slug: 'other', name: 'Other shop', paymegaAccountId: 'coma_other', timeZone: 'Asia/Tokyo' },
    ...{ apiUrl: 'https://other.invalid', cardgateUrl: 'https://cards.invalid', apiKey: 'key-of-the-other' },
    ...{ liveSecret: 'live-of-the-other', testSecret: 'test-of-the-other' },
  }));
  await ingest(sql, [
    anObservation(other, { id: 'cpi_theirs', mode: 'test' }),
    anObservation(other, { id: 'cpi_both' }),
    anObservation(product.accountId, { id: 'cpi_both' }),
    anObservation(product.accountId, { id: 'cpi_ours', mode: 'test' }),
  ]);
  ids.discrepancies = String(await anItem(sql, other, { subject: 'cpi_theirs', mode: 'test' }));
  const [run] = await sql<{ id: bigint }[]>`
    insert into runs (account_id, trigger, scope, window_from, window_to)
    values (${other}, 'program', 'window', now() - interval '1 hour', now()) returning id`;
  ids.runs = String(run?.id);
  cookie = await product.cookieOf('admin');
});

/** Where a browser ends up, and what it shows there. */
async function shown(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(product.url + path, { headers: { cookie, ...headers } });
  const { pathname, search } = new URL(answer.url);
  return { status: answer.status, address: pathname + search, html: await answer.text() };
}

describe('what is shown names its own account and mode', () => {
  test.each([
    ['an invoice of the other account', '/invoices/cpi_theirs', 'account=other&mode=test'],
    [
      'one that is asked for as the first one’s',
      '/invoices/cpi_theirs?account=main',
      'account=other&mode=test',
    ],
    ['one that is asked for as a live payment', '/invoices/cpi_ours?mode=live', 'mode=test&account=main'],
    ['a discrepancy', '/discrepancies/:discrepancies', 'account=other&mode=test'],
    ['a run, which is of both modes', '/runs/:runs?mode=test', 'mode=test&account=other'],
  ])('%s', async (_, path, query) => {
    const asked = path.replace(/:(\w+)/, (__, of: string) => ids[of] ?? '');
    const { status, address, html } = await shown(asked);
    expect(status).toBe(200);
    expect(address).toBe(`${asked.split('?')[0]}?${query}`);
    expect(html).not.toContain('Neither book');
  });

  test('an invoice whose id two accounts have is the one that was asked for', async () => {
    expect((await shown('/invoices/cpi_both?account=other')).address).toBe(
      '/invoices/cpi_both?account=other',
    );
    expect((await shown('/invoices/cpi_both?account=main')).address).toBe('/invoices/cpi_both?account=main');
  });

  test('a test payment is never shown as a live one', async () => {
    const { address, html } = await shown('/test-payments');
    expect(address).toBe('/test-payments?account=main&mode=test');
    expect(html).toContain('Test payments. No money moves here.');
  });
});

describe('a page of the books, to somebody who sees several accounts', () => {
  test.each(['/', '/discrepancies', `/reports/${DAY}`, '/callbacks', '/reports/analytics'])(
    '%s names the account in its address',
    async (path) => {
      expect((await shown(path)).address).toBe(`${path}?account=main`);
    },
  );

  test('a link without an account leads on in the account of the page it is on', async () => {
    const referer = `${product.url}/discrepancies?account=other`;
    expect((await shown(`/reports/${DAY}`, { referer })).address).toBe(`/reports/${DAY}?account=other`);
    expect((await shown(`/reports/${DAY}`)).address).toBe(`/reports/${DAY}?account=main`);
  });

  test('one that names no account that they see leads on in the one chosen last', async () => {
    const referer = `${product.url}/discrepancies?account=nobody`;
    expect((await shown('/runs', { referer })).address).toBe('/runs?account=main');
  });

  test.each(['/me', '/settings/people', '/audit'])('%s is of no account', async (path) => {
    expect((await shown(path)).address).toBe(path);
  });

  test('who chooses another account sees that one, whatever the page was that they came from', async () => {
    const body = new URLSearchParams({ account: 'other', to: '/runs' });
    const headers = { cookie, referer: `${product.url}/runs?account=main` };
    const answer = await fetch(`${product.url}/session/account`, {
      ...{ method: 'POST', body, headers, redirect: 'manual' },
    });
    expect(answer.headers.get('location')).toBe('/runs?account=other');
  });
});

test('reports of test payments are of those, and what is of live payments alone is shown as such', async () => {
  const { html } = await shown('/reports?mode=test&account=main');
  expect(html).toContain('Test payments by business day');
  expect(html).not.toMatch(/live payments|Live payments|Close all clean days/);
  expect((await shown('/reports/closings?mode=test&account=main')).address).toBe(
    '/reports/closings?mode=live&account=main',
  );
});

test('the settings begin with those of the reconciliation', async () => {
  expect((await shown('/settings?account=main')).address).toBe('/settings/reconciliation?account=main');
});
