import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { openedPack } from '../reconciliation/reports/proof/opened-pack.ts';
import { expect, open, rowsOf, test } from './console.ts';

/** A currency in which the example month has paid payments. */
async function currencyOf(page: Page): Promise<string> {
  await page.goto('/reports/analytics');
  const heading = page.getByRole('heading', { level: 2 }).first();
  return (await heading.textContent()) ?? '';
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    // A rate of days that have one is refused, which the browser says, too.
    test.use({ javaScriptEnabled: scripts, complaints: [/409 \(Conflict\)/] });

    test('finance infers a rate from history, accepts it, finds what does not fit, and withdraws it', async ({
      page,
    }) => {
      const currency = await currencyOf(page);
      await page.goto('/reports/fees/rates');
      const form = page.getByRole('form', { name: 'Infer a rate' });
      await form.getByLabel('Currency').fill(currency);
      await form.getByLabel('Created from').fill('2025-12-01');
      await form.getByRole('button', { name: 'Infer from history' }).click();
      await expect(page.getByText(/^It explains/)).toBeVisible();
      await page.getByRole('button', { name: 'Accept as agreed' }).click();
      await expect(page.getByText(/^Inferred from what was charged, and accepted by/)).toBeVisible();

      await page.goto('/reports/fees/rates');
      await expect(rowsOf(page, /^Agreed rates/).first()).toContainText('all services');
      // The same days again are refused, at the field, with what was typed.
      await page.getByLabel('Currency (required)').fill(currency);
      await page.getByLabel('From day').fill('2026-01-01');
      await page.getByLabel('Percent (required)').fill('2.5');
      await page.getByRole('button', { name: 'Enter the rate' }).click();
      await expect(page.getByText(/There is a rate of all services/)).toBeVisible();
      await expect(page.getByLabel('Percent (required)')).toHaveValue('2.5');

      await page.goto(`/reports/fees?currency=${currency}&by=month`);
      const fits = page.locator('td[data-label="Fit"] a').first();
      const count = Number((await fits.textContent())?.replaceAll(',', ''));
      await fits.click();
      await expect(rowsOf(page, /^Payments by their fees/)).toHaveCount(Math.min(count, 50));

      await page.goto('/reports/fees/rates');
      await rowsOf(page, /^Agreed rates/)
        .filter({ hasText: 'holds' })
        .first()
        .getByRole('link')
        .click();
      await page.getByRole('button', { name: 'Withdraw it' }).click();
      await expect(page.getByRole('status')).toHaveText('Withdrawn: it holds for no day.');
      await expect(page.getByText(/it holds for no day\.$/).first()).toBeVisible();
    });

    test('each count of the analytics leads to a list of as many invoices', async ({ page }) => {
      await page.goto('/reports/analytics');
      const table = rowsOf(page, /the range beside earlier ones$/);
      for (const figure of ['Payments', 'Paid', 'Failed']) {
        const row = table.filter({ has: page.getByRole('rowheader', { name: figure, exact: true }) }).first();
        const link = row.locator('td').first().getByRole('link');
        const count = await link.textContent();
        await link.click();
        await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText(`${count} in all`);
        await page.goto('/reports/analytics');
      }
    });

    test('a proof pack of an invoice is handed out, and whole', async ({ page }) => {
      await page.goto('/invoices');
      await rowsOf(page, /^Invoices/)
        .first()
        .locator('[data-row-link]')
        .click();
      const begun = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Proof pack' }).click();
      const pack = await begun;
      expect(pack.suggestedFilename()).toMatch(/^\w+-proof-cpi_.*\.zip$/);
      const files = await openedPack(await readFile(await pack.path()));
      expect(JSON.parse(files.get('manifest.json') ?? '{}').files).toHaveLength(files.size - 1);
    });
  });
}

test('the pictures of the analytics are drawn', async ({ page }) => {
  await open(page, '/reports/analytics');
  await expect(page.locator('.recharts-bar-rectangle').first()).toBeVisible();
});
