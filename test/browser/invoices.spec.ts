import type { Page } from '@playwright/test';
import { expect, open, rowsOf, test } from './console.ts';

// Whether somebody has resolved it or not.
const AMOUNT_DIFFERS = 'kind=amount_differs&state=all';
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Opens an invoice that the work list has under this filter. */
async function openOneOf(page: Page, filter: string): Promise<string> {
  await open(page, `/discrepancies?${filter}`);
  await rowsOf(page, /Discrepancies/)
    .first()
    .locator('[data-row-link]')
    .click();
  await page.getByRole('link', { name: 'Invoice', exact: true }).click();
  await expect(heading(page)).toHaveText(/^cpi_/);
  return (await heading(page).textContent()) ?? '';
}

test('an invoice shows both books side by side, and marks what differs with words', async ({ page }) => {
  await openOneOf(page, AMOUNT_DIFFERS);
  const sides = page.getByRole('table', { name: /side by side/ });
  await expect(sides.getByRole('columnheader')).toHaveText([/^Our book/, /^Paymega’s book/]);
  const amount = sides.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Amount/ }) });
  await expect(amount.getByRole('rowheader')).toHaveText('≠ Amount (differs)');
  const [ours, theirs] = await amount.getByRole('cell').allTextContents();
  expect(ours).not.toBe(theirs);
  await expect(page.getByRole('table', { name: 'Discrepancies of this invoice' })).toContainText(
    'Amount differs',
  );
});

test('an invoice tells everything that was heard of it, with the bodies', async ({ page }) => {
  const id = await openOneOf(page, AMOUNT_DIFFERS);
  const heard = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');
  await expect(heard.filter({ hasText: 'Callback' }).first()).toBeVisible();
  const body = heard.locator('pre').first();
  await expect(body).toBeHidden();
  await heard.getByText('Body').first().click();
  await expect(body).toContainText(id);
  await expect(body).not.toContainText('Bearer');
});

test('asking Paymega now tells what it said, and is on the timeline with who asked', async ({ page }) => {
  await openOneOf(page, AMOUNT_DIFFERS);
  await page.getByRole('button', { name: 'Check status now' }).click();
  await expect(page.getByRole('status')).toContainText('Paymega says');
  const newest = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').first();
  await expect(newest).toContainText('Status check');
  await expect(newest).toContainText('admin@shop.example');
});

test('asking brings an invoice into our book that was missing there', async ({ page }) => {
  await openOneOf(page, 'kind=missing_ours');
  await expect(page.getByRole('columnheader', { name: 'Our book' })).toContainText('not in our book');
  await page.keyboard.press('r');
  await expect(page.getByRole('status')).toContainText('it was not in our book and is now');
  await expect(page.getByRole('columnheader', { name: 'Our book' })).not.toContainText('not in our book');
});

test('the search from anywhere leads to the one invoice that fits, or to the list of them', async ({
  page,
}) => {
  await open(page, '/invoices');
  const [id = '', reference = ''] = await rowsOf(page, /^Invoices/)
    .first()
    .locator('.font-mono')
    .allTextContents();
  const search = page.getByRole('searchbox', { name: 'Search from anywhere' });
  await search.fill(id);
  await search.press('Enter');
  await expect(heading(page)).toHaveText(id);
  expect(reference).not.toBe('');
  await search.fill('order-');
  await search.press('Enter');
  await expect(page).toHaveURL(/\/invoices\?mode=live&search=order-/);
  await expect(rowsOf(page, /^Invoices/)).toHaveCount(50);
});

test('the list of invoices goes back page by page, and no invoice comes twice', async ({ page }) => {
  await open(page, '/invoices');
  const seen: string[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const ids = await rowsOf(page, /^Invoices/)
      .locator('th .font-mono')
      .allTextContents();
    expect(ids).toHaveLength(50);
    expect(ids.filter((id) => seen.includes(id))).toEqual([]);
    seen.push(...ids);
    await page.getByRole('link', { name: 'Older' }).click();
    await expect(rowsOf(page, /^Invoices/).first()).not.toContainText(ids[0] ?? '');
  }
});

test('what cannot be read exactly stands in quarantine, and is shown by what was heard of it', async ({
  page,
}) => {
  await open(page, '/callbacks?show=quarantine');
  const held = rowsOf(page, 'What cannot be read exactly');
  const id = (await held.locator('.font-mono').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Replay all' }).click();
  await expect(page.getByRole('status')).toContainText('Nothing in quarantine can be read yet.');
  await open(page, `/invoices/${id}`);
  await expect(page.getByText('Neither book holds it')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Discrepancies of this invoice' })).toContainText(
    'Quarantined',
  );
});
