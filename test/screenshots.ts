import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';
import { BROWSER } from './support/browser.ts';
import { EMAIL, PASSWORD, startProduct } from './support/running.ts';

/**
 * `npm run screenshots`: every page of the example account at three widths in both themes, into `screenshots/`; the four of
 * the README into `docs/`. To be looked at by a person.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES: Record<string, string> = {
  overview: '/',
  discrepancies: '/discrepancies',
  'discrepancies-with-preview': 'preview of /discrepancies?severity=critical',
  'discrepancies-by-cause': '/discrepancies?group=cause',
  'resolve-all': '/discrepancies/resolve-all?kind=missing_ours',
  discrepancy: 'first of /discrepancies?kind=status_went_back',
  invoices: '/invoices',
  invoice: 'first of /invoices?status=charged_back',
  pending: '/pending',
  callbacks: '/callbacks',
  'callbacks-in-quarantine': '/callbacks?show=quarantine',
  'callbacks-refused': '/callbacks?show=refused',
  runs: '/runs',
  run: '/runs/1',
  'test-payments': '/test-payments',
  reports: '/reports',
  'report-of-a-day': 'third of /reports',
  settings: '/settings/reconciliation',
  accounts: '/settings/accounts',
  account: '/settings/accounts/1',
  people: '/settings/people',
  person: 'first of /settings/people',
  tokens: '/settings/tokens',
  status: '/settings/status',
  me: '/me',
  audit: '/audit',
};
const OF_THE_README = ['overview', 'discrepancies-with-preview', 'invoice', 'report-of-a-day'];
const WIDTHS = [390, 1280, 1920];
const THEMES = ['light', 'dark'] as const;

const product = await startProduct();
const browser = await chromium.launch(BROWSER);
try {
  for (const theme of THEMES) for (const width of WIDTHS) await takeAll(browser, width, theme);
} finally {
  await browser.close();
  await product.stop();
}

async function takeAll(from: Browser, width: number, theme: (typeof THEMES)[number]): Promise<void> {
  const viewport = { width, height: Math.round(width * (width < 600 ? 2 : 0.66)) };
  const context = await from.newContext({ baseURL: product.url, colorScheme: theme, viewport });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const folder = path.join(ROOT, 'screenshots', `${theme}-${width}`);
  await mkdir(folder, { recursive: true });
  for (const [name, address] of Object.entries(PAGES)) {
    await open(page, address);
    await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
    if (width === 1280 && theme === 'light' && OF_THE_README.includes(name)) {
      await mkdir(path.join(ROOT, 'docs'), { recursive: true });
      await page.screenshot({ path: path.join(ROOT, 'docs', `${name}.png`) });
    }
  }
  console.log(`${Object.keys(PAGES).length} pages, ${theme}, ${width} px: ${path.relative(ROOT, folder)}`);
  await context.close();
}

async function open(page: Page, address: string): Promise<void> {
  const [, what, list] = /^(first|third|preview) of (.*)$/.exec(address) ?? [];
  await page.goto(list ?? address, { waitUntil: 'networkidle' });
  if (!list) return;
  if (what === 'preview') {
    await page.getByRole('link', { name: 'Preview' }).click();
    await page.getByRole('complementary', { name: 'Preview' }).waitFor();
    return;
  }
  await page
    .locator('tbody a[data-row-link]')
    .nth(what === 'third' ? 2 : 0)
    .click();
  await page.waitForURL((url) => !list.startsWith(url.pathname) || url.pathname.split('/').length > 2);
  await page.waitForLoadState('networkidle');
}
