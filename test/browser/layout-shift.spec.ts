import type { Page } from '@playwright/test';
import { expect, open, test } from './console.ts';

const AT_MOST = 0.02;

/** How far what was painted has moved since, as browsers count it. */
async function shifted(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const add = (entries: PerformanceEntryList) => {
          for (const entry of entries) {
            if ('value' in entry && typeof entry.value === 'number') sum += entry.value;
          }
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        // What is buffered is told in a task of its own, after two frames at the latest.
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            setTimeout(() => {
              add(observer.takeRecords());
              resolve(sum);
            }),
          ),
        );
      }),
  );
}

const PAGES = {
  'the overview': '/',
  'the work list': '/discrepancies',
  'the preview beside the work list': '/discrepancies?preview=1',
  'the invoices': '/invoices',
  'what is pending': '/pending',
  'the callbacks': '/callbacks',
  'the reports': '/reports',
};

for (const [name, path] of Object.entries(PAGES)) {
  test(`nothing jumps while a page loads: ${name}`, async ({ page }) => {
    await open(page, path);
    if (path.includes('preview'))
      await expect(page.getByRole('complementary', { name: 'Preview' })).toBeVisible();
    if (path === '/') await expect(page.locator('.recharts-bar-rectangle').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(await shifted(page)).toBeLessThan(AT_MOST);
  });
}
