import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { create, send } from './a-test-payment.ts';
import { expect, open, rowsOf, test } from './console.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));
const PHONE = { width: 390, height: 844 };

/** Every page there is, by how one comes to it. */
const PAGES: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'the overview': (page) => open(page, '/'),
  'the work list': (page) => open(page, '/discrepancies'),
  'the work list of nothing': (page) => open(page, '/discrepancies?search=nobody'),
  'the work list in groups': (page) => open(page, '/discrepancies?group=cause'),
  'the work list with a preview': async (page) => {
    await open(page, '/discrepancies');
    await page.getByRole('link', { name: 'Preview' }).click();
    await expect(page.getByRole('complementary', { name: 'Preview' })).toBeVisible();
  },
  'the palette': async (page) => {
    await open(page, '/discrepancies');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type('order-1');
    await expect(page.getByRole('option', { name: /^All that match/ })).toBeVisible();
  },
  'a discrepancy': (page) => firstOf(page, '/discrepancies?kind=amount_differs', /^Discrepancies/),
  'a resolved discrepancy': (page) => firstOf(page, '/discrepancies?state=resolved', /^Discrepancies/),
  'the invoices': (page) => open(page, '/invoices'),
  'an invoice': (page) => firstOf(page, '/invoices', /^Invoices/),
  'what is pending': (page) => open(page, '/pending'),
  'the callbacks': (page) => open(page, '/callbacks'),
  'the quarantine': (page) => open(page, '/callbacks?show=quarantine'),
  'what was refused': (page) => open(page, '/callbacks?show=refused'),
  'the runs': (page) => open(page, '/runs'),
  'a run': (page) => open(page, '/runs/1'),
  'the alerts': (page) => open(page, '/alerts'),
  'what alerts mean': (page) => open(page, '/alerts/runbook'),
  'the settings of alerts': (page) => open(page, '/settings/alerts'),
  'the test payments': (page) => open(page, '/test-payments?mode=test'),
  'the audit': (page) => open(page, '/audit'),
  'all accounts': (page) => open(page, '/accounts'),
  'the settings of reconciliation': (page) => open(page, '/settings/reconciliation'),
  'the reports': (page) => open(page, '/reports'),
  'the report of a day': (page) => firstOf(page, '/reports', /^Business days/),
  'the analytics': (page) => open(page, '/reports/analytics'),
  'the fees': (page) => open(page, '/reports/fees'),
  'payments by their fees': (page) => open(page, '/reports/fees/payments'),
  'the fee rates': (page) => open(page, '/reports/fees/rates'),
  'the inference of a fee rate': (page) => open(page, '/reports/fees/inference?currency=EUR&from=2025-12-01'),
  'a fee rate': async (page) => {
    await open(page, '/reports/fees/rates');
    await page.getByLabel('Currency (required)').fill('CHF');
    await page.getByLabel('From day').fill('2026-01-01');
    await page.getByLabel('Percent (required)').fill('2.5');
    await page.getByRole('button', { name: 'Enter the rate' }).click();
    await expect(page).toHaveURL(/\/fees\/rates\/\d+(\?|$)/);
    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await expect(page.getByRole('status')).toHaveText('Withdrawn: it holds for no day.');
  },
  'the preview of resolving all': (page) => open(page, '/discrepancies/resolve-all?kind=missing_ours'),
  'the settings of accounts': (page) => open(page, '/settings/accounts'),
  'the settings of an account': (page) => open(page, '/settings/accounts/1'),
  'the settings of people': (page) => open(page, '/settings/people'),
  'the settings of a person': (page) => open(page, '/settings/people/1'),
  'the tokens': (page) => open(page, '/settings/tokens'),
  'the status': (page) => open(page, '/settings/status'),
  'the own account': (page) => open(page, '/me'),
  'the enrolment of a second factor': async (page) => void (await page.goto('/me/second-factor')),
  'a test payment that is to be created': async (page) => {
    await open(page, '/test-payments');
    await page.getByRole('button', { name: 'Ask for services' }).click();
    await expect(page.getByRole('button', { name: 'Create invoice' })).toBeVisible();
  },
  'a test payment that waits for the payer': challenged,
  'an integration check': checked,
};

async function firstOf(page: Page, path: string, caption: RegExp): Promise<void> {
  await open(page, path);
  await rowsOf(page, caption).first().locator('[data-row-link]').click();
  await expect(page).not.toHaveURL(path);
  await expect(page.locator('main')).toHaveAttribute('aria-busy', 'false');
}

async function challenged(page: Page): Promise<void> {
  await create(page);
  await send(page, { outcome: 'succeeds_3ds' });
  await expect(page.getByRole('button', { name: 'Go to the bank' })).toBeVisible();
  await page.waitForLoadState();
}

async function checked(page: Page): Promise<void> {
  await open(page, '/test-payments');
  await page.getByRole('button', { name: 'Check the integration' }).click();
  await expect(page).toHaveURL(/\/integration-checks\/\d+(\?|$)/);
  await expect(page.getByText('Passed: every step works')).toBeVisible({ timeout: 45_000 });
}

/**
 * What axe finds wrong with the page as it is. Run from outside, so that the page's policy has no say in it.
 * @param rules those that may turn out otherwise than before; all of them where none are named
 * @param but of all of them, those that cannot
 */
async function violations(
  page: Page,
  rules: readonly string[] = [],
  but: readonly string[] = [],
): Promise<unknown[]> {
  // Half a megabyte to compile: once a document is enough.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  const options = JSON.stringify({
    resultTypes: ['violations'],
    ...(rules.length > 0 && { runOnly: { type: 'rule', values: rules } }),
    rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])),
  });
  const found: unknown = await page.evaluate(
    `axe.run(document, ${options}).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`,
  );
  return Violations.parse(found);
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [name, come] of Object.entries(PAGES)) {
  test(`${name} can be used by everybody: by day, by night, and on a phone`, async ({ page }) => {
    await come(page);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(['light', await violations(page)]).toEqual(['light', []]);
    // By night nothing but the colours differ.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(['dark', await violations(page, ['color-contrast'])]).toEqual(['dark', []]);
    await page.setViewportSize(PHONE);
    await expect.poll(() => overflow(page)).toBe(0);
    // The colours are those of before; what is hidden, shown and laid out otherwise is not.
    expect(['phone', await violations(page, [], ['color-contrast'])]).toEqual(['phone', []]);
  });
}

test.describe('for somebody who has not signed in', () => {
  test.use({ signedIn: false });

  test('the sign-in can be used by everybody', async ({ page }) => {
    await page.goto('/sign-in');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect([colorScheme, await violations(page)]).toEqual([colorScheme, []]);
    }
    await page.setViewportSize(PHONE);
    expect(await overflow(page)).toBe(0);
  });
});

test.describe('an address that leads nowhere', () => {
  test.use({ complaints: [/status of 404/] });

  for (const path of ['/nowhere', '/runs/999999', '/invoices/cpi_nobody', '/discrepancies/999999']) {
    test(`(${path}) says so, and leads back`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole('alert')).toContainText('Not found');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Back to the overview' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    });
  }
});

test('on a phone the menu leads to every room, and closes behind one', async ({ page }) => {
  await open(page, '/');
  await page.setViewportSize(PHONE);
  for (const room of [
    'Discrepancies',
    'Invoices',
    'Pending',
    'Callbacks',
    'Runs',
    'Test payments',
    'Overview',
  ]) {
    await page.getByText('Menu', { exact: true }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: room }).click();
    await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  }
});
