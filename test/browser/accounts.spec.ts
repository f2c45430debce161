import { used } from '../support/secrets-used.ts';
import { expect, open, rowsOf, test } from './console.ts';

// A product of its own: where there are two accounts, addresses name theirs, and other files count on none.
test.use({ isShared: false });
// The answer that says what is wrong with a form is a 422.
test.use({ complaints: [/status of 4\d\d/] });

test('an account is added, tested, chosen, its secret rotated, and disabled', async ({ page }) => {
  await open(page, '/settings/accounts');
  const addresses = await rowsOf(page, 'Accounts').first().getByRole('cell').allTextContents();
  const api = addresses.find((text) => text.startsWith('http://')) ?? '';
  await page.getByLabel('Name', { exact: false }).first().fill('Second brand');
  await page.getByLabel('Short name').fill('second');
  await page.getByLabel('Account ID').fill('coma_second');
  await page.getByLabel('Time zone').selectOption('America/New_York');
  await page.getByLabel('Private API, URL').fill(api);
  await page.getByLabel('Card gateway, URL').fill(`${api}/cardgate`);
  for (const name of ['API key', 'Live secret', 'Test secret']) {
    await page.getByLabel(name).fill(used(`an account’s ${name}`, `${name} of the second brand`));
  }
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Second brand' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText('of the second brand');

  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('alert')).toContainText('the Account ID or the API key is wrong');

  await page.getByLabel('Which').selectOption('Live secret');
  await page.getByLabel('The new one').fill(used('a rotated secret', 'a newer live secret'));
  await page.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByRole('status')).toContainText('Live secret rotated');
  const secrets = rowsOf(page, /^Secrets that hold now/);
  await expect(secrets).toHaveCount(4);
  await secrets.getByRole('button', { name: 'Retire' }).click();
  await expect(secrets).toHaveCount(3);

  await open(page, '/invoices');
  const rows = rowsOf(page, /^Invoices/);
  await expect(rows).not.toHaveCount(0);
  await page.getByLabel('Account', { exact: true }).selectOption('Second brand');
  await expect(rows).toHaveCount(0);
  await expect(page).toHaveURL('/invoices?account=second');
  await page.getByLabel('Account', { exact: true }).selectOption('Example shop');
  await expect(rows).not.toHaveCount(0);

  await open(page, '/settings/accounts');
  await rowsOf(page, 'Accounts').filter({ hasText: 'Second brand' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByText('Callbacks are still ingested')).toBeVisible();
  await open(page, '/audit?search=account:second');
  await expect(rowsOf(page, /^Audit/)).toHaveCount(4);
  await expect(page.locator('body')).not.toContainText('a newer live secret');
});

test('an account with an address that is none says so, and keeps nothing', async ({ page }) => {
  await open(page, '/settings/accounts');
  const before = await rowsOf(page, 'Accounts').count();
  await page.getByLabel('Name', { exact: false }).first().fill('Third brand');
  await page.getByLabel('Short name').fill('third');
  await page.getByLabel('Account ID').fill('coma_third');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await page.getByLabel('Private API, URL').fill('https://somebody@api.example');
  await page.getByLabel('Card gateway, URL').fill('https://cards.example');
  // Refused: what was typed is kept nowhere either.
  for (const name of ['API key', 'Live secret', 'Test secret']) {
    await page.getByLabel(name).fill(used(`a refused ${name}`, `${name} of the third brand`));
  }
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('Must hold no password');
  await expect(rowsOf(page, 'Accounts')).toHaveCount(before);
});
