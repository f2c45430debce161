import type { Page } from '@playwright/test';
import { consoleUrl, openDay, rowsOf } from './console.ts';
import { expect, test } from './people.ts';
import { sendCallback } from './signed-callback.ts';

const LIST = /^Invoices that are not final/;
const ANSWERS = 'Each with its answer, changes first';
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const said = (page: Page, message: string) =>
  expect(page.getByRole('status').filter({ hasText: message })).toBeVisible();

/**
 * Makes our book wait for an old payment that Paymega has as processed, as if of its callbacks only the first had come.
 * @param first from which of the payments that our book is missing
 */
async function waitsInVain(page: Page, first: number): Promise<string> {
  let place = first;
  const old = rowsOf(page, /^Discrepancies/).filter({ hasText: /\d d\b/ });
  // Other tests may have brought some of them into our book.
  await expect(async () => {
    await page.goto('/discrepancies?kind=missing_ours&cause=callback_missed');
    await old.nth(place++).locator('[data-row-link]').click();
    await page.getByRole('link', { name: 'Invoice', exact: true }).click();
    // The discrepancy's page says so, too, of when it was found.
    await expect(heading(page, /^cpi_/)).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Our book' })).toContainText('not in our book', {
      timeout: 2000,
    });
  }).toPass();
  await expect(heading(page, /^cpi_/)).toBeVisible();
  const id = ((await heading(page, /^cpi_/).textContent()) ?? '').trim();
  const theirs = (label: string) =>
    page
      .getByRole('table', { name: /side by side/ })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: label, exact: true }) })
      .getByRole('cell')
      .last();
  const [amount = '', currency = ''] = ((await theirs('Amount').textContent()) ?? '').split(/\s/);
  const figure = async (label: string) =>
    Number.parseFloat(((await theirs(label).textContent()) ?? '').replaceAll(',', ''));
  const created = (await theirs('Created').locator('time').getAttribute('datetime')) ?? '';
  const createdAt = Date.parse(created) / 1000;
  const verdict = await sendCallback(id, {
    ...{ status: 'process_pending', resolution: null, currency, service_currency: currency },
    ...{ amount: await figure('Amount'), payment_amount: await figure('Payment amount') },
    ...{ fee: await figure('Fee'), deposit: await figure('Deposit') },
    ...{ processed: null, processed_amount: null, processed_fee: null, processed_deposit: null },
    ...{ reference_id: await theirs('Reference').textContent(), created: createdAt, updated: createdAt + 1 },
  });
  expect([verdict, amount]).toEqual(['new', expect.stringMatching(/^[\d.,]+$/)]);
  return id;
}

/** A payment that both books have as pending, with an unresolved discrepancy, whoever reviews that. */
async function isStuck(page: Page): Promise<string> {
  await page.goto('/discrepancies?kind=stuck_pending');
  const row = rowsOf(page, /^Discrepancies/).filter({ hasText: /Pending/ });
  return ((await row.first().locator('.font-mono').first().textContent()) ?? '').trim();
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('an operator asks about all that has waited for over a day, and passes on what stays', async ({
      page,
      becomes,
    }) => {
      test.slow();
      await becomes('operator');
      const late = await waitsInVain(page, scripts ? 0 : 1);
      const id = await isStuck(page);
      await page.goto('/');
      await rowsOf(page, /by how long they have waited/)
        .filter({ hasText: 'over 1 day' })
        .getByRole('link')
        .click();
      await expect(
        page.getByRole('navigation', { name: 'By how long nothing has moved' }).locator('[aria-current]'),
      ).toContainText('over 1 day');
      const rows = rowsOf(page, LIST);
      await expect(rows.filter({ hasText: late })).toBeVisible();

      await page.getByRole('button', { name: `Check ${id} now` }).click();
      await said(page, 'Paymega says Pending; our book has it so already.');
      await expect(page).toHaveURL(/age=old/);

      const count = await rows.count();
      await page.getByRole('button', { name: `Check these ${count} now` }).click();
      await expect(heading(page, `Status checks of ${count} invoices`)).toBeVisible();
      await page.evaluate('window.isTheSamePage = true').catch(() => undefined);
      // With scripts it is told how far it is, without them the page asks for itself again.
      await expect(page.getByText('Finished')).toBeVisible({ timeout: 60_000 });
      const answers = rowsOf(page, ANSWERS);
      await expect(answers).toHaveCount(count);
      await expect(answers.filter({ hasText: 'to be asked' })).toHaveCount(0);
      await expect(answers.filter({ hasText: late })).toContainText('Processed');
      await expect(answers.first()).toContainText(late);
      await expect(answers.first()).toContainText('Processed');
      await expect(page.getByText(/^1 moved on, \d+ are as they were/)).toBeVisible();
      if (scripts) expect(await page.evaluate('window.isTheSamePage')).toBe(true);

      await page.getByRole('main').getByRole('link', { name: 'Pending' }).last().click();
      // The way back leads to the band that was asked about.
      await expect(page).toHaveURL(/age=old/);
      await expect(rows).toHaveCount(count - 1);
      await expect(rows.filter({ hasText: late })).toHaveCount(0);

      await rows.filter({ hasText: id }).locator('[data-row-link]').click();
      await expect(heading(page, id)).toBeVisible();
      await rowsOf(page, 'Discrepancies of this invoice')
        .filter({ hasText: 'Stuck pending' })
        .getByRole('link')
        .click();
      await expect(heading(page, 'Stuck pending')).toBeVisible();
      await page.getByRole('button', { name: 'Review it myself' }).click();
      await said(page, 'In review by you.');
      await page.getByLabel('For the next one who looks').fill('asked Paymega by mail');
      await page.getByRole('button', { name: 'Add' }).click();
      await said(page, 'Note added.');
      const life = page.getByRole('region', { name: 'History' }).getByRole('listitem');
      await expect(life.first()).toContainText('asked Paymega by mail');
    });

    test('an operator is not offered to close a day, and may not', async ({ page, becomes }) => {
      await becomes('operator');
      await openDay(page, 2); // yesterday may have ended since a run compared it
      await expect(page.getByText('Compared with Paymega after its end')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Close the day' })).toHaveCount(0);
      const answer = await page.request.post(`${new URL(page.url()).pathname}/closing`, {
        headers: { origin: consoleUrl() },
        form: { note: 'all is well', seen: '' },
      });
      expect(answer.status()).toBe(403);
    });
  });
}
