import { defineConfig } from '@playwright/test';
import { BROWSER } from './support/browser.ts';

// One product for all of them, so one worker: what one test settles is settled for the next.
export default defineConfig({
  testDir: './browser',
  globalSetup: './browser/start-product.ts',
  outputDir: '../node_modules/.playwright',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1280, height: 900 },
    launchOptions: BROWSER,
  },
});
