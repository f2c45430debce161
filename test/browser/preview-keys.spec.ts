import { open, openDay, rowsOf } from './console.ts';
import { expect, test } from './people.ts';

const LIST = /^Discrepancies, /;

test('the keys mean the one in the preview, not the bar above the list', async ({ page, becomes }) => {
  const email = await becomes('finance');
  await open(page, '/discrepancies?severity=medium');
  await page.keyboard.press('v');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview).toBeVisible();
  await page.keyboard.press('e');
  await expect(preview.getByLabel('Resolution')).toBeFocused();
  await rowsOf(page, LIST).first().locator('[data-row-link]').focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('status').filter({ hasText: 'In review by you.' })).toBeVisible();
  await expect(preview).toContainText(email);
});

test('j goes on from the one in the preview: after v, and after one was resolved', async ({
  page,
  becomes,
}) => {
  await becomes('finance');
  await open(page, '/discrepancies?severity=medium');
  const current = () =>
    rowsOf(page, LIST).evaluateAll((rows) => rows.findIndex((row) => row.hasAttribute('aria-current')));
  await page.keyboard.press('v');
  await expect.poll(current).toBe(0);
  await page.keyboard.press('j');
  await expect.poll(current).toBe(1);
  await page.keyboard.press('j');
  await expect.poll(current).toBe(2);
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await preview.getByLabel('Why').fill('a trifle');
  await preview.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expect.poll(current).toBe(2);
  await page.locator('main').focus();
  await page.keyboard.press('j');
  await expect.poll(current).toBe(3);
  await page.keyboard.press('z');
  await expect(page.getByRole('status').filter({ hasText: /^Undone/ })).toBeVisible();
});

test('a viewer is not offered an export that would be refused', async ({ page, becomes }) => {
  await becomes('viewer');
  await openDay(page, 2); // yesterday may have ended since a run compared it
  await expect(page.getByText('Compared with Paymega after its end')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Export its invoices' })).toHaveCount(0);
});

test('the search from anywhere finds what only Paymega’s book holds', async ({ page, becomes }) => {
  await becomes('viewer');
  await page.goto('/discrepancies?kind=missing_ours');
  const [id = '', reference = ''] = await rowsOf(page, LIST).first().locator('.font-mono').allTextContents();
  const box = page.getByRole('searchbox', { name: 'Search from anywhere' });
  for (const message of [id, reference]) {
    await box.fill(message);
    await box.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: id })).toBeVisible();
  }
});
