import { chromium, type Page } from '@playwright/test';
import { BROWSER } from '../support/browser.ts';
import { median } from './report.ts';

const ROUNDS = 7;
/** It would end the bench at a signal, before the database is put away. */
const UNTIL_THE_BENCH_ENDS = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** What the browser itself measures: how much a page moves while it loads, and how long a press takes to be seen. */
export async function benchInBrowser(url: string, cookie: string, account: string): Promise<void> {
  const browser = await chromium.launch({ ...BROWSER, ...UNTIL_THE_BENCH_ENDS });
  try {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } });
    const [name = '', value = ''] = cookie.split(/=(.*)/s);
    await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
    const page = await context.newPage();
    for (const path of ['/', '/discrepancies', '/invoices', '/pending', '/callbacks', '/reports']) {
      console.log(`${path} in Chromium: layout shift ${await layoutShift(page, `${path}?${account}`)}`);
    }
    await page.goto(`/discrepancies?${account}`, { waitUntil: 'networkidle' });
    await report(page, 'a tick', () => page.keyboard.press('x'), 'j');
    await report(page, 'the next row', () => page.keyboard.press('j'));
    await page.goto(`/discrepancies?${account}`, { waitUntil: 'networkidle' });
    await report(page, 'the help of the keys', () => page.keyboard.press('?'), 'Escape');
  } finally {
    await browser.close();
  }
}

async function layoutShift(page: Page, address: string): Promise<string> {
  await page.goto(address, { waitUntil: 'networkidle' });
  const score: number = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
  return score.toFixed(4);
}

/** From the press to the frame that shows what it did. */
async function report(page: Page, what: string, press: () => Promise<void>, before?: string): Promise<void> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (before) await page.keyboard.press(before);
    await page.evaluate(() => {
      const noted = window as unknown as { seen: Promise<number> };
      noted.seen = new Promise((resolve) => {
        document.addEventListener(
          'keydown',
          ({ timeStamp }) =>
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp))),
          { once: true, capture: true },
        );
      });
    });
    await press();
    rounds.push(await page.evaluate(() => (window as unknown as { seen: Promise<number> }).seen));
  }
  console.log(`${what} in Chromium: ${median(rounds).toFixed(0)} ms from the press to the picture`);
}
