import { expect, open, rowsOf, test } from './console.ts';
import { sendCallback } from './signed-callback.ts';

const HIGHEST = 110;

test.use({ viewport: { width: 390, height: 844 } });

test('no row of a list is higher than 110 pixels on a phone, and none is wider than it', async ({ page }) => {
  for (const [path, caption] of [
    ['/discrepancies', /^Discrepancies, /],
    ['/invoices', /^Invoices/],
    ['/pending', /^(Pending|Invoices)/],
    ['/callbacks', /^Callbacks/],
    ['/runs', /^Runs/],
    ['/audit', /^Audit/],
    ['/reports', /^Business days/],
  ] as const) {
    await page.goto(path);
    const rows = rowsOf(page, caption);
    await expect(rows.first()).toBeVisible();
    const boxes = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().toJSON()));
    expect(Math.max(...boxes.map(({ height }) => height)), path).toBeLessThanOrEqual(HIGHEST);
    expect(Math.max(...boxes.map(({ right }) => right)), path).toBeLessThanOrEqual(390);
  }
});

test('no list is cut off at 1280 pixels, also where ids, references and a status are long', async ({
  page,
}) => {
  const now = Math.floor(Date.now() / 1000);
  const long = { reference_id: `order-${'9'.repeat(40)}`, status: 'waiting_for_the_second_approval' };
  await sendCallback(`cpi_${'W'.repeat(28)}`, { created: now - 60, updated: now - 1, ...long });
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const path of ['/runs', '/audit', '/discrepancies', '/invoices', '/pending', '/callbacks']) {
    await open(page, path);
    const [inner = 0, outer = 0] = await page
      .locator('.table-region')
      .first()
      .evaluate((region) => [region.scrollWidth, region.clientWidth]);
    expect(inner, path).toBeLessThanOrEqual(outer);
  }
});
