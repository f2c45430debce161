import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { EMAIL, PASSWORD } from '../support/running.ts';
import { secretsOfCookie, used } from '../support/secrets-used.ts';
import { startForBrowsers, type UnderTest } from './start-product.ts';

type Fixtures = {
  /** Whether the browser is signed in as the admin when the test begins. */
  signedIn: boolean;
  /** What the browser may complain about in this test; anything else fails it. */
  complaints: readonly RegExp[];
  /** The cookie of a session of the admin that holds now, whatever the tests before have ended. */
  sessionCookie: string;
  quiet: undefined;
};
type WorkerFixtures = {
  /** Whether other files may look at the product; a file that says no has a worker of its own. */
  isShared: boolean;
  /** The product that all tests of this worker look at: no test may count on what another file has done to it. */
  product: UnderTest;
  admin: { cookie: () => Promise<string> };
};

let url: string | undefined;

/** A browser test of the console. It fails on any error that the browser reports, be it of a script or of the CSP. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  signedIn: [true, { option: true }],
  complaints: [[], { option: true }],
  isShared: [true, { option: true, scope: 'worker' }],
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const underTest = await startForBrowsers();
      url = underTest.url;
      await use(underTest);
      await underTest.end();
    },
    { scope: 'worker', auto: true, timeout: 240_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  admin: [
    async ({ product: _ }, use) => {
      let cookie = '';
      await use({
        cookie: async () => {
          cookie = await stillGood(cookie);
          return cookie;
        },
      });
    },
    { scope: 'worker' },
  ],
  sessionCookie: async ({ admin }, use) => use(await admin.cookie()),
  storageState: async ({ signedIn, admin }, use) => {
    const cookies = signedIn ? [asCookie(await admin.cookie())] : [];
    await use({ cookies, origins: [] });
  },
  quiet: [
    async ({ page, complaints }, use) => {
      const heard: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') heard.push(message.text());
      });
      page.on('pageerror', (error) => heard.push(String(error)));
      await use(undefined);
      await noteSessions(page.context());
      expect(heard.filter((message) => !complaints.some((one) => one.test(message)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Where the product under test is. */
export function consoleUrl(): string {
  if (!url) throw new Error('the product has not been started');
  return url;
}

/** Signs somebody in as a form without scripts does; their cookie. */
export async function signIn(email = EMAIL, password = PASSWORD): Promise<string> {
  const body = new URLSearchParams({ email, password });
  const answer = await fetch(`${consoleUrl()}/sign-in`, { method: 'POST', body, redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`the sign-in answered ${answer.status}`);
  return cookie;
}

/** The cookie while its session lasts, then a new one: a test may have ended the sessions of all admins. */
async function stillGood(cookie: string): Promise<string> {
  if (cookie === '') return signIn();
  const answer = await fetch(`${consoleUrl()}/me`, { headers: { cookie }, redirect: 'manual' });
  await answer.arrayBuffer();
  return answer.status === 200 ? cookie : signIn();
}

/** A cookie as a browser's context holds it. */
export function asCookie(pair: string) {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  const common = { domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false };
  return { name, value, ...common, sameSite: 'Lax' as const };
}

/** Puts the sessions that a browser holds on the list for the hunt at the end of the run. */
export async function noteSessions(context: BrowserContext): Promise<void> {
  for (const { name, value } of await context.cookies()) {
    if (name !== 'counterfoil_session' || value === '') continue;
    const secrets = secretsOfCookie(value);
    used('the cookie of a session', secrets.value);
    used('the secret of a session', secrets.session);
  }
}

/** Opens a page and waits until its scripts have taken it over: the button of the keys shows only then. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  // On a phone it is not shown at all.
  const keys = page.locator('[aria-label="Keyboard shortcuts"]');
  await expect.poll(() => keys.evaluate((button) => getComputedStyle(button).visibility)).toBe('visible');
}

/** Takes back what was just resolved, so that the tests after this one find what they would without it. */
export async function undo(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: /^Undone/ })).toBeVisible();
}

/** The rows of the list with this caption. */
export function rowsOf(page: Page, caption: string | RegExp) {
  return page.getByRole('table', { name: caption }).locator('tbody tr');
}

/**
 * Opens the report of the `back`th day of the list, which begins with today: 2 and more are over and
 * compared.
 */
export async function openDay(page: Page, back: number): Promise<string> {
  await page.goto('/reports');
  const links = rowsOf(page, /^Business days/).getByRole('link');
  // A day has a row for each currency.
  const day = [...new Set(await links.allTextContents())][back] ?? '';
  await links.filter({ hasText: day }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: day })).toBeVisible();
  return day;
}

/** Opens the filter of a list. */
export const openFilter = (page: Page) =>
  page
    .locator('summary')
    .filter({ hasText: /^Filter/ })
    .click();
