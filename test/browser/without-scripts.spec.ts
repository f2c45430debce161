import { EMAIL, PASSWORD } from '../support/running.ts';
import { used } from '../support/secrets-used.ts';
import { expect, rowsOf, test, undo } from './console.ts';

// What people can do in a browser that runs no script of ours: everything that matters.
test.use({ javaScriptEnabled: false });

test.describe('without scripts', () => {
  test.describe('and not signed in', () => {
    test.use({ signedIn: false, complaints: [/status of 401/] });

    test('one signs in, and out', async ({ page }) => {
      await page.goto('/runs');
      await page.getByLabel('E-mail').fill(EMAIL);
      await page.getByLabel('Password').fill(used('a wrong password', 'mistyped walrus without scripts'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page).toHaveURL(/\/runs(\?account=example)?$/);
      await page.getByRole('button', { name: 'Sign out' }).first().click();
      await expect(page).toHaveURL('/sign-in');
    });
  });

  test('one filters, opens, and resolves a discrepancy', async ({ page }) => {
    await page.goto('/discrepancies');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Kind', { exact: true }).selectOption('missing_ours');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page).toHaveURL(/kind=missing_ours/);
    const rows = rowsOf(page, /^Discrepancies/);
    await expect(rows.filter({ hasNotText: 'Missing in our book' })).toHaveCount(0);
    await rows.first().getByRole('link').click();
    await expect(page.getByRole('heading', { name: 'Resolve', exact: true })).toBeVisible();
    await page.getByLabel('Why').fill('settled without scripts');
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect(page.getByRole('status')).toContainText('Resolved.');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await expect(page.getByRole('status')).toHaveText('Reopened.');
  });

  test('one resolves several', async ({ page }) => {
    await page.goto('/discrepancies?kind=missing_ours');
    const rows = rowsOf(page, /^Discrepancies/);
    const count = await rows.count();
    await rows.first().getByRole('checkbox').check();
    await page.getByLabel('Note').fill('settled without scripts');
    await page.getByRole('button', { name: 'Resolve selected' }).click();
    await expect(page.getByRole('status').filter({ hasText: '1 resolved.' })).toBeVisible();
    await expect(rows).toHaveCount(count - 1);
    await undo(page);
    await expect(rows).toHaveCount(count);
  });

  test('the chart is a table', async ({ page }) => {
    await page.goto('/');
    await page.getByText('The same as a table').click();
    await expect(rowsOf(page, /Payments a day/)).toHaveCount(30);
    await expect(page.locator('figure noscript p')).toBeVisible();
  });

  test('a run is started, and its page follows it to its end', async ({ page }) => {
    await page.goto('/runs');
    const day = new Date(Date.now() - 4 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('First day').fill(day);
    await page.getByLabel('Last day').fill(day);
    await page.getByRole('button', { name: 'Run' }).click();
    await expect(page).toHaveURL(/\/runs\/\d+(\?|$)/);
    // The page asks for itself again.
    await expect(page.getByText('Finished')).toBeVisible({ timeout: 45_000 });
  });
});
