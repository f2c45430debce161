import { expect, open, rowsOf, test } from './console.ts';

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

test('a run by hand shows how far it is, ends, and is in the list with what it counted', async ({ page }) => {
  await open(page, '/runs');
  await page.getByLabel('First day').fill(day(20));
  await page.getByLabel('Last day').fill(day(2));
  await page.getByRole('button', { name: 'Run' }).click();
  await expect(page).toHaveURL(/\/runs\/\d+(\?|$)/);
  const { pathname } = new URL(page.url());
  const fetched = page.getByRole('progressbar', { name: /^Fetched/ });
  await expect(fetched).toBeVisible();
  await expect(page.getByText('Finished')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeHidden();
  expect(await fetched.evaluate((bar) => bar instanceof HTMLProgressElement && bar.value === bar.max)).toBe(
    true,
  );
  const seen =
    /Fetched, (\d+) invoices/.exec((await page.getByText(/^Fetched/).textContent()) ?? '')?.[1] ?? '0';
  expect(Number(seen)).toBeGreaterThan(1000);

  await open(page, '/runs');
  const row = rowsOf(page, 'Runs, newest first').filter({ has: page.locator(`[href="${pathname}"]`) });
  await expect(row).toContainText('Finished');
  await expect(row).toContainText(seen);
});

test('the same run a second time finds nothing new', async ({ page }) => {
  for (const turn of ['first', 'second']) {
    await open(page, '/runs');
    await page.getByLabel('First day').fill(day(15));
    await page.getByLabel('Last day').fill(day(10));
    await page.getByRole('button', { name: 'Run' }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^Run \d+$/ })).toBeVisible();
    await expect(page.getByText('Finished')).toBeVisible({ timeout: 45_000 });
    const figures = page.locator('[data-keep-together]');
    if (turn === 'first') continue;
    await expect(figures.filter({ hasText: /^Opened/ })).toHaveText(/^Opened0(as before|−)/);
    await expect(figures.filter({ hasText: /^Corrected/ })).toHaveText(/^Corrected0(as before|−)/);
  }
});

test.describe('a form that cannot be taken', () => {
  // The answer that says what is wrong with it is a 422.
  test.use({ complaints: [/status of 422/] });

  test('days in the wrong order, or still to come, are refused in words', async ({ page }) => {
    for (const [from, to, message] of [
      [day(2), day(5), 'The first day is after the last one.'],
      ['2999-01-01', '2999-01-02', 'These days are still to come.'],
    ] as const) {
      await open(page, '/runs');
      await page.getByLabel('First day').fill(from);
      await page.getByLabel('Last day').fill(to);
      await page.getByRole('button', { name: 'Run' }).click();
      await expect(page.getByRole('alert')).toHaveText(message);
    }
  });
});
