import { defineConfig } from '@playwright/test';
import { BROWSER } from './support/browser.ts';

// Each worker has a product of its own (console.ts). Which files come together, and in which order, is nobody's to count on.
export default defineConfig({
  testDir: './browser',
  outputDir: '../node_modules/.playwright',
  workers: 2,
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
