import { expect, rowsOf, test } from './console.ts';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('operations asks about all that is pending, and sees each answer appear', async ({ page }) => {
      await page.goto('/pending');
      const button = page.getByRole('button', { name: /^Check all \d+ now$/ });
      const count = Number.parseInt((await button.textContent())?.replace(/\D+/g, '') ?? '', 10);
      await button.click();
      await expect(page).toHaveURL(/\/pending\/status-checks\/\d+(\?|$)/);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Status checks of ${count} invoices`);
      const rows = rowsOf(page, /^Each with its answer/);
      await expect(rows).toHaveCount(count);
      // The page asks for itself again until all is answered.
      await expect(page.getByText('Finished')).toBeVisible({ timeout: 45_000 });
      await expect(rows.filter({ hasText: 'to be asked' })).toHaveCount(0);
      await page.getByRole('link', { name: 'Pending' }).last().click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pending');
    });
  });
}
