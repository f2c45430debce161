import { randomUUID } from 'node:crypto';
import { sendForm } from '../support/forms.ts';
import { used } from '../support/secrets-used.ts';
import { asCookie, test as base, consoleUrl, expect, signIn } from './console.ts';

export { expect };

const PASSWORD = 'walnut orbit cello seven';

type Fixtures = {
  /** Makes somebody of this role, and opens the console as them; their e-mail. access.spec.ts does it by the pages. */
  becomes: (role: 'viewer' | 'finance' | 'operator') => Promise<string>;
};

/** A browser test in which somebody other than the admin works. */
export const test = base.extend<Fixtures>({
  signedIn: false,
  becomes: async ({ page, sessionCookie }, use) => {
    await use(async (role) => {
      const email = `${role}-${randomUUID().slice(0, 8)}@shop.example`;
      const people = await fetch(`${consoleUrl()}/settings/people`, {
        ...{ method: 'POST', headers: { cookie: sessionCookie } },
        body: new URLSearchParams({ email, role }),
      });
      const [link = ''] = /\/password\/[\w-]{43}/.exec(await people.text()) ?? [];
      used('the link to set a password', link.slice('/password/'.length));
      const nobody = { url: consoleUrl(), cookie: '' };
      const { location } = await sendForm(nobody, link, { password: PASSWORD, again: PASSWORD });
      expect(location).toBe('/sign-in');
      await page.context().addCookies([asCookie(await signIn(email, PASSWORD))]);
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
      return email;
    });
  },
});
