import type { Page } from '@playwright/test';
import { expect, open, rowsOf, test } from './console.ts';

// The icon of the bank's own page.
test.use({ complaints: [/status of 4(01|22)/] });

async function create(page: Page, card: string, expiry = '1230'): Promise<void> {
  await open(page, '/test-payments');
  await page.getByLabel('Test card').selectOption({ label: card });
  await page.getByLabel('Expiry (MMYY)').fill(expiry);
  await page.getByRole('button', { name: 'Create test payment' }).click();
  await expect(page).toHaveURL(/\/test-payments\/\d+$/);
}

const howFar = (page: Page) => page.getByRole('region', { name: 'How far it came' });

test('a test payment without 3-D Secure ends processed, and its invoice is in our book of test payments', async ({
  page,
}) => {
  await create(page, 'Succeeds, without 3-D Secure');
  await expect(howFar(page)).toContainText('Processed');
  await howFar(page).getByRole('link').click();
  await expect(page.getByText('Test payments. No money moves here.')).toBeVisible();
  const heard = page.getByRole('region', { name: 'Everything that was heard of it' });
  await expect(heard.getByRole('listitem').filter({ hasText: 'Callback' }).first()).toBeVisible();
});

test('with 3-D Secure the payer goes to the bank and comes back to a processed payment', async ({ page }) => {
  await create(page, 'Succeeds, with 3-D Secure');
  const { href } = new URL(page.url());
  await page.getByRole('button', { name: 'Go to the bank' }).click();
  await expect(page.getByRole('heading', { name: 'Your bank' })).toBeVisible();
  expect(new URL(page.url()).origin).not.toBe(new URL(href).origin);
  await page.getByRole('button', { name: 'Confirm payment' }).click();
  await expect(page).toHaveURL(href);
  await expect(howFar(page)).toContainText('Processed');
  await expect(page.getByRole('button', { name: 'Go to the bank' })).toBeHidden();
});

test('a payment that waits for the payer can be taken up again from the list', async ({ page }) => {
  await create(page, 'Succeeds, with 3-D Secure');
  await page.getByRole('link', { name: 'All test payments' }).click();
  await rowsOf(page, /^Test payments/)
    .first()
    .locator('[data-row-link]')
    .click();
  await page.getByRole('button', { name: 'Go to the bank' }).click();
  await page.getByRole('button', { name: 'Confirm payment' }).click();
  await expect(howFar(page)).toContainText('Processed');
});

test('the payer who says no at the bank comes back to a failed payment', async ({ page }) => {
  await create(page, 'Succeeds, with 3-D Secure');
  await page.getByRole('button', { name: 'Go to the bank' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(howFar(page)).toContainText('client_auth_failed');
});

test('a failing card ends in the failure that its expiry stands for', async ({ page }) => {
  await create(page, 'Fails, without 3-D Secure', '0529');
  await expect(howFar(page)).toContainText('Failed');
  await expect(howFar(page)).toContainText('insufficient_funds');
});

test('what is no amount, no currency or no expiry is refused in words, and nothing is created', async ({
  page,
}) => {
  await open(page, '/test-payments');
  const count = await rowsOf(page, /^Test payments/).count();
  for (const [label, value] of [
    ['Amount', '1.005'],
    ['Amount', '-1'],
    ['Currency', 'XQX'],
    ['Expiry (MMYY)', '1330'],
  ] as const) {
    await open(page, '/test-payments');
    await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Create test payment' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByLabel(label)).toBeFocused();
    await expect(page.getByLabel(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel(label)).toHaveValue(value);
  }
  await expect(rowsOf(page, /^Test payments/)).toHaveCount(count);
});
