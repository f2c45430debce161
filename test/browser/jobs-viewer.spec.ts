import type { Page } from '@playwright/test';
import { consoleUrl, open, openDay, openFilter, rowsOf } from './console.ts';
import { expect, test } from './people.ts';

// Whether somebody has resolved it or not.
const AMOUNT_DIFFERS = 'kind=amount_differs&state=all';
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const heard = (page: Page) => page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');

/** An invoice that the work list has under this filter, as the shop complains of it: by its reference. */
async function complaintOf(page: Page, filter: string): Promise<{ id: string; reference: string }> {
  await page.goto(`/discrepancies?${filter}`);
  const message = await rowsOf(page, /^Discrepancies/)
    .last()
    .locator('.font-mono')
    .allTextContents();
  const [id = '', reference = ''] = message;
  expect(reference).toMatch(/^order-\d+$/);
  return { id, reference };
}

async function search(page: Page, message: string): Promise<void> {
  const box = page.getByRole('searchbox', { name: 'Search from anywhere' });
  await box.fill(message);
  await box.press('Enter');
}

/** What our book does not hold is found by the search of the work list. */
async function searchWorkList(page: Page, message: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Discrepancies' }).click();
  await openFilter(page);
  await page.getByRole('searchbox', { name: 'Invoice, reference or amount' }).fill(message);
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(rowsOf(page, /^Discrepancies/)).toHaveCount(1);
  await rowsOf(page, /^Discrepancies/)
    .getByRole('link')
    .click();
  await page.getByRole('link', { name: 'Invoice', exact: true }).click();
}

/** By way of the invoice to its discrepancy. */
async function discrepancyOf(page: Page, kind: string): Promise<void> {
  await rowsOf(page, 'Discrepancies of this invoice').filter({ hasText: kind }).getByRole('link').click();
  await expect(heading(page, kind)).toBeVisible();
}

/** No form but that of the columns which one sees oneself, and no button but its own and those that copy. */
async function expectNothingToChange(page: Page): Promise<void> {
  const main = page.getByRole('main');
  // A filter asks, and changes nothing.
  await expect(main.locator('form:not([action="/me/columns"], [method="get"])')).toHaveCount(0);
  const others =
    ':not([aria-label^="Copy"]):not(form[action="/me/columns"] button, form[method="get"] button)';
  await expect(main.locator(`button${others}`)).toHaveCount(0);
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('a viewer finds out why the amount of a payment is wrong', async ({
      page,
      becomes,
      sessionCookie,
    }) => {
      await becomes('viewer');
      const { id, reference } = await complaintOf(page, AMOUNT_DIFFERS);
      const asked = await fetch(`${consoleUrl()}/invoices/${id}/status-checks?account=example`, {
        method: 'POST',
        headers: { cookie: sessionCookie, 'content-type': 'application/x-www-form-urlencoded' },
        redirect: 'manual',
      });
      expect(asked.status).toBe(302);

      await page.goto('/');
      await search(page, reference);
      await expect(heading(page, id)).toBeVisible();
      const sides = page.getByRole('table', { name: /side by side/ });
      const amount = sides.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Amount/ }) });
      await expect(amount.getByRole('rowheader')).toHaveText('≠ Amount (differs)');
      const [ours, theirs] = await amount.getByRole('cell').allTextContents();
      expect(ours).not.toBe(theirs);
      const newest = heard(page).filter({ hasText: 'Status check' }).first();
      await expect(newest).toContainText('admin@shop.example');
      await expect(newest).toContainText('Processed');
      await expectNothingToChange(page);

      await discrepancyOf(page, 'Amount differs');
      const facts = page.getByRole('region', { name: 'Details' });
      await expect(facts).toContainText('Critical');
      await expect(facts).toContainText('not known');
      await expectNothingToChange(page);
    });

    test('a viewer finds out that a payment is missing because its callbacks were refused', async ({
      page,
      becomes,
    }) => {
      await becomes('viewer');
      const { id, reference } = await complaintOf(page, 'kind=missing_ours&cause=callback_refused');
      await searchWorkList(page, reference);
      await expect(heading(page, id)).toBeVisible();
      await expect(page.getByRole('columnheader', { name: 'Our book' })).toContainText('not in our book');
      const refused = heard(page).filter({ hasText: 'Refused' });
      await expect(refused.first()).toContainText(
        /signed with the test secret|fits neither the live nor the test secret/,
      );
      await discrepancyOf(page, 'Missing in our book');
      await expect(page.getByRole('region', { name: 'Details' })).toContainText('Callback refused');
      await expectNothingToChange(page);
    });

    test('a viewer finds out that a payment is missing because no callback ever came', async ({
      page,
      becomes,
    }) => {
      await becomes('viewer');
      const { id, reference } = await complaintOf(page, 'kind=missing_ours&cause=callback_missed');
      await searchWorkList(page, reference);
      await expect(heading(page, id)).toBeVisible();
      await expect(heard(page)).not.toHaveCount(0);
      await expect(heard(page).filter({ hasText: 'Callback' })).toHaveCount(0);
      await discrepancyOf(page, 'Missing in our book');
      await expect(page.getByRole('region', { name: 'Details' })).toContainText('Callback never came');
    });

    test('a viewer sees every list, and is offered nothing that changes the books', async ({
      page,
      becomes,
    }) => {
      await becomes('viewer');
      for (const path of ['/pending', '/runs', '/callbacks?show=quarantine', '/callbacks?show=refused']) {
        await page.goto(path);
        await expect(heading(page, /./)).toBeVisible();
        await expectNothingToChange(page);
      }
      await page.goto('/discrepancies');
      await expect(rowsOf(page, /^Discrepancies/)).not.toHaveCount(0);
      await expect(rowsOf(page, /^Discrepancies/).getByRole('checkbox')).toHaveCount(0);
      await openDay(page, 2); // yesterday may have ended since a run compared it
      await expect(page.getByText('Compared with Paymega after its end')).toBeVisible();
      await expectNothingToChange(page);
      const answer = await page.request.post('/discrepancies/1/resolution', {
        headers: { origin: consoleUrl() },
        form: { resolution: 'written_off', note: 'because' },
      });
      expect(answer.status()).toBe(403);
    });
  });
}

test('the palette leads to an invoice by its reference, by keys alone', async ({ page, becomes }) => {
  await becomes('viewer');
  const { id, reference } = await complaintOf(page, AMOUNT_DIFFERS);
  await open(page, '/runs');
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Go to' });
  await palette.getByRole('combobox').fill(reference);
  const hit = palette.getByRole('option', { name: id });
  await expect(hit).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(palette.getByRole('option', { name: /^All that match/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('ArrowUp');
  await expect(hit).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(heading(page, id)).toBeVisible();
  await expect(palette).toBeHidden();
});
