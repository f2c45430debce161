import type { Page } from '@playwright/test';
import { open, rowsOf, undo } from './console.ts';
import { expect, test } from './people.ts';

const LIST = /^Discrepancies, /;
const rows = (page: Page) => rowsOf(page, LIST);
const previewOf = (page: Page) => page.getByRole('complementary', { name: 'Preview' });
const said = (page: Page, message: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: message })).toBeVisible();

/** The invoices of the list, from the top. */
const invoices = (page: Page) =>
  rows(page).locator('td .font-mono:first-child').filter({ hasText: /^cpi_/ }).allTextContents();

test.beforeEach(async ({ becomes }) => {
  await becomes('finance');
});

test('beside the list stands a preview: v opens it, j and k move it, o opens its page', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  const [first = '', second = ''] = await invoices(page);
  await page.keyboard.press('v');
  await expect(previewOf(page)).toContainText(first);
  await expect(page.locator('tr[aria-current]')).toContainText(first);
  await rows(page).first().locator('[data-row-link]').focus();
  await page.keyboard.press('j');
  await expect(previewOf(page)).toContainText(second);
  await expect(page.locator('tr[aria-current]')).toContainText(second);
  await page.keyboard.press('k');
  await expect(previewOf(page)).toContainText(first);
  await page.keyboard.press('o');
  await expect(page).toHaveURL(/\/discrepancies\/\d+\?mode=live&list=severity%3Dmedium(&|$)/);
});

test('what is resolved in the preview makes room for the next one, and Undo brings it back', async ({
  page,
}) => {
  await open(page, '/discrepancies?severity=medium');
  const all = await invoices(page);
  const [first = '', second = ''] = all;
  await page.getByRole('link', { name: 'Preview' }).click();
  await expect(previewOf(page)).toContainText(first);
  await previewOf(page).getByLabel('Why').fill('a trifle');
  await previewOf(page).getByRole('button', { name: 'Resolve' }).click();
  await said(page, 'Resolved.');
  await expect(previewOf(page)).toContainText(second);
  await expect(rows(page)).toHaveCount(all.length - 1);

  await page.keyboard.press('z');
  await said(page, 'Undone: it is open again.');
  await expect.poll(() => invoices(page)).toEqual(all);
  await previewOf(page).getByRole('link', { name: 'Close the preview' }).click();
  await expect(previewOf(page)).toBeHidden();
});

test('several are resolved at once, and Undo brings all of them back', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  const all = await invoices(page);
  for (const place of [0, 1, 2]) await rows(page).nth(place).getByRole('checkbox').check();
  await page.getByLabel('Note').fill('a trifle');
  await page.getByRole('button', { name: 'Resolve selected' }).click();
  await said(page, '3 resolved.');
  await expect(rows(page)).toHaveCount(all.length - 3);
  await undo(page);
  await expect.poll(() => invoices(page)).toEqual(all);
});

test('a filter is kept as a view, is active when one comes back to it, and is forgotten', async ({
  page,
}) => {
  await open(page, '/discrepancies?kind=overpaid');
  const views = page.getByRole('navigation', { name: 'Views' });
  await page.getByText('Save this view').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Paid too much');
  await page.getByRole('button', { name: 'Save' }).click();
  await said(page, 'Kept as “Paid too much”.');
  await expect(views.locator('[aria-current]')).toHaveText('Paid too much');

  await open(page, '/discrepancies');
  await expect(views.locator('[aria-current]')).toHaveText('Unresolved');
  await views.getByRole('link', { name: 'Paid too much' }).click();
  await expect(page).toHaveURL(/\?kind=overpaid$/);
  await expect(views.locator('[aria-current]')).toHaveText('Paid too much');
  await expect(page.getByText('Save this view')).toBeHidden();

  await page.getByRole('button', { name: 'Remove the view Paid too much' }).click();
  await said(page, 'The view is gone.');
  await expect(views.getByRole('link', { name: 'Paid too much' })).toHaveCount(0);
});

test('a column that is hidden stays hidden, until it is shown again', async ({ page }) => {
  await open(page, '/discrepancies');
  const head = page.getByRole('table', { name: LIST }).getByRole('columnheader', { name: 'Reference' });
  await expect(head).toBeVisible();
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Reference', exact: true }).uncheck();
  await page.getByRole('button', { name: 'Show these' }).click();
  await expect(head).toHaveCount(0);
  await open(page, '/discrepancies?severity=critical');
  await expect(rows(page)).not.toHaveCount(0);
  await expect(head).toHaveCount(0);
  await page.getByText('Columns', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'Reference', exact: true }).check();
  await page.getByRole('button', { name: 'Show these' }).click();
  await expect(head).toBeVisible();
});

test('groups by cause lead each to its own part of the list', async ({ page }) => {
  await open(page, '/discrepancies');
  await page.getByRole('navigation', { name: 'Group by' }).getByRole('link', { name: 'cause' }).click();
  const groups = rowsOf(page, 'Discrepancies by cause');
  const refused = groups.filter({ hasText: 'Callback refused' });
  const count = Number(await refused.getByRole('cell').first().textContent());
  await refused.getByRole('link').click();
  await expect(page).toHaveURL(/\?cause=callback_refused$/);
  await expect(rows(page)).toHaveCount(count);
  await expect(rows(page).filter({ hasNotText: 'Callback refused' })).toHaveCount(0);
});

test('kinds and severities narrow the list, together too, and a chip pressed widens it again', async ({
  page,
}) => {
  await open(page, '/discrepancies');
  await page.keyboard.press('f');
  const form = page.getByRole('form', { name: 'Filters' });
  const option = form.getByLabel('Kind').locator('option[value=chargeback]');
  const count = Number((await option.textContent())?.replace(/\D/g, ''));
  await form.getByLabel('Kind').selectOption('chargeback');
  await expect(rows(page)).toHaveCount(count);
  await form.getByLabel('Severity').selectOption('high');
  await expect(page).toHaveURL(/kind=chargeback&severity=high/);
  await expect(rows(page)).toHaveCount(count);
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await page.getByRole('link', { name: 'Remove Kind: Chargeback' }).click();
  await expect(page).toHaveURL(/[?&]severity=high$/);
  await expect(rows(page).filter({ hasNotText: 'High' })).toHaveCount(0);
});

test('twelve rows stand above the fold, and the bar for ticked ones only while one is', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page, '/discrepancies');
  const whole = await rows(page).evaluateAll(
    (all) => all.filter((row) => row.getBoundingClientRect().bottom <= window.innerHeight).length,
  );
  expect(whole).toBeGreaterThanOrEqual(12);
  const bar = page.getByRole('form', { name: 'Resolve the selected ones' });
  await expect(bar).toBeHidden();
  await rows(page).first().getByRole('checkbox').check();
  await expect(bar).toContainText('1 selected');
  await expect(bar).toContainText('at risk');
  await rows(page).first().getByRole('checkbox').uncheck();
  await expect(bar).toBeHidden();
});

test('the list is sorted by its heads, the address says so, and a second press turns it round', async ({
  page,
}) => {
  await open(page, '/discrepancies');
  const ages = () => rows(page).locator('td:last-child').allTextContents();
  await page.getByRole('columnheader', { name: 'Age' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=age$/);
  await expect(page.getByRole('columnheader', { name: 'Age' })).toHaveAttribute('aria-sort', 'descending');
  const oldest = await ages();
  await page.getByRole('columnheader', { name: 'Age' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=-age$/);
  await expect.poll(ages).not.toEqual(oldest);
});

test('from one discrepancy to the next of its list, and back to that list', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  const [first = '', second = ''] = await invoices(page);
  await rows(page).first().locator('[data-row-link]').click();
  await expect(page.getByRole('region', { name: 'Details' })).toContainText(first);
  await page.keyboard.press('n');
  await expect(page.getByRole('region', { name: 'Details' })).toContainText(second);
  await page.keyboard.press('p');
  await expect(page.getByRole('region', { name: 'Details' })).toContainText(first);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page).toHaveURL(/\/discrepancies\?severity=medium$/);
});

test('the ticked ones are taken into review by a, and are under Mine', async ({ page }) => {
  await open(page, '/discrepancies?severity=critical');
  const [first = '', second = ''] = await invoices(page);
  for (const place of [0, 1]) await rows(page).nth(place).getByRole('checkbox').check();
  await page.keyboard.press('a');
  await said(page, '2 in review by you.');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Mine' }).click();
  await expect(page).toHaveURL(/assignee=me/);
  await expect.poll(() => invoices(page)).toEqual([first, second]);
  await expect(rows(page).filter({ hasNotText: 'In review' })).toHaveCount(0);
});

test.describe('with a clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('the link of a discrepancy is copied whole', async ({ page, baseURL }) => {
    await open(page, '/discrepancies');
    await page.keyboard.press('v');
    await previewOf(page).getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText('Copied', { exact: true })).toBeAttached();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(new RegExp(`^${baseURL}/discrepancies/\\d+\\?mode=live$`));
    await open(page, new URL(link).pathname);
    await expect(page.getByRole('heading', { name: 'Resolve', exact: true })).toBeVisible();
  });
});

test.describe('a resolution that is refused', () => {
  // The answer that says so is a 409.
  test.use({ complaints: [/status of 409/] });

  test('was out of the list at once, and is back with its words', async ({ page }) => {
    await open(page, '/discrepancies?severity=medium');
    await page.keyboard.press('v');
    const preview = previewOf(page);
    const id = await rows(page).first().getByRole('checkbox').getAttribute('value');
    const row = page.locator(`[data-select][value="${id}"]`);
    await expect(row).toHaveCount(1);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/discrepancies/resolution*', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await held;
      const sent = route.request().postData() ?? '';
      await route.continue({ postData: sent.replace(/fingerprint=[^&]*/, 'fingerprint=of+yesterday') });
    });
    await preview.getByLabel('Why').fill('a trifle');
    await preview.getByRole('button', { name: 'Resolve' }).click();
    await expect(row).toBeHidden();
    answer();
    await expect(preview.getByRole('alert')).toContainText('Its evidence has changed meanwhile');
    await expect(row).toBeVisible();
  });
});

test('a filter is one menu, on phones too, and says how many are set', async ({ page }) => {
  const fold = page.locator('summary').filter({ hasText: /^Filter/ });
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, '/discrepancies');
  await expect(page.getByLabel('Invoice, reference or amount')).toBeHidden();
  await fold.click();
  await page.getByRole('searchbox', { name: 'Invoice, reference or amount' }).fill('order-1');
  await expect(page).toHaveURL(/search=order-1/);
  await expect(fold).toHaveText('Filter, 1 set');
});

test('what is no longer there is not counted as selected', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  for (const place of [0, 1]) await rows(page).nth(place).getByRole('checkbox').check();
  const selected = page.getByRole('form', { name: 'Resolve the selected ones' });
  await expect(selected).toContainText('2 selected');
  await selected.getByLabel('Note').fill('trifles');
  await selected.getByRole('button', { name: 'Resolve selected' }).click();
  await said(page, '2 resolved.');
  await expect(selected).toBeHidden();
  await undo(page);
});

test('z undoes the resolution made last, also when one has gone on since', async ({ page }) => {
  await open(page, '/discrepancies?severity=medium');
  await page.keyboard.press('v');
  const id = await rows(page).first().getByRole('checkbox').getAttribute('value');
  const row = page.locator(`[data-select][value="${id}"]`);
  await previewOf(page).getByLabel('Why').fill('a trifle');
  await previewOf(page).getByRole('button', { name: 'Resolve' }).click();
  await said(page, 'Resolved.');
  await page.locator('main').focus();
  await page.keyboard.press('j');
  await expect(page.getByRole('status').filter({ hasText: 'Resolved.' })).toHaveCount(0);
  await expect(row).toHaveCount(0);
  await page.keyboard.press('z');
  await said(page, 'Undone: it is open again.');
  await expect(row).toHaveCount(1);
});
