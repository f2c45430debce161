import { randomUUID } from 'node:crypto';
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
      const people = await post('/settings/people', { act: 'invite', email, role }, sessionCookie);
      const [link = ''] = /\/password\/[\w-]{43}/.exec(await people.text()) ?? [];
      used('the link to set a password', link.slice('/password/'.length));
      const set = await post(link, { password: PASSWORD, again: PASSWORD });
      expect(set.headers.get('location')).toBe('/sign-in');
      await page.context().addCookies([asCookie(await signIn(email, PASSWORD))]);
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
      return email;
    });
  },
});

function post(path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  const init = { method: 'POST', redirect: 'manual', headers: { cookie } } as const;
  return fetch(consoleUrl() + path, { ...init, body: new URLSearchParams(fields) });
}
