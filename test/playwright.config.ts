import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const INSTALLED = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((place) => place && existsSync(place));

const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

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
    launchOptions: { args: QUIET, ...(INSTALLED && { executablePath: INSTALLED }) },
  },
});
