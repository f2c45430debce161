import { accountById } from '#identity/accounts/accounts.ts';
import { uploadStatement } from '#reconciliation/statements/drafts.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { type Product, SHOP_OPENED } from '../../support/product.ts';
import { ACCESS, addressOf, type Known } from '../access/access-table.ts';

/** A business day of the shop. */
export const DAY = new Date((SHOP_OPENED + 3 * 86_400) * 1000).toISOString().slice(0, 10);
const ACTOR = { kind: 'program', name: 'test' } as const;
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

/** Brings about one of everything that has a page, and what stands in the addresses of those pages. */
export async function oneOfEverything(product: Product, cookie: string): Promise<Known> {
  const { sql, accountId, url } = product;
  await anItem(sql, accountId, { subject: 'cpi_titled' });
  await sql`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${accountId}, 'ref-titled', 'USD', 100, 'card', 'sent', now(), now())`;
  const report = JSON.stringify({ cases: [] });
  await sql`
    insert into integration_checks (account_id, state, report, started_at, ended_at)
    values (${accountId}, 'passed', ${report}::jsonb, now(), now())`;
  await sql`
    insert into fee_rates (account_id, currency, from_day, base, tiers_by, rounding, origin, created_at, created_by)
    select ${accountId}, 'USD', '2026-01-01', 'order', 'volume', 'half_up', 'entered', now(), id
    from people limit 1`;
  await sql`
    insert into fee_tiers (rate_id, from_minor, percentage, fixed) select id, 0, 2900000, 30 from fee_rates`;
  await aStatement(product);
  const init = { method: 'POST', headers: { cookie }, redirect: 'manual' } as const;
  await fetch(`${url}/pending/status-checks`, init);
  const [callback] = await sql`select id, invoice_id as invoice from callbacks order by id limit 1`;
  return { invoiceId: String(callback?.invoice), body: `callback/${String(callback?.id)}`, day: DAY };
}

/** A statement that was imported, and one that waits for it. */
async function aStatement({ sql, accountId }: Product): Promise<void> {
  const account = await accountById(sql, accountId);
  const file = (amount: string) => ({
    fileName: 'transactions.csv',
    bytes: Buffer.from(`created,type,amount,currency\n2025-10-10 10:00:00,payment,${amount},USD\n`),
  });
  await importStatement(sql, ACTOR, account, file('1.00'));
  await uploadStatement(sql, ACTOR, account, file('2.00'));
}

/** The address of every page, by its path; with a code still asked for where `isHalf`. */
export function everyPage(known: Known): { path: string; address: string; isHalf: boolean }[] {
  return Object.entries(ACCESS)
    .filter(([path, { GET }]) => GET !== 'nothing' && !path.startsWith('/api/') && !NO_PAGES.includes(path))
    .map(([path, { GET }]) => ({
      path,
      address: addressOf(path, known).replace(/\/resolve-all$/, '/resolve-all?state=all'),
      isHalf: GET === 'half',
    }));
}
