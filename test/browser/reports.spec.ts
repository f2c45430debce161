import { expect, openDay, rowsOf, test, undo } from './console.ts';

const BACK = 3;

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('finance closes a day with a note, sees it closed, and an admin reopens it with a reason', async ({
      page,
    }) => {
      const day = await openDay(page, scripts ? BACK : BACK + 1);
      await expect(rowsOf(page, /^The money of the day per currency/)).not.toHaveCount(0);
      await page.getByLabel('Note').fill('chargebacks are with the bank');
      await page.getByRole('button', { name: 'Close the day' }).click();
      await expect(page.getByRole('status')).toHaveText(`${day} is closed.`);
      await expect(rowsOf(page, /^Closes of this day/)).toContainText('chargebacks are with the bank');
      await expect(page.getByLabel('Reason for reopening')).toHaveValue('');
      await page.goto('/reports');
      await expect(
        rowsOf(page, /^Business days/)
          .filter({ hasText: day })
          .first(),
      ).toContainText('closed');

      await page.goto(`/reports/${day}`);
      // Nothing of the note of the close.
      await expect(page.getByLabel('Reason for reopening')).toHaveValue('');
      await page.getByLabel('Reason for reopening').fill('a statement came late');
      await page.getByLabel('The signed figures stop counting').check();
      await page.getByRole('button', { name: 'Reopen the day' }).click();
      await expect(page.getByRole('status')).toHaveText(`${day} is open again.`);
      await expect(rowsOf(page, /^Closes of this day/)).toContainText('a statement came late');
    });

    test('what a day still owes leads to its discrepancies, and a note is left at one', async ({ page }) => {
      await page.goto('/reports');
      const troubled = rowsOf(page, /^Business days/).filter({ has: page.locator('.text-warn') });
      await troubled.first().getByRole('link').click();
      const link = page.getByRole('link', { name: /^\d+ discrepanc(y|ies)$/ });
      const count = Number.parseInt((await link.textContent()) ?? '', 10);
      await link.click();
      await expect(rowsOf(page, /^Discrepancies/)).toHaveCount(count);
      await rowsOf(page, /^Discrepancies/)
        .first()
        .locator('[data-row-link]')
        .click();
      await page.getByLabel('For the next one who looks').fill(`asked the bank ${scripts}`);
      await page.getByRole('button', { name: 'Add' }).click();
      await expect(page.getByRole('status')).toHaveText('Note added.');
      await expect(page.getByText(`asked the bank ${scripts}`)).toBeVisible();
    });
  });
}

test('today cannot be closed', async ({ page }) => {
  await openDay(page, 0);
  await expect(page.getByRole('button', { name: 'Close the day' })).toBeDisabled();
});

test('all that match a filter are resolved in one step, after they were shown, and that is undone', async ({
  page,
}) => {
  const rows = rowsOf(page, /^Discrepancies/);
  await page.goto('/discrepancies?severity=medium&state=resolved');
  const before = await rows.count();
  await page.goto('/discrepancies?severity=medium');
  const count = await rows.count();
  expect(count).toBeGreaterThan(1);
  const kind = (await rows.first().getByRole('rowheader').textContent()) ?? '';
  await page.getByRole('link', { name: 'Resolve all that match' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Resolve all ${count} that match`);
  await expect(rowsOf(page, /^What will be resolved/).filter({ hasText: kind })).toHaveCount(1);
  await page.getByLabel('Why').fill('trifles, all of them');
  await page.getByRole('button', { name: `Resolve ${count}` }).click();
  await expect(page.getByRole('status')).toContainText(`${count} resolved.`);
  await expect(rows).toHaveCount(0);
  const resolved = await page.context().newPage();
  await resolved.goto('/discrepancies?severity=medium&state=resolved');
  await expect(rowsOf(resolved, /^Discrepancies/)).toHaveCount(before + count);
  await undo(page);
  await expect(rows).toHaveCount(count);
});
