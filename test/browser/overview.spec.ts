import { expect, open, rowsOf, test } from './console.ts';

const BY_KIND = 'Unresolved discrepancies by kind';

test('the overview says what needs a human, and each kind leads to its list', async ({ page }) => {
  // A run that is due meanwhile may find one more: then once again.
  await expect(async () => {
    await open(page, '/');
    const kinds = rowsOf(page, BY_KIND);
    const message = await kinds.locator('th').allTextContents();
    expect(message.length).toBeGreaterThan(3);
    const [kind = ''] = message;
    const count = await kinds.first().locator('td').first().textContent();
    await kinds.first().getByRole('link').click();
    await expect(page).toHaveURL(/\/discrepancies\?kind=\w+(&|$)/);
    await expect(page.getByRole('link', { name: `Remove Kind: ${kind}` })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText(`${count} in all`);
  }).toPass();
});

test('the chart is drawn, and its table says the same: a day leads to its report', async ({ page }) => {
  await open(page, '/');
  await expect(page.locator('.recharts-bar-rectangle').first()).toBeVisible();
  await page.getByText('The same as a table').click();
  const days = rowsOf(page, /Payments a day that/);
  await expect(days).toHaveCount(30);
  const day = days.nth(20);
  const figures = await day.locator('td').allTextContents();
  const counts = figures.slice(0, -1);
  const sum = counts.reduce((total, text) => total + Number(text.replaceAll(',', '')), 0);
  expect(sum).toBeGreaterThan(30);
  expect(figures.at(-1)).toMatch(/^\d+\.\d %$/);
  const name = (await day.getByRole('link').textContent()) ?? '';
  await day.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/reports/${name}(\\?|$)`));
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
});

test('money is never summed across currencies', async ({ page }) => {
  await open(page, '/');
  const currencies = await rowsOf(page, /Yesterday’s payments/)
    .locator('th')
    .allTextContents();
  expect(new Set(currencies).size).toBe(currencies.length);
  expect(currencies.length).toBeGreaterThan(1);
});

test('the live and the test payments are apart, and the page says which it shows', async ({ page }) => {
  await open(page, '/invoices');
  await expect(page.getByText('Test payments. No money moves here.')).toBeHidden();
  await page.getByRole('navigation', { name: 'Mode' }).getByRole('link', { name: 'Test' }).click();
  await expect(page).toHaveURL(/mode=test/);
  await expect(page.getByText('Test payments. No money moves here.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  await expect(page).toHaveURL(/\/\?(account=example&)?mode=test$/);
});

test('what the day begins with is chosen in one’s own account, and is what the overview begins with', async ({
  page,
}) => {
  const headings = () => page.getByRole('main').getByRole('heading', { level: 2 }).allTextContents();
  const choose = async (label: RegExp) => {
    await open(page, '/me');
    const start = page.getByRole('combobox', { name: 'Start page' });
    const option = await start.locator('option').filter({ hasText: label }).first().getAttribute('value');
    await start.selectOption(option);
    await start.locator('xpath=ancestor::form').getByRole('button', { name: 'Keep' }).click();
    await expect(page.getByText('Your start page is kept.')).toBeVisible();
    await open(page, '/');
  };
  await choose(/^Overview, yesterday first/);
  expect((await headings())[0]).toMatch(/^Yesterday/);
  await choose(/^Overview, stuck money first/);
  expect((await headings())[0]).toBe('Pending by age');
  await choose(/^As for the role/);
});

test('yesterday stands beside the day before and the same weekday', async ({ page }) => {
  await open(page, '/');
  const rows = rowsOf(page, /Yesterday beside other days/);
  await expect(rows.filter({ hasText: 'approval rate' }).first()).toContainText(/\d+\.\d %/);
  const head = page.getByRole('table', { name: /Yesterday beside other days/ }).locator('thead');
  await expect(head).toContainText(/Day before, \d{4}-\d\d-\d\d/);
  await expect(head).toContainText(/Same weekday, \d{4}-\d\d-\d\d/);
});
