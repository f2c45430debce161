import type { Page } from '@playwright/test';
import { rowsOf } from './console.ts';
import { expect, test } from './people.ts';

const LIST = /^Discrepancies, /;
const said = (page: Page, message: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: message })).toBeVisible();
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const owed = (page: Page) => page.getByRole('link', { name: /^\d+ discrepanc/ });

/**
 * From the overview by way of what yesterday took to its report, and on to a day that nobody has closed and
 * that still owes something: `place` tells which of them.
 */
async function reportOf(page: Page, place: number): Promise<string> {
  const yesterday = page.getByRole('region', { name: /^Yesterday, / });
  const lines = rowsOf(page, /^Yesterday’s payments by currency/);
  await expect(lines.first()).toContainText(/ties|differs|[\d.,]+ [A-Z]{3}$/);
  await yesterday.getByRole('link', { name: 'Report of the day' }).click();
  await expect(rowsOf(page, /^The money of the day per currency and service/)).not.toHaveCount(0);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click();
  const owing = rowsOf(page, /^Business days/)
    .filter({ has: page.locator('.text-warn') })
    .filter({ hasNotText: 'closed' });
  const link = owing.nth(place).getByRole('link');
  const day = (await link.textContent()) ?? '';
  await link.click();
  await expect(heading(page, day)).toBeVisible();
  return day;
}

/**
 * What fits every kind, whichever a day has: what cannot be read cannot be accepted, and what “Fixed by Paymega” is said of,
 * a run that sees it again opens anew.
 */
const FITTING = { label: 'Written off' };

/** Resolves the first by its preview beside the list. */
async function resolveOneInPreview(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Preview' }).click();
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await preview.getByLabel('Resolution').selectOption(FITTING);
  await preview.getByLabel('Why').fill('too little to ask for');
  await preview.getByRole('button', { name: 'Resolve' }).click();
  await said(page, 'Resolved.');
}

async function resolveTicked(page: Page): Promise<void> {
  await rowsOf(page, LIST).first().getByRole('checkbox').check();
  await page
    .getByRole('form', { name: 'Resolve the selected ones' })
    .getByLabel('Resolution')
    .selectOption(FITTING);
  await page.getByLabel('Note').fill('known to the bank');
  await page.getByRole('button', { name: 'Resolve selected' }).click();
  await said(page, '1 resolved.');
}

async function resolveAllThatMatch(page: Page): Promise<void> {
  const count = await rowsOf(page, LIST).count();
  await page.getByRole('link', { name: 'Resolve all that match' }).click();
  await page.getByLabel('Resolution').selectOption(FITTING);
  await page.getByLabel('Why').fill('agreed with the shop');
  await page.getByRole('button', { name: `Resolve ${count}` }).click();
  await said(page, `${count} resolved.`);
}

async function reconcile(page: Page, day: string): Promise<void> {
  await page.goto('/runs');
  await page.getByLabel('First day').fill(day);
  await page.getByLabel('Last day').fill(day);
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(heading(page, /^Run \d+$/)).toBeVisible();
  await expect(page.getByText('Finished')).toBeVisible({ timeout: 45_000 });
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    // The answer that says what is wrong with a form is a 422.
    test.use({ javaScriptEnabled: scripts, complaints: [/status of 422/] });

    test('finance resolves what a day still owes, reconciles it once more, and closes it', async ({
      page,
      becomes,
    }) => {
      test.slow();
      const email = await becomes('finance');
      const day = await reportOf(page, scripts ? 5 : 6);
      await expect(page.getByText('Compared with Paymega after its end')).toBeVisible();
      await expect(owed(page)).toBeVisible();

      await page.getByRole('button', { name: 'Close the day' }).click();
      await expect(page.getByRole('alert')).toContainText('say why it is closed all the same');

      for (const resolve of [resolveOneInPreview, resolveTicked, resolveAllThatMatch]) {
        if ((await owed(page).count()) === 0) break;
        const count = Number.parseInt((await owed(page).textContent()) ?? '', 10);
        await owed(page).click();
        await expect(rowsOf(page, LIST)).toHaveCount(count);
        await resolve(page);
        await page.goto(`/reports/${day}`);
      }
      await expect(page.getByText(/Nothing of it is unresolved|No discrepancy of it is open/)).toBeVisible();

      const compared = page.getByText('Compared with Paymega after its end').locator('time');
      const before = (await compared.getAttribute('datetime')) ?? '';
      await reconcile(page, day);
      await page.goto(`/reports/${day}`);
      await expect(compared).not.toHaveAttribute('datetime', before);
      await expect(page.getByText(/Nothing of it is unresolved|No discrepancy of it is open/)).toBeVisible();

      await page.getByLabel('Note').fill('settled with the bank');
      await page.getByRole('button', { name: 'Close the day' }).click();
      await said(page, `${day} is closed.`);
      const close = rowsOf(page, /^Closes of this day/);
      await expect(close).toContainText(email);
      await expect(close).toContainText('settled with the bank');

      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click();
      const row = rowsOf(page, /^Business days/)
        .filter({ hasText: day })
        .first();
      await expect(row).toContainText('closed');
      await expect(row).toContainText(email);
      await page.goto(`/audit?search=${day}`);
      const audited = rowsOf(page, /^Audit/).filter({ hasText: 'Closed the day' });
      await expect(audited).toContainText(email);
      await expect(audited.getByRole('link', { name: day })).toBeVisible();
    });
  });
}
