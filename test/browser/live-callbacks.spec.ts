import { expect, open, rowsOf, test } from './console.ts';
import { sendCallback } from './signed-callback.ts';

test('while the list of callbacks is live, a new one appears by itself', async ({ page }) => {
  await open(page, '/callbacks');
  const rows = rowsOf(page, 'Callbacks, newest first');
  await page.getByRole('link', { name: 'Follow new ones: off' }).click();
  await expect(page.getByRole('link', { name: 'Follow new ones: on' })).toBeVisible();
  await expect(page).toHaveURL(/tail=on/);

  const now = Math.floor(Date.now() / 1000);
  const id = `cpi_tail${now}`;
  const times = { created: now - 60, updated: now - 1, processed: now - 1 };
  expect(await sendCallback(id, times)).toBe('new');
  const row = rows.filter({ hasText: id });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Processed');
  expect(await sendCallback(id, times)).toBe('same');
  await expect(row).toHaveCount(2);

  await page.getByRole('link', { name: 'Follow new ones: on' }).click();
  await expect(page).not.toHaveURL(/tail=on/);
});
