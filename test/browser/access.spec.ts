import type { Browser, BrowserContext, Page } from '@playwright/test';
import { Secret, TOTP } from 'otpauth';
import { used } from '../support/secrets-used.ts';
import { consoleUrl, expect, noteSessions, open, rowsOf, test } from './console.ts';

const PASSWORD = 'walnut orbit cello seven';
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** A browser of somebody else, who is nobody yet. */
async function stranger(browser: Browser, javaScriptEnabled: boolean): Promise<BrowserContext> {
  return browser.newContext({ baseURL: consoleUrl(), javaScriptEnabled });
}

async function close(theirs: BrowserContext): Promise<void> {
  await noteSessions(theirs);
  await theirs.close();
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The admin adds somebody; the link that they are to be given. */
async function invited(page: Page, email: string, role: string): Promise<string> {
  await page.goto('/settings/people');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('combobox', { name: 'Role' }).selectOption(role);
  await page.getByRole('button', { name: 'Add' }).click();
  const link = await page.getByText(/\/password\/[\w-]{43}$/).textContent();
  const { pathname } = new URL(link ?? '');
  used('a password link', pathname.split('/').at(-1));
  return pathname;
}

async function setPassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('New password').fill(used('a password set by link', PASSWORD));
  await page.getByLabel('The same again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set it' }).click();
  await expect(page).toHaveURL('/sign-in');
}

async function enrol(page: Page): Promise<{ code: () => string; recovery: string[] }> {
  const seed = await page.getByText(/^[A-Z2-7]{32}$/).textContent();
  const secret = Secret.fromBase32(used('the seed of a second factor', seed));
  used('the bytes of a seed', Buffer.from(secret.bytes).toString('latin1'));
  const totp = new TOTP({ secret });
  await page.getByRole('textbox', { name: 'Code' }).fill(totp.generate());
  const password = page.getByLabel('Your password');
  if ((await password.count()) > 0) await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Enrol' }).click();
  await expect(page.getByText('Your recovery codes')).toBeVisible();
  const recovery = await page.getByRole('listitem').allTextContents();
  expect(recovery).toHaveLength(10);
  for (const code of recovery) used('a recovery code', code);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  return { code: () => totp.generate(), recovery };
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('somebody is added, sets a password, enrols a second factor, and signs in with it', async ({
      page,
      browser,
    }) => {
      const email = `ada-${scripts}@shop.example`;
      const link = await invited(page, email, 'operator');
      const theirs = await stranger(browser, scripts);
      const door = await theirs.newPage();
      await setPassword(door, link);
      await door.goto(link);
      await expect(door.getByText('This link was used')).toBeVisible();

      await signIn(door, email);
      await expect(heading(door, 'Overview')).toBeVisible();
      await door.goto('/me/second-factor');
      const { recovery } = await enrol(door);
      await expect(door.getByText('10 recovery codes are left')).toBeVisible();

      await door.getByRole('button', { name: 'Sign out' }).first().click();
      await signIn(door, email);
      await expect(heading(door, 'Second factor')).toBeVisible();
      await door.goto('/invoices');
      await expect(door).toHaveURL(/\/sign-in\?to=/);
      await signIn(door, email);
      await door.getByRole('textbox', { name: 'Code' }).fill('000000');
      await door.getByRole('button', { name: 'Continue' }).click();
      await expect(door.getByRole('alert')).toContainText('wrong');
      await door.getByRole('textbox', { name: 'Code' }).fill(recovery[3] ?? '');
      await door.getByRole('button', { name: 'Continue' }).click();
      await expect(heading(door, 'Overview')).toBeVisible();
      await door.goto('/me');
      await expect(door.getByText('9 recovery codes are left')).toBeVisible();
      await close(theirs);
    });

    test('an admin who must have a second factor enrols one before anything else opens', async ({
      page,
      browser,
    }) => {
      const email = `grace-${scripts}@shop.example`;
      const link = await invited(page, email, 'admin');
      const toggle = async (by: Page, isNeeded: boolean) => {
        await by.goto('/settings/people');
        await by.getByLabel('Admins must sign in with a second factor').setChecked(isNeeded);
        await by.getByRole('button', { name: 'Save' }).click();
      };
      const theirs = await stranger(browser, scripts);
      const door = await theirs.newPage();
      await setPassword(door, link);
      await toggle(page, true);
      // Whoever has none is out, who has said so included; the fixture signs in anew for the next test.
      await expect(page).toHaveURL(/\/sign-in/);
      try {
        await signIn(door, email);
        await expect(door.getByText('Admins sign in with a second factor here')).toBeVisible();
        await door.goto('/settings/people');
        await expect(heading(door, 'Enrol a second factor')).toBeVisible();
        await enrol(door);
        await door.goto('/settings/people');
        await expect(heading(door, 'People')).toBeVisible();
      } finally {
        await toggle(door, false);
        await expect(door.getByRole('status')).toHaveText('Changed.');
      }
      await close(theirs);
    });

    test('who is made to see no account sees nothing; who is disabled is out at once', async ({
      page,
      browser,
    }) => {
      const email = `alan-${scripts}@shop.example`;
      const link = await invited(page, email, 'viewer');
      const theirs = await stranger(browser, scripts);
      const door = await theirs.newPage();
      await setPassword(door, link);
      await signIn(door, email);
      await expect(heading(door, 'Overview')).toBeVisible();
      await expect(door.getByRole('link', { name: 'Audit' })).toHaveCount(0);
      await door.goto('/settings/reconciliation');
      await expect(door.getByRole('link', { name: 'People' })).toHaveCount(0);

      await page.goto('/settings/people');
      await rowsOf(page, 'People').filter({ hasText: email }).getByRole('link').click();
      await page.getByLabel('Only these').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('status')).toContainText('Changed');
      await door.goto('/invoices');
      await expect(door.getByText('You see no account yet')).toBeVisible();

      await page.getByLabel('Disabled').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText(/· disabled$/)).toBeVisible();
      await door.goto('/invoices');
      await expect(door).toHaveURL(/\/sign-in/);
      await close(theirs);
    });
  });
}

test('a session elsewhere is seen, and ended', async ({ page, browser }) => {
  const email = 'edsger@shop.example';
  const link = await invited(page, email, 'finance');
  const [one, other] = [await stranger(browser, true), await stranger(browser, true)];
  const [here, there] = [await one.newPage(), await other.newPage()];
  await setPassword(here, link);
  for (const place of [here, there]) {
    await signIn(place, email);
    await expect(heading(place, 'Overview')).toBeVisible();
  }
  await open(here, '/me');
  const sessions = rowsOf(here, 'Where you are signed in');
  await expect(sessions).toHaveCount(2);
  await sessions.getByRole('button', { name: 'End' }).click();
  await expect(sessions).toHaveCount(1);
  await there.goto('/invoices');
  await expect(there).toHaveURL(/\/sign-in/);
  await close(one);
  await close(other);
});

test('a token is shown once, opens the API, and is revoked', async ({ page }) => {
  await open(page, '/settings/tokens');
  await page.getByLabel('What it is for').fill('nightly export');
  await page.getByRole('button', { name: 'Create' }).click();
  const secret = used('an API token', await page.getByText(/^cf_[\w-]+$/).textContent());
  const ask = async () =>
    (await fetch(`${consoleUrl()}/api/v1/runs`, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect(await ask()).toBe(200);
  await open(page, '/settings/tokens');
  await expect(page.getByText(secret)).toHaveCount(0);
  const row = rowsOf(page, /^Tokens/).filter({ hasText: 'nightly export' });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('revoked');
  expect(await ask()).toBe(401);
});
