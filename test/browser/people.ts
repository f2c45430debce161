import { randomUUID } from 'node:crypto';
import { test as base, consoleUrl, expect } from './console.ts';

export { expect };

const PASSWORD = 'walnut orbit cello seven';

type Fixtures = {
  /** Makes somebody of this role, by the console, and signs the page in as them; their e-mail. */
  becomes: (role: 'viewer' | 'finance' | 'operator') => Promise<string>;
};

/** A browser test in which somebody other than the admin works. */
export const test = base.extend<Fixtures>({
  signedIn: false,
  becomes: async ({ page, browser, sessionCookie }, use) => {
    const admin = await browser.newContext({
      baseURL: consoleUrl(),
      extraHTTPHeaders: { cookie: sessionCookie },
    });
    const people = await admin.newPage();
    await use(async (role) => {
      const email = `${role}-${randomUUID().slice(0, 8)}@shop.example`;
      await people.goto('/settings/people');
      await people.getByLabel('E-mail').fill(email);
      await people.getByRole('combobox', { name: 'Role' }).selectOption(role);
      await people.getByRole('button', { name: 'Add' }).click();
      const link = (await people.getByText(/\/password\/[\w-]{43}$/).textContent()) ?? '';
      await page.goto(new URL(link).pathname);
      await page.getByLabel('New password').fill(PASSWORD);
      await page.getByLabel('The same again').fill(PASSWORD);
      await page.getByRole('button', { name: 'Set it' }).click();
      await expect(page).toHaveURL('/sign-in');
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
      return email;
    });
    await admin.close();
  },
});
