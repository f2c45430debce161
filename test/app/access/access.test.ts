import { beforeAll, describe, expect, test } from 'vitest';
import { may, type Permission, ROLES } from '#identity/permissions/permissions.ts';
import type { Stage } from '#identity/sessions/sessions.ts';
import { useProduct } from '../../support/product.ts';
import { everyRoute } from '../../support/routes.ts';
import { ACCESS, addressOf as addressWith, type Demand } from './access-table.ts';

const CALLERS = ['anonymous', ...ROLES] as const;
type Caller = (typeof CALLERS)[number];
const METHODS = ['GET', 'POST'] as const;

const product = useProduct({ hasHistory: true });
const credentials = new Map<string, Record<string, string>>();
let invoiceId = '';

beforeAll(async () => {
  for (const role of ROLES) {
    credentials.set(`page ${role}`, { cookie: await product.cookieOf(role) });
    credentials.set(`api ${role}`, { authorization: `Bearer ${await product.tokenOf(role)}` });
  }
  const [item] = await product.sql`
    select invoice_id as id from discrepancies where invoice_id is not null order by id limit 1`;
  invoiceId = String(item?.id);
});

const isApi = (path: string) => path.startsWith('/api/');
const addressOf = (path: string) => addressWith(path, { invoiceId });

/** Asks as this caller; a POST without a body, which no action takes, so that nothing is changed on the way. */
async function ask(
  caller: Caller,
  method: string,
  path: string,
  address = addressOf(path),
): Promise<Response> {
  const headers = new Headers(credentials.get(`${isApi(path) ? 'api' : 'page'} ${caller}`));
  // Ending a session is for the one who holds it: with a session of its own, so that the others go on.
  if (path === '/session/end' && caller !== 'anonymous')
    headers.set('cookie', await product.cookieOf(caller));
  const init = { method, headers, redirect: 'manual' } as const;
  return fetch(product.url + address, method === 'POST' ? { ...init, body: new URLSearchParams() } : init);
}

const signInOrError = (path: string, { status, headers }: Response) =>
  isApi(path) ? status === 401 : status === 302 && (headers.get('location') ?? '').startsWith('/sign-in');

function isAllowed(caller: Caller, demand: Permission | 'open'): boolean {
  if (demand === 'open') return true;
  return caller !== 'anonymous' && may(caller, demand);
}

/** What came, in the words of the table; an answer that breaks something is never right. */
function happened(path: string, answer: Response): string {
  if (signInOrError(path, answer)) return 'must sign in';
  if (answer.status === 403) return 'may not';
  // Remix says 400 to a GET, and 405 to a POST, that nobody takes.
  if (answer.status === 400 || answer.status === 405) return 'nothing there';
  if (answer.status === 401) return 'is not signed';
  return answer.status < 500 ? 'may' : `broke with ${answer.status}`;
}

function expected(caller: Caller, demand: Demand): string {
  if (demand === 'nothing') return 'nothing there';
  if (demand === 'half') return 'must sign in';
  if (demand === 'signature') return 'is not signed';
  if (isAllowed(caller, demand)) return 'may';
  return caller === 'anonymous' ? 'must sign in' : 'may not';
}

test('every address of the console and its API stands in the table, and no other does', () => {
  const paths = everyRoute().map(({ path }) => path);
  expect(Object.keys(ACCESS).sort()).toEqual(paths.sort());
});

describe.each(CALLERS)('%s', (caller) => {
  test.each(Object.entries(ACCESS).filter(([path]) => path !== '/session/end' && path !== '/sign-in'))(
    'at %s gets what the table says, and no more',
    async (path, demands) => {
      for (const method of METHODS) {
        const answer = await ask(caller, method, path);
        expect([method, happened(path, answer)]).toEqual([method, expected(caller, demands[method])]);
      }
    },
  );
});

const HALF: Exclude<Stage, 'full'>[] = ['code', 'enrolment'];
const OWN_STEP = { code: '/sign-in/code', enrolment: '/me/second-factor' } as const;

describe.each(HALF)('a session that came as far as %s', (stage) => {
  /** What came to somebody with half a session; the API gets the cookie, which is no token. */
  async function half(cookie: string, method: string, address: string): Promise<Response> {
    const init = { method, headers: { cookie }, redirect: 'manual' } as const;
    return fetch(product.url + address, method === 'POST' ? { ...init, body: new URLSearchParams() } : init);
  }

  function happenedTo(path: string, answer: Response): string {
    if (answer.headers.get('location') === '/me/second-factor') return 'must enrol';
    // An empty code, which is wrong.
    if (path === OWN_STEP[stage] && [401, 422].includes(answer.status)) return 'may';
    return happened(path, answer);
  }

  function expectedOf(path: string, demand: Demand): string {
    if (path === OWN_STEP[stage]) return 'may';
    const isForPeople = !isApi(path) && !['nothing', 'signature', 'open', 'half'].includes(demand);
    if (isForPeople && stage === 'enrolment' && path !== OWN_STEP.enrolment) return 'must enrol';
    return expected('anonymous', demand);
  }

  test.each(ROLES)('opens as %s its own step, and no page of the console', async (role) => {
    const cookie = await product.cookieOf(role, stage);
    const seen: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const [path, demands] of Object.entries(ACCESS)) {
      if (path === '/session/end') continue;
      for (const method of METHODS) {
        const name = `${method} ${path}`;
        // An empty form of the sign-in is a wrong password, whoever sends it.
        if (name === 'POST /sign-in') continue;
        seen[name] = happenedTo(path, await half(cookie, method, addressOf(path)));
        wanted[name] = expectedOf(path, demands[method]);
      }
    }
    expect(seen).toEqual(wanted);
  });

  test.each(ROLES)('shows as %s nothing of the books, nor to a script of ours', async (role) => {
    const cookie = await product.cookieOf(role, stage);
    for (const path of Object.keys(ACCESS).filter((one) => one !== '/session/end')) {
      const address = addressOf(path).replace(invoiceId, 'cpi_of_nobody');
      const asData = `${address === '/' ? '/_root' : address}.data`;
      const routes = encodeURIComponent('pages/discrepancies/list,pages/invoices/list,pages/frame');
      for (const one of [address, asData, `${asData}?_routes=${routes}`]) {
        const answer = await half(cookie, 'GET', one);
        const text = await answer.text();
        const found = [invoiceId, 'order-1', 'Sign out'].filter((secret) => text.includes(secret));
        expect([one, answer.status < 500, found]).toEqual([one, true, []]);
      }
    }
  });

  test('can be ended', async () => {
    const cookie = await product.cookieOf('viewer', stage);
    const before = await half(cookie, 'GET', OWN_STEP[stage]);
    const ended = await half(cookie, 'POST', '/session/end');
    const after = await half(cookie, 'GET', OWN_STEP[stage]);
    const answers = [before, ended, after].map(({ status, headers }) => [status, headers.get('location')]);
    expect(answers).toEqual([
      [200, null],
      [302, '/sign-in'],
      [302, '/sign-in'],
    ]);
  });
});

test.each(CALLERS)('%s may sign in and out', async (caller) => {
  expect((await ask(caller, 'GET', '/sign-in')).status).toBe(200);
  for (const method of METHODS) {
    const answer = await ask(caller, method, '/session/end');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      method === 'POST' ? '/sign-in' : '/',
    ]);
  }
});

describe('somebody who has not signed in', () => {
  // What every page of somebody who is signed in holds; and what the books hold of one invoice.
  const holdsData = (text: string) =>
    [EMAIL_OF_ADMIN, invoiceId, 'order-1'].filter((secret) => text.includes(secret));
  const EMAIL_OF_ADMIN = 'admin@shop.example';

  test('sees nothing of the books in any answer, to a browser or to a script of ours', async () => {
    for (const path of Object.keys(ACCESS)) {
      // The path itself names the invoice, and a redirect may repeat it.
      const address = addressOf(path).replace(invoiceId, 'cpi_of_nobody');
      const asData = `${address === '/' ? '/_root' : address}.data`;
      for (const one of [
        address,
        asData,
        `${asData}?_routes=${encodeURIComponent('pages/discrepancies/list')}`,
      ]) {
        for (const method of METHODS) {
          const answer = await ask('anonymous', method, path, one);
          const seen = [one, method, answer.status < 500, holdsData(await answer.text())];
          expect(seen).toEqual([one, method, true, []]);
        }
      }
    }
  });

  test('would see it when signed in, by the same measure', async () => {
    const page = await (await ask('viewer', 'GET', '/discrepancies')).text();
    expect(page).toContain('viewer@shop.example');
    expect(page).toContain('order-1');
    expect(await (await ask('viewer', 'GET', '/api/v1/invoices')).text()).toContain('order-1');
  });

  test('is led back to the page that was asked for', async () => {
    const answer = await ask(
      'anonymous',
      'GET',
      '/discrepancies',
      '/discrepancies?kind=missing_ours&state=all',
    );
    expect(answer.headers.get('location')).toBe(
      `/sign-in?to=${encodeURIComponent('/discrepancies?kind=missing_ours&state=all')}`,
    );
  });
});

test('a session that is over opens nothing', async () => {
  const cookie = await product.cookieOf('operator');
  const look = () => fetch(`${product.url}/invoices`, { headers: { cookie }, redirect: 'manual' });
  expect((await look()).status).toBe(200);
  await fetch(`${product.url}/session/end`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
  expect((await look()).status).toBe(302);
});

test('who was shown the door loses every session at once', async () => {
  const cookie = await product.cookieOf('finance');
  await product.sql`update people set disabled_at = now() where email = 'finance@shop.example'`;
  const answer = await fetch(`${product.url}/invoices`, { headers: { cookie }, redirect: 'manual' });
  expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
  await product.sql`update people set disabled_at = null`;
});

test('a cookie that was changed opens nothing', async () => {
  const cookie = await product.cookieOf('viewer');
  const [name, value = ''] = cookie.split(/=(.*)/s);
  for (const forged of [`${value.slice(0, -1)}x`, value.split('.')[0], '']) {
    const answer = await fetch(`${product.url}/invoices`, {
      headers: { cookie: `${name}=${forged}` },
      redirect: 'manual',
    });
    expect(answer.status).toBe(302);
  }
});
