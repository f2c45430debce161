import { expect, open, rowsOf, test } from './console.ts';

test('what a changed policy would do is shown before it holds, and nothing is written', async ({ page }) => {
  await open(page, '/settings/reconciliation');
  await page.getByLabel('Adopt invoices that Paymega has and we do not').check();
  await page.getByRole('button', { name: 'Dry run' }).click();
  const would = rowsOf(page, 'Dry run: nothing was written').filter({ hasText: 'Missing in our book' });
  await expect(would).toBeVisible();
  const figures = (await would.getByRole('cell').allTextContents()).map(Number);
  expect(Math.max(...figures)).toBeGreaterThan(0);
  await open(page, '/settings/reconciliation');
  await expect(page.getByLabel('Adopt invoices that Paymega has and we do not')).not.toBeChecked();
});

test('a changed schedule holds at once, and who changed it is in the audit', async ({ page }) => {
  await open(page, '/settings/reconciliation');
  const every = page.getByLabel('Recent run every, minutes');
  const before = await every.inputValue();
  const change = async (minutes: string) => {
    await open(page, '/settings/reconciliation');
    await every.fill(minutes);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('status')).toContainText('Changed');
    await expect(every).toHaveValue(minutes);
  };
  try {
    await change('1440');
    await open(page, '/audit');
    const newest = rowsOf(page, 'Audit, newest first').first();
    await expect(newest).toContainText('admin@shop.example');
    await expect(newest).toContainText('1440');
  } finally {
    await change(before);
  }
});
