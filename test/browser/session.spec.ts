import type { Page } from '@playwright/test';
import { EMAIL, PASSWORD } from '../support/running.ts';
import { used } from '../support/secrets-used.ts';
import { expect, test } from './console.ts';

// Chromium reports every answer of 400 and more as an error of its own.
test.use({ signedIn: false, complaints: [/status of 401/] });

async function fillIn(page: Page, password = PASSWORD) {
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('a wrong password is told, without saying which of the two was wrong, and the right one lets in', async ({
  page,
}) => {
  await page.goto('/sign-in');
  await fillIn(page, used('a wrong password', 'mistyped walrus in a browser'));
  await expect(page.getByRole('alert')).toHaveText('The e-mail or the password is wrong.');
  await expect(page.getByLabel('E-mail')).toHaveValue(EMAIL);
  await fillIn(page);
  await expect(heading(page, 'Overview')).toBeVisible();
});

test('who asked for a page comes to it after the sign-in, with its filters', async ({ page }) => {
  await page.goto('/discrepancies?kind=missing_ours&state=all');
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await fillIn(page);
  await expect(heading(page, 'Discrepancies')).toBeVisible();
  await expect(page).toHaveURL(/\/discrepancies\?kind=missing_ours&state=all$/);
});

test('who signs out is out: the page before is not shown again', async ({ page }) => {
  await page.goto('/invoices');
  await fillIn(page);
  await expect(heading(page, 'Invoices')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/invoices');
  await expect(page).toHaveURL(/\/sign-in\?to=%2Finvoices$/);
});
