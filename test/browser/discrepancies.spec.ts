import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { csvRows } from '../support/csv.ts';
import { expect, open, openFilter, rowsOf, test, undo } from './console.ts';

const LIST = /^Discrepancies, /;
const hrefs = (page: Page) =>
  rowsOf(page, LIST)
    .locator('[data-row-link]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
const filters = (page: Page) => page.getByRole('form', { name: 'Filters' });
const total = async (page: Page) => {
  const message = await page.getByRole('navigation', { name: 'Pages' }).locator('p').textContent();
  return Number(message?.replace(/\D/g, ''));
};

test('a filter stands in the address, and an address is a filter', async ({ page }) => {
  await open(page, '/discrepancies');
  await openFilter(page);
  await filters(page).getByLabel('Severity').selectOption('critical');
  await expect(page).toHaveURL(/severity=critical/);
  await expect(rowsOf(page, LIST).filter({ hasNotText: 'Critical' })).toHaveCount(0);
  expect(await rowsOf(page, LIST).count()).toBeGreaterThan(0);
  const found = await hrefs(page);

  await open(page, page.url());
  await openFilter(page);
  await expect(filters(page).getByLabel('Severity')).toHaveValue('critical');
  expect(await hrefs(page)).toEqual(found);

  await page.getByRole('link', { name: 'Clear' }).click();
  await expect(page).not.toHaveURL(/severity/);
  await expect(filters(page).getByLabel('Severity')).toHaveValue('');
});

test('a search finds by invoice and by reference, while one types', async ({ page }) => {
  await open(page, '/discrepancies');
  const row = rowsOf(page, LIST).filter({ hasText: 'order-' }).first();
  const [invoice = '', reference = ''] = await row.locator('td .font-mono').allTextContents();
  await openFilter(page);
  for (const message of [invoice, reference]) {
    await page.getByRole('searchbox', { name: 'Invoice, reference or amount' }).fill(message);
    await expect(page).toHaveURL(new RegExp(`search=${message}`));
    await expect(rowsOf(page, LIST).filter({ hasNotText: message })).toHaveCount(0);
    await expect(rowsOf(page, LIST).first()).toContainText(message);
  }
  await page.getByRole('searchbox', { name: 'Invoice, reference or amount' }).fill('nobody has this');
  await expect(page.getByText('No discrepancies match')).toBeVisible();
});

test('paging to the older ones and back shows every one once', async ({ page }) => {
  // A run that is due meanwhile may find one more: then once again.
  await expect(async () => {
    await open(page, '/discrepancies?state=all');
    const all = await total(page);
    const seen = await hrefs(page);
    while (await page.getByRole('link', { name: 'Next page' }).isVisible()) {
      const first = await rowsOf(page, LIST).first().textContent();
      await page.getByRole('link', { name: 'Next page' }).click();
      await expect(rowsOf(page, LIST).first()).not.toHaveText(first ?? '');
      seen.push(...(await hrefs(page)));
    }
    expect(all).toBeGreaterThan(50);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(all);
    await page.getByRole('link', { name: 'First page' }).click();
    await expect.poll(() => hrefs(page)).toEqual(seen.slice(0, 50));
    expect(new URL(page.url()).search).toBe('?state=all');
  }).toPass();
});

test('one is resolved with a note, is in the list of the resolved with it, and is opened again', async ({
  page,
}) => {
  await open(page, '/discrepancies?kind=missing_ours');
  await rowsOf(page, LIST).first().locator('[data-row-link]').click();
  await expect(page.getByRole('heading', { name: 'Resolve', exact: true })).toBeVisible();
  await page.getByLabel('Resolution').selectOption({ label: 'Written off' });
  await page.getByRole('button', { name: 'Resolve' }).click();
  // Without a note the browser does not even send it.
  expect(await page.getByLabel('Why').evaluate((field) => field.matches(':invalid'))).toBe(true);
  await expect(page.getByRole('heading', { name: 'Resolve', exact: true })).toBeVisible();
  await page.getByLabel('Why').fill('the shop has closed');
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(page.getByRole('status')).toContainText('Resolved.');
  await expect(page.getByText('Written off').first()).toBeVisible();
  const life = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect(life.first()).toContainText('the shop has closed');
  await expect(life.first()).toContainText('admin@shop.example');

  const { pathname } = new URL(page.url());
  await open(page, '/discrepancies?state=resolved&kind=missing_ours');
  await rowsOf(page, LIST).locator(`[data-row-link][href^="${pathname}"]`).click();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByRole('status')).toHaveText('Reopened.');
  await expect(page.getByRole('button', { name: 'Resolve' })).toBeVisible();
  await expect(life.first()).toContainText('Reopened');
});

test('one is taken into review by the one who works on it', async ({ page }) => {
  await open(page, '/discrepancies?kind=missing_ours');
  await rowsOf(page, LIST).last().locator('[data-row-link]').click();
  await page.getByRole('button', { name: 'Review it myself' }).click();
  await expect(page.getByRole('status')).toHaveText('In review by you.');
  await expect(page.getByText('In review admin@shop.example')).toBeVisible();
});

test('several are resolved at once, and only those that were ticked', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  const [first = '', second = '', third = ''] = await hrefs(page);
  for (const place of [0, 1]) await rowsOf(page, LIST).nth(place).getByRole('checkbox').check();
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.getByLabel('Note').fill('known since the migration');
  await page.getByRole('button', { name: 'Resolve selected' }).click();
  await expect(page.getByRole('status').filter({ hasText: '2 resolved.' })).toBeVisible();
  const left = await hrefs(page);
  expect(left).toContain(third);
  expect(left).not.toContain(first);
  expect(left).not.toContain(second);
  await undo(page);
});

test('the box above ticks all of the page', async ({ page }) => {
  await open(page, '/discrepancies');
  const count = await rowsOf(page, LIST).count();
  await page.getByLabel('Select all on this page').check();
  await expect(page.getByText(`${count} selected`)).toBeVisible();
  await page.getByLabel('Select all on this page').uncheck();
  await expect(
    page.getByText('selected', { exact: false }).filter({ hasText: /^\d+ selected$/ }),
  ).toHaveCount(0);
});

test('the export has exactly the rows that the filter shows', async ({ page }) => {
  await expect(async () => {
    await open(page, '/discrepancies?severity=critical');
    const shown = await rowsOf(page, LIST).locator('td .font-mono:first-child').allTextContents();
    expect(await total(page)).toBeLessThanOrEqual(50);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^example-discrepancies-\d{4}-\d\d-\d\d\.csv$/);
    const rows = csvRows(await readFile(await file.path(), 'utf8'));
    expect(rows).toHaveLength(await total(page));
    expect(new Set(rows.map(({ severity }) => severity))).toEqual(new Set(['critical']));
    for (const { invoice_id } of rows) if (invoice_id) expect(shown).toContain(invoice_id);
  }).toPass();
});

test('the list is worked by keys alone: j and k move, x ticks, Enter opens, / searches, ? helps', async ({
  page,
}) => {
  await open(page, '/discrepancies');
  const links = rowsOf(page, LIST).locator('[data-row-link]');
  const [first = '', second = ''] = await hrefs(page);
  await page.keyboard.press('j');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('k');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('x');
  await expect(rowsOf(page, LIST).nth(0).getByRole('checkbox')).toBeChecked();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search from anywhere' })).toBeFocused();
  await page.keyboard.type('jk');
  await expect(page.getByRole('searchbox', { name: 'Search from anywhere' })).toHaveValue('jk');
  await links.nth(0).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await links.nth(0).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(second);
  expect(first).not.toBe(second);
});

test('Ctrl K goes anywhere from anywhere, a field included: by letters, arrows and Enter', async ({
  page,
}) => {
  await open(page, '/discrepancies');
  await page.getByRole('searchbox', { name: 'Search from anywhere' }).focus();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox');
  await expect(field).toBeFocused();
  await page.keyboard.type('re');
  await expect(page.getByRole('option', { name: 'Reports' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('repor');
  await expect(page.getByRole('option', { name: 'Reports' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/reports(\?account=example)?$/);
});

test('the keys can be switched off by those whom they trouble', async ({ page }) => {
  await open(page, '/discrepancies');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByLabel('Shortcuts are on').uncheck();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('j');
  await expect(rowsOf(page, LIST).locator('[data-row-link]:focus')).toHaveCount(0);
});
