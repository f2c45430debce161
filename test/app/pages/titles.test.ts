import { beforeAll, expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { uploadStatement } from '#reconciliation/statements/drafts.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { askOwn } from '../../support/own-page.ts';
import { SHOP_OPENED, useProduct } from '../../support/product.ts';
import { titleOf } from '../../support/titles.ts';
import { ACCESS, addressOf } from '../access/access-table.ts';

const product = useProduct({ hasHistory: true });
const DAY = new Date((SHOP_OPENED + 3 * 86_400) * 1000).toISOString().slice(0, 10);
const titles = new Map<string, string>();
/** What is no page: it leads elsewhere, or is for a program. */
const NO_PAGES = [
  // Leads on to the page of the payment.
  '/test-payments/:id/return',
  '/session/end',
  '/session/account',
  '/search',
  '/settings',
  '/live/:watched/:id',
  // A file, or what is wrong with it.
  ...['/reports/exports/:id/manifest', '/reports/exports/:id/file'],
  ...['/reports/days/export', '/reports/closes/:id/file'],
];

beforeAll(async () => {
  const cookie = await product.cookieOf('admin');
  const half = await product.cookieOf('viewer', 'code');
  await anItem(product.sql, product.accountId, { subject: 'cpi_titled' });
  const [callback] = await product.sql`select id, invoice_id as invoice from callbacks order by id limit 1`;
  await product.sql`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${product.accountId}, 'ref-titled', 'USD', 100, 'card', 'sent', now(), now())`;
  const report = JSON.stringify({ cases: [] });
  await product.sql`
    insert into integration_checks (account_id, state, report, started_at, ended_at)
    values (${product.accountId}, 'passed', ${report}::jsonb, now(), now())`;
  await product.sql`
    insert into fee_rates (account_id, currency, from_day, base, tiers_by, rounding, origin, created_at, created_by)
    select ${product.accountId}, 'USD', '2026-01-01', 'order', 'volume', 'half_up', 'entered', now(), id
    from people limit 1`;
  await product.sql`
    insert into fee_tiers (rate_id, from_minor, percentage, fixed) select id, 0, 2900000, 30 from fee_rates`;
  await aStatement();
  await fetch(`${product.url}/pending/status-checks`, {
    method: 'POST',
    headers: { cookie },
    redirect: 'manual',
  });
  const known = { invoiceId: String(callback?.invoice), body: `callback/${String(callback?.id)}`, day: DAY };
  for (const [path, { GET }] of Object.entries(ACCESS)) {
    if (GET === 'nothing' || path.startsWith('/api/') || NO_PAGES.includes(path)) continue;
    const headers = { cookie: GET === 'half' ? half : cookie };
    const address = addressOf(path, known).replace(/\/resolve-all$/, '/resolve-all?state=all');
    const answer = await askOwn(product.url + address, { headers });
    const text = await answer.text();
    if (answer.headers.get('content-type')?.startsWith('text/html')) titles.set(path, titleOf(text));
    else if (answer.status !== 200) titles.set(path, `answered ${answer.status}`);
  }
});

/** A statement that was imported, and one that waits for it. */
async function aStatement() {
  const account = await accountById(product.sql, product.accountId);
  const actor = { kind: 'program', name: 'test' } as const;
  const file = (amount: string) => ({
    fileName: 'transactions.csv',
    bytes: Buffer.from(`created,type,amount,currency\n2025-10-10 10:00:00,payment,${amount},USD\n`),
  });
  await importStatement(product.sql, actor, account, file('1.00'));
  await uploadStatement(product.sql, actor, account, file('2.00'));
}

test('every page says in its title which one it is', () => {
  expect([...titles.keys()].length).toBeGreaterThan(25);
  const without = [...titles].filter(([, title]) => !/^.+ · Counterfoil$/.test(title));
  expect(without).toEqual([]);
});

test('and no two of them have the same one, but the forms of one page', () => {
  const seen = new Map<string, string[]>();
  for (const [path, title] of titles) seen.set(title, [...(seen.get(title) ?? []), path]);
  const shared = [...seen.values()].filter((paths) => {
    const page = paths.toSorted((one, other) => one.length - other.length)[0] ?? '';
    return paths.some((path) => !path.startsWith(page));
  });
  expect(shared).toEqual([]);
});
