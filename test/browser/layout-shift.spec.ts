import type { Page } from '@playwright/test';
import { expect, open, test } from './console.ts';

const AT_MOST = 0.005;
/** A machine so many times slower: what scripts add is then added after the first paint. */
const SLOWER = 6;

/** What has moved since it was painted, as browsers count it: the sum, and the greatest of the moves in words. */
async function shifted(page: Page): Promise<{ sum: number; moves: string[] }> {
  return page.evaluate(
    () =>
      new Promise<{ sum: number; moves: string[] }>((resolve) => {
        let sum = 0;
        const moves: string[] = [];
        const add = (entries: PerformanceEntryList) => {
          for (const entry of entries as LayoutShift[]) {
            sum += entry.value;
            for (const { node, previousRect: was, currentRect: is } of entry.sources) {
              const what = node instanceof Element ? node.outerHTML : node?.textContent;
              const box = ({ x, y, width, height }: DOMRectReadOnly) => [x, y, width, height].join(' ');
              moves.push(`${entry.value.toFixed(4)} ${box(was)} → ${box(is)} ${what?.slice(0, 120)}`);
            }
          }
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        // What is buffered is told in a task of its own, after two frames at the latest.
        requestAnimationFrame(() =>
          requestAnimationFrame(() =>
            setTimeout(() => {
              add(observer.takeRecords());
              resolve({ sum, moves });
            }),
          ),
        );
      }),
  );
}

/** As browsers tell it; TypeScript's own DOM has no words for it yet. */
type LayoutShift = PerformanceEntry & {
  value: number;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
};

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
  test(`nothing jumps while a page loads on a slow machine: ${name}`, async ({ page }) => {
    const machine = await page.context().newCDPSession(page);
    await machine.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await open(page, path);
    if (path.includes('preview'))
      await expect(page.getByRole('complementary', { name: 'Preview' })).toBeVisible();
    if (path === '/') await expect(page.locator('.recharts-bar-rectangle').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const { sum, moves } = await shifted(page);
    expect(sum, moves.join('\n')).toBeLessThan(AT_MOST);
  });
}
