import type { Page } from '@playwright/test';
import { ACCESS, addressOf } from '../app/access/access-table.ts';
import { consoleUrl, expect, test } from './console.ts';

const isFile = (path: string) => /\/(export|head|file|manifest|proof)$/.test(path);
const PAGES = Object.keys(ACCESS).filter((path) => ACCESS[path]?.GET !== 'nothing' && !isFile(path));
const isOpen = (path: string) => ACCESS[path]?.GET === 'open';
const DAY = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);

// Which headers come with which answer is told by test/app/http/headers.test.ts; here, what a browser makes
// of them.
/** What the browser is to refuse on every page, by the directive that it then names. */
const REFUSALS = [
  ...['script-src-elem', 'script-src-attr', 'script-src', 'style-src-elem', 'style-src-attr', 'img-src'],
  ...['connect-src', 'frame-src', 'object-src', 'base-uri', 'form-action'],
].sort();

test.describe.configure({ timeout: 120_000 });
// The policy's refusals are what this is about; and some addresses answer with 4xx on purpose.
test.use({ complaints: [/Content Security Policy|frame-ancestors|X-Frame-Options|status of 4\d\d/] });

const rows = { invoiceId: '', day: DAY, ids: {} as Record<string, string> };

/** Makes the rows that the example has not; the account is named, since another file may have added one. */
test.beforeAll(async ({ admin }) => {
  const cookie = await admin.cookie();
  const ask = (path: string, fields?: Record<string, string>) =>
    fetch(`${consoleUrl()}${path}`, {
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
      ...{ headers: { cookie }, redirect: 'manual' },
    });
  const rowOf = (made: globalThis.Response) =>
    made.headers.get('location')?.split('/').at(-1)?.split('?')[0] ?? '';
  const payment = await ask('/test-payments?account=example', {
    ...{ amount: '1.00', currency: 'USD', service: 'payment_card_usd_hpp' },
    ...{ cardNumber: '5123817234060000', expiry: '1230' },
  });
  // What is pending of the test payments alone: other tests count the live ones.
  const batch = await ask('/pending/status-checks?account=example&mode=test', {});
  rows.ids = { '/test-payments': rowOf(payment), '/pending/status-checks': rowOf(batch) };
  rows.invoiceId = /cpi_\w+/.exec(await (await ask('/invoices?account=example')).text())?.[0] ?? '';
});

for (const signedIn of [true, false]) {
  test.describe(signedIn ? 'to an admin' : 'to somebody who has not signed in', () => {
    test.use({ signedIn });

    // All in one window: a new one for each would take longer than all that is looked at.
    test('Chromium keeps to the policy of every page', async ({ page }) => {
      for (const path of PAGES.filter((one) => isOpen(one) !== signedIn)) {
        const answer = await page.goto(addressOf(path, rows));
        if (!(await answer?.headerValue('content-type'))?.startsWith('text/html')) continue;
        // React would take what is added meanwhile for its own mistake.
        await page.waitForFunction(() =>
          Object.keys(document.documentElement).some((key) => key.startsWith('__reactFiber')),
        );
        expect.soft(await attempts(page), path).toEqual({ refused: REFUSALS, done: [] });
      }
    });
  });
}

/**
 * Tries on a page what its policy forbids: what the browser has refused, and what it has done all the same.
 */
function attempts(page: Page): Promise<{ refused: string[]; done: string[] }> {
  return page.evaluate(async (expected) => {
    const ELSEWHERE = 'https://elsewhere.example/';
    const PATIENCE_MS = 5000;
    const refused = new Set<string>();
    const told = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        refused.add(effectiveDirective);
        if (expected.every((one) => refused.has(one))) resolve();
      });
      setTimeout(resolve, PATIENCE_MS);
    });
    const done: string[] = [];
    const run = (what: string) => done.push(what);
    Object.assign(window, { attempted: run });
    const add = (name: string, attributes: Record<string, string>, text = '') => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.textContent = text;
      return document.body.appendChild(element);
    };
    add('script', {}, 'attempted("an inline script")');
    add('button', { onclick: 'attempted("an attribute with a script")', type: 'button' }).click();
    setTimeout('attempted("a text as a script")');
    add('style', {}, 'body { letter-spacing: 7px }');
    if (getComputedStyle(document.body).letterSpacing === '7px') run('an inline style');
    const styled = add('p', { style: 'letter-spacing: 7px' });
    if (getComputedStyle(styled).letterSpacing === '7px') run('an attribute with a style');
    add('img', { src: `${ELSEWHERE}a.png` });
    fetch(ELSEWHERE).then(
      () => run('a question to another site'),
      () => undefined,
    );
    add('iframe', { src: ELSEWHERE });
    add('object', { data: '/favicon.svg' });
    document.head.prepend(Object.assign(document.createElement('base'), { href: ELSEWHERE }));
    if (document.baseURI.startsWith(ELSEWHERE)) run('another base');
    (add('form', { action: ELSEWHERE, method: 'post' }) as HTMLFormElement).submit();
    const framed = add('iframe', { src: location.pathname }) as HTMLIFrameElement;
    await new Promise((resolve) => framed.addEventListener('load', resolve));
    // A page that let itself be framed by our own would be open to us; the browser's error page is not.
    if (framed.contentDocument !== null) run('a frame around it');
    await told;
    return { refused: [...refused].sort(), done };
  }, REFUSALS);
}
