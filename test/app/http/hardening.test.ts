import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { createWebServer, type WebTools } from '#app/http/server.ts';
import { sign } from '#paymega/signature.ts';
import { csvRows } from '../../support/csv.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD, SECRETS } from '../../support/running.ts';
import { ACCESS } from '../access/access-table.ts';
import { sampleCallback } from './endpoints/sample-callback.ts';

const HTTPS = 'https://counterfoil.example';
const plain = useProduct({ hasHistory: true });
/** The same behind a proxy that ends TLS: it stands on this machine, and is believed. */
const secure = useProduct({ environment: { PUBLIC_URL: HTTPS, TRUST_PROXY: '127.0.0.1' } });

type Which = typeof plain;
const cookies = new Map<Which, string>();
let invoice = '';
beforeAll(async () => {
  for (const which of [plain, secure]) cookies.set(which, await which.cookieOf('admin'));
  const [item] = await plain.sql`
    select invoice_id as id from discrepancies where invoice_id is not null order by id limit 1`;
  invoice = String(item?.id);
});

const isApi = (path: string) => path.startsWith('/api/');
const addressOf = (path: string) =>
  path
    .replace('/invoices/:id', `/invoices/${invoice}`)
    .replace(/:id|:secret/, '1')
    .replace(':day', '2026-11-01')
    .replace('*', 'payments');

type Headers = Record<string, string>;
type Answer = { status: number; headers: IncomingMessage['headers']; body: string };

/** A request as it is on the wire: no header is added or taken away, no redirect followed. */
function raw(which: Which, path: string, init: { method?: string; headers?: Headers; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = init;
    const asked = request(which.url, { path, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Bytes to the server as they are, and all that comes back until it hangs up. */
function wire(which: Which, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(which.url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (which: Which, path: string, fields: Record<string, string>, headers: Headers = {}) =>
  raw(which, path, { method: 'POST', headers: { ...FORM, ...headers }, body: form(fields) });

describe('the cookies where people reach it by https', () => {
  test('bear the prefix that binds them to this host, and are out of reach of scripts and other sites', async () => {
    const answer = await post(secure, '/sign-in', { email: EMAIL, password: PASSWORD });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-counterfoil_session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const chosen = await post(secure, '/session/account', { account: 'main' }, { cookie });
    expect(chosen.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-counterfoil_account=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const noticed = await post(secure, '/discrepancies/undo', {}, { cookie });
    expect(noticed.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-counterfoil_notice=[^;]+; Max-Age=60; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const ended = await post(secure, '/session/end', {}, { cookie });
    expect(ended.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-counterfoil_session=; Max-Age=0; Path=\/;.* HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
  });

  test('and no other name opens anything', async () => {
    const value = cookies.get(secure)?.split('=').slice(1).join('=');
    const answer = await raw(secure, '/invoices', { headers: { cookie: `counterfoil_session=${value}` } });
    expect([answer.status, answer.headers.location]).toEqual([302, '/sign-in?to=%2Finvoices']);
  });
});

describe('a form from another site', () => {
  const POSTS = Object.entries(ACCESS).filter(
    ([path, { POST: demand }]) => demand !== 'nothing' && demand !== 'signature' && !isApi(path),
  );

  test.each(POSTS.map(([path]) => path))('is refused at %s, whatever session goes with it', async (path) => {
    const cookie = cookies.get(plain) ?? '';
    const seen: Record<string, unknown> = {};
    for (const [name, headers] of Object.entries<Headers>({
      'another origin': { origin: 'https://evil.example' },
      'an opaque origin': { origin: 'null' },
      'our name within another': { origin: plain.url.replace('127.0.0.1', '127.0.0.1.evil.example') },
      'another port': { origin: 'http://127.0.0.1:1' },
      'no origin, but of another site': { 'sec-fetch-site': 'cross-site' },
    })) {
      const answer = await post(plain, addressOf(path), {}, { cookie, ...headers });
      seen[name] = [answer.status, answer.headers['set-cookie']];
    }
    expect(new Set(Object.values(seen).map((one) => JSON.stringify(one)))).toEqual(new Set(['[403,null]']));
  });

  test('is refused also where the browser adds the password of a proxy in front', async () => {
    const cookie = await plain.cookieOf('finance');
    const authorization = `Basic ${Buffer.from('somebody:of-the-proxy').toString('base64')}`;
    const headers = { cookie, authorization, origin: 'https://evil.example' };
    expect((await post(plain, '/session/end', {}, headers)).status).toBe(403);
    const still = await raw(plain, '/invoices', { headers: { cookie } });
    expect(still.status).toBe(200);
  });

  test('by any other method is refused as well', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const headers = { cookie: cookies.get(plain) ?? '', origin: 'https://evil.example' };
      const answer = await raw(plain, '/discrepancies/1/reopening', { method, headers });
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'POST']);
    }
  });

  test('is refused whatever its path seems to begin with', async () => {
    const cookie = await plain.cookieOf('finance');
    for (const path of ['/api/../session/end', '/api/%2e%2e/session/end', '/api/v1/.%2E/../session/end']) {
      const answer = await post(plain, path, {}, { cookie, origin: 'https://evil.example' });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    const whole = `${plain.url}/session/end`;
    expect((await post(plain, whole, {}, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await raw(plain, '/invoices', { headers: { cookie } })).status).toBe(200);
  });

  test('is refused where we are reached by https and it comes from the same name without', async () => {
    const cookie = await secure.cookieOf('finance');
    const name = new URL(HTTPS).host;
    for (const headers of [
      { host: name, origin: `http://${name}` },
      { host: '127.0.0.1', origin: 'http://127.0.0.1' },
      { host: 'evil.example', origin: 'https://evil.example' },
      { host: name, 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await post(secure, '/session/end', {}, { cookie, ...headers });
      expect([headers, answer.status]).toEqual([headers, 403]);
    }
    const own = await post(secure, '/session/end', {}, { cookie, host: '127.0.0.1', origin: HTTPS });
    expect(own.status).toBe(302);
  });

  test('is answered with what to set, if that site is ours after all: behind TLS, say', async () => {
    const headers = { host: 'console.example', origin: 'https://console.example' };
    const fields = { email: EMAIL, password: PASSWORD };
    const page = await post(plain, '/sign-in', fields, headers);
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/plain; charset=utf-8']);
    expect(page.body).toContain(`this console is reached at ${plain.url}`);
    expect(page.body).toContain('set PUBLIC_URL=https://console.example');
    // The script of the page shows it in the page's place.
    const script = await post(plain, '/sign-in.data', fields, headers);
    expect([script.status, script.headers['x-remix-response']]).toEqual([403, 'yes']);
    expect(script.body).toContain('set PUBLIC_URL=https://console.example');
    const opaque = await post(plain, '/sign-in', fields, { origin: 'null' });
    expect([opaque.status, opaque.body.includes('PUBLIC_URL')]).toEqual([403, false]);
  });

  test('and no page may be read from there', async () => {
    for (const path of ['/', '/api/v1/invoices', '/api/v1/openapi.json']) {
      const headers = { cookie: cookies.get(plain) ?? '', origin: 'https://evil.example' };
      const answer = await raw(plain, path, { headers });
      expect([path, answer.headers['access-control-allow-origin']]).toEqual([path, undefined]);
    }
  });
});

describe('what is too much', () => {
  const isAlive = async () => expect((await raw(plain, '/readyz')).status).toBe(200);

  /** A form that goes on and on in chunks; how much of it the server let us send, and what it said. */
  function pour(path: string, most: number): Promise<{ sent: number; status: number | null }> {
    return new Promise((resolve) => {
      const headers = { ...FORM, 'transfer-encoding': 'chunked' };
      let sent = 0;
      const asked = request(plain.url, { path, method: 'POST', headers, agent: false });
      const done = (status: number | null) => {
        asked.destroy();
        resolve({ sent, status });
      };
      asked.on('response', ({ statusCode }) => done(statusCode ?? null));
      asked.on('error', () => done(null));
      const part = Buffer.alloc(64 * 1024, 'a');
      const go = () => {
        while (sent < most && !asked.destroyed) {
          sent += part.length;
          if (!asked.write(part)) return void asked.once('drain', go);
        }
        asked.end();
      };
      go();
    });
  }

  test.each(['/sign-in', '/password/forgotten', '/password/none', '/session/end', '/runs'])(
    'a form of 5 MB to %s is refused by its size',
    async (path) => {
      const body = `email=${'a'.repeat(5 * 1024 * 1024)}`;
      const answer = await raw(plain, path, { method: 'POST', headers: FORM, body }).catch(() => null);
      // Closed on us while we were still sending is an answer as well.
      expect(answer === null || answer.status === 413).toBe(true);
      await isAlive();
    },
  );

  test.each(['/sign-in', '/password/forgotten', '/api/v1/runs', '/callbacks/main'])(
    'a body without an end to %s is cut off',
    async (path) => {
      const { sent, status } = await pour(path, 256 * 1024 * 1024);
      expect([null, 401, 413]).toContain(status);
      expect(sent).toBeLessThan(64 * 1024 * 1024);
      await isAlive();
    },
  );

  test('twenty of them at once harm nobody', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => pour('/sign-in', 32 * 1024 * 1024)));
    expect(answers.filter(({ status }) => status !== null && status !== 413)).toEqual([]);
    await isAlive();
  });

  test.each<[string, string, number]>([
    ['small, where nobody may', '/runs', 100],
    ['of 40 KB, where nobody may', '/runs', 40_000],
    ['of 300 KB, where nobody may', '/runs', 300_000],
    ['of 300 KB, where it is too late', '/sign-in/code', 300_000],
    ['of 300 KB, where nothing takes it', '/invoices', 300_000],
    ['of 300 KB, where there is nothing', '/nowhere', 300_000],
    ['of 300 KB, without a token', '/api/v1/runs', 300_000],
    ['of 1 MB and more', '/sign-in', 1_500_000],
    ['of 300 KB, for no account', '/callbacks/nobody', 300_000],
  ])(
    'a body that is not read (%s) does not hold up the next one on the connection',
    { timeout: 15_000 },
    async (_, path, size) => {
      const type = FORM['content-type'];
      const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: ${type}\r\ncontent-length: ${size}\r\n\r\n`;
      const next = 'GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
      const text = await wire(plain, head + 'a'.repeat(size) + next);
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
      // Answered one after the other, or closed with the first: a proxy then takes another connection.
      const isClosed = /^connection: close/im.test(text.split('\r\n\r\n')[0] ?? '');
      expect([statuses[0], isClosed || statuses[1] === 200]).toEqual([expect.any(Number), true]);
      expect(statuses[0]).toBeLessThan(500);
      expect(statuses).not.toContain(408);
    },
  );

  test.each<[string, string, Headers]>([
    ['headers of 20 KB', '/sign-in', { 'x-large': 'x'.repeat(20 * 1024) }],
    ['a cookie of 20 KB', '/', { cookie: `counterfoil_session=${'x'.repeat(20 * 1024)}` }],
    ['an address of 20 KB', `/sign-in?to=/${'x'.repeat(20 * 1024)}`, {}],
  ])('%s are refused', async (_, path, headers) => {
    expect((await raw(plain, path, { headers })).status).toBe(431);
    await isAlive();
  });

  test('a client that sends half of what it announced, and waits, is not waited for without an end', () => {
    const server = createWebServer({ leaving: new AbortController().signal } as WebTools, () =>
      Promise.reject(new Error('nobody asks here')),
    );
    expect(server.headersTimeout).toBeGreaterThan(0);
    expect(server.headersTimeout).toBeLessThanOrEqual(30_000);
    expect(server.requestTimeout).toBeGreaterThan(0);
    expect(server.requestTimeout).toBeLessThanOrEqual(120_000);
  });
});

describe('a request that no browser makes', () => {
  const line = (first: string, headers = 'host: 127.0.0.1') =>
    `${first}\r\n${headers}\r\nconnection: close\r\n\r\n`;

  test.each([
    ['TRACE', line('TRACE / HTTP/1.1')],
    ['TRACK', line('TRACK / HTTP/1.1')],
    ['PROPFIND', line('PROPFIND /invoices HTTP/1.1')],
    ['a method of its own', line('BREW / HTTP/1.1')],
    ['OPTIONS of everything', line('OPTIONS * HTTP/1.1')],
    ['OPTIONS', line('OPTIONS /sign-in HTTP/1.1')],
    ['CONNECT', line('CONNECT example.com:443 HTTP/1.1')],
    ['a whole address', line('GET http://169.254.169.254/latest HTTP/1.1')],
    ['two slashes', line('GET // HTTP/1.1')],
    ['three slashes', line('GET /// HTTP/1.1')],
    ['two slashes and a host', line('GET //evil.example/invoices HTTP/1.1')],
    ['two slashes and no host', line('GET //[ HTTP/1.1')],
    ['dots', line('GET /../../../../etc/passwd HTTP/1.1')],
    ['dots in the files', line('GET /assets/..%2f..%2f..%2fpackage.json HTTP/1.1')],
    ['bad escapes', line('GET /invoices/%E0%A4%A HTTP/1.1')],
    ['a NUL', line('GET /invoices/%00 HTTP/1.1')],
    ['no host', line('GET /sign-in HTTP/1.0', 'x-nothing: 1')],
    ['a host that is none', line('GET /sign-in HTTP/1.1', 'host: a b')],
    ['a host with a port that is none', line('GET /sign-in HTTP/1.1', 'host: example.com:99999')],
    ['another host', line('GET /invoices HTTP/1.1', 'host: evil.example')],
    ['a length that is none', line('POST /sign-in HTTP/1.1', 'host: a\r\ncontent-length: many')],
    [
      'two lengths',
      `${line('POST /sign-in HTTP/1.1', 'host: a\r\ncontent-length: 1\r\ncontent-length: 2')}ab`,
    ],
    [
      'a length and chunks',
      `${line('POST /sign-in HTTP/1.1', 'host: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked')}0\r\n\r\n`,
    ],
    [
      'a form that is no form',
      `${line('POST /sign-in HTTP/1.1', 'host: a\r\ncontent-type: image/png\r\ncontent-length: 2')}ab`,
    ],
    [
      'parts without a border',
      `${line('POST /sign-in HTTP/1.1', 'host: a\r\ncontent-type: multipart/form-data\r\ncontent-length: 2')}ab`,
    ],
  ])('(%s) gets no page of ours, no error of ours, and leads nowhere else', async (_, bytes) => {
    const text = await wire(plain, bytes);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(/^location: (?!\/(?![/\\]))/im);
    expect(text).not.toContain('root:');
    expect(text).not.toContain('x-nothing');
    expect((await raw(plain, '/readyz')).status).toBe(200);
  });

  test('leaves no error in the log', () => {
    // 50 is pino's `error`.
    const errors = plain.running
      .output()
      .split('\n')
      .filter((one) => one.includes('"level":50'));
    const message = errors.map((one) => JSON.parse(one).err?.message ?? one);
    expect([...new Set(message)]).toEqual([]);
  });
});

describe('the address of whoever signs in', () => {
  async function addressIn(which: Which, headers: Headers): Promise<unknown> {
    const answer = await post(which, '/sign-in', { email: EMAIL, password: PASSWORD }, headers);
    const [line] = await which.sql`
      select host(address) as address from audit where act = 'session.started' order by id desc limit 1`;
    return [answer.status, line?.address];
  }

  test('is that of the connection, whatever a header claims', async () => {
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'client-ip', 'cf-connecting-ip']) {
      expect(await addressIn(plain, { [name]: '203.0.113.9' })).toEqual([302, '127.0.0.1']);
    }
  });

  test('is what a trusted proxy says, and not what somebody told the proxy', async () => {
    expect(await addressIn(secure, { 'x-forwarded-for': '203.0.113.9' })).toEqual([302, '203.0.113.9']);
    expect(await addressIn(secure, { 'x-forwarded-for': '1.1.1.1, 203.0.113.9' })).toEqual([
      302,
      '203.0.113.9',
    ]);
    expect(await addressIn(secure, { 'x-forwarded-for': '2001:db8::7' })).toEqual([302, '2001:db8::7']);
    expect(await addressIn(secure, {})).toEqual([302, '127.0.0.1']);
  });

  test.each(['unknown', '203.0.113.9:4711', 'fe80::1%eth0', '_hidden', ',', '<script>', '1'.repeat(60)])(
    'is no reason to fail where the proxy says what is no address (%j)',
    async (claimed) => {
      const headers = { 'x-forwarded-for': claimed };
      const right = await post(secure, '/sign-in', { email: EMAIL, password: PASSWORD }, headers);
      expect(right.status).toBe(302);
    },
  );

  test('counts failures, so that a forged header opens no more tries', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) {
      const headers = { 'x-forwarded-for': `203.0.113.${n}`, 'x-real-ip': `203.0.113.${n}` };
      const answer = await post(
        plain,
        '/sign-in',
        { email: 'viewer@shop.example', password: `wrong ${n}` },
        headers,
      );
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    await plain.sql`delete from sign_in_failures`;
  });
});

describe('a reference that holds a script', () => {
  const SCRIPT = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`;
  const cookie = () => ({ cookie: cookies.get(plain) ?? '' });

  beforeAll(async () => {
    for (const [id, reference] of [
      ['cpi_script', SCRIPT],
      ['cpi_end', '</script><script>alert(3)</script>'],
      ...['=1+1', '+1', '-1', '@sum(a1)', '\tcmd', '\rcmd'].map((text, n) => [`cpi_formula${n}`, text]),
    ] as const) {
      const now = Math.floor(Date.now() / 1000);
      const body = sampleCallback(id as string, {
        reference_id: reference,
        description: SCRIPT,
        updated: now,
        created: now,
      });
      const headers = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
      const answer = await raw(plain, '/callbacks/main', { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
    }
    await plain.sql`
      insert into discrepancies (account_id, subject, invoice_id, reference_id, mode, kind, severity, currency, at_risk,
        ours, evidence, fingerprint, invoice_created_at, opened_at, last_seen_at)
      values (${plain.accountId}, 'cpi_script', 'cpi_script', ${SCRIPT}, 'live', 'amount_differs', 'critical', 'USD', 1,
        ${SCRIPT}, ${plain.sql.json({ ours: { reference_id: SCRIPT } })}, '', now(), now(), now())`;
  });

  test.each(['/invoices/cpi_script', '/invoices/cpi_end', '/invoices', '/discrepancies', '/callbacks'])(
    'is shown as text at %s',
    async (path) => {
      const { body, status } = await raw(plain, path, { headers: cookie() });
      expect(status).toBe(200);
      expect(body).toContain(path === '/callbacks' ? 'cpi_script' : 'alert(');
      const scripts = [...body.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      expect(scripts.filter((tag) => !tag.includes('nonce="'))).toEqual([]);
      expect(body).not.toMatch(/<img src=x|<script>alert/);
    },
  );

  test('is text in what the address names, too', async () => {
    const query = encodeURIComponent(SCRIPT);
    for (const path of [
      'invoices?search=',
      'discrepancies?search=',
      'callbacks?search=',
      'audit?search=',
      'invoices/',
    ]) {
      const { body } = await raw(plain, `/${path}${query}`, { headers: cookie() });
      expect([path, /<img src=x|<script>alert/.exec(body)?.[0]]).toEqual([path, undefined]);
    }
    const back = await raw(plain, `/sign-in?to=/${query.replaceAll('%20', '+')}`);
    expect(back.body).not.toMatch(/<img src=x|<script>alert/);
  });

  test('is text in the answer to a wrong sign-in', async () => {
    const { body, status } = await post(plain, '/sign-in', { email: SCRIPT, password: 'x' });
    expect(status).toBe(401);
    expect(body).not.toMatch(/<img src=x|<script>alert/);
    expect(body).toContain('&lt;script&gt;');
  });

  test('comes out of the export as it is, and a formula disarmed', async () => {
    const { body, headers } = await raw(plain, '/invoices/export', { headers: cookie() });
    expect(headers['content-disposition']).toMatch(/^attachment;/);
    const references = new Map(csvRows(body).map((row) => [row.invoice_id, row.reference_id]));
    expect(references.get('cpi_script')).toBe(SCRIPT);
    const formulas = [0, 1, 2, 3, 4, 5].map((n) => references.get(`cpi_formula${n}`));
    expect(formulas).toEqual(["'=1+1", "'+1", "'-1", "'@sum(a1)", "'\tcmd", "'\rcmd"]);
    expect([...references.values()].filter((text) => /^[=+@\t\r-]/.test(text ?? ''))).toEqual([]);
  });

  test('is disarmed in the export of the audit', async () => {
    await post(plain, '/settings/people', { email: '=cmd+1@shop.example', role: 'viewer' }, cookie());
    await post(plain, '/settings/tokens', { name: '=1+1', role: 'viewer', account: '', days: '' }, cookie());
    const { body } = await raw(plain, '/audit/export', { headers: cookie() });
    const fields = csvRows(body).flatMap((row) => Object.values(row));
    expect(fields.some((field) => field.includes('token:=1+1'))).toBe(true);
    expect(fields.filter((field) => /^[=+@\t\r-]/.test(field))).toEqual([]);
  });
});

describe('a form of the settings with what no page of ours sends', () => {
  const ODD = [
    '',
    '0',
    '-1',
    '1.5',
    '99999999999999',
    '2147483648',
    '7777777',
    '1e99',
    'NaN',
    'x',
    '\0',
    '’; drop table people',
    '[]',
  ];
  const acts: [string, Record<string, string>, string][] = [
    ['/me/sessions', {}, 'id'],
    ['/settings/people/1', { role: 'admin', access: 'some' }, 'accounts'],
    ['/settings/tokens', { role: 'viewer', days: '', name: 'of nobody' }, 'account'],
    ['/settings/tokens', { role: 'viewer', account: '' }, 'name'],
    ['/settings/tokens', { role: 'viewer', account: '', name: 'for days' }, 'days'],
    ['/settings/tokens/revocations', {}, 'id'],
    ['/settings/accounts/1/retirements', {}, 'id'],
    ['/settings/accounts/1/secrets', { kind: 'api_key', overlapHours: '1' }, 'secret'],
    ['/settings/accounts/1/secrets', { kind: 'api_key', secret: 'x' }, 'overlapHours'],
    ['/settings/people', { role: 'viewer' }, 'email'],
    ['/settings/people', { email: 'new@shop.example' }, 'role'],
    ['/session/account', {}, 'account'],
    ['/password/none', { password: 'x' }, 'again'],
    ['/password/forgotten', {}, 'email'],
  ];

  test.each(acts)('%s %j is answered whatever %s holds', async (path, fields, name) => {
    const statuses: Record<string, number> = {};
    for (const [place, value] of ODD.entries()) {
      // A name of its own each time: one that is taken would be refused for that alone.
      const own = fields.name ? { ...fields, name: `${fields.name} ${place}` } : fields;
      // Signed in anew where an act has ended the session.
      const answer = await post(plain, path, { ...own, [name]: value }, { cookie: cookies.get(plain) ?? '' });
      statuses[value] = answer.status;
    }
    expect(Object.entries(statuses).filter(([, status]) => status >= 500)).toEqual([]);
  });

  test.each(['/invoices', '/invoices/export', '/session/account', '/audit', '/'])(
    '%s is answered whatever account is named',
    async (path) => {
      for (const slug of ['%00', '%FF', 'a'.repeat(5000), '%27;--', '%F0%9F%92%A9']) {
        const answer = await raw(plain, `${path}?account=${slug}`, {
          headers: { cookie: cookies.get(plain) ?? '' },
        });
        expect([slug.slice(0, 20), answer.status < 500]).toEqual([slug.slice(0, 20), true]);
      }
    },
  );

  test.each(['/settings/accounts/', '/settings/people/', '/runs/', '/discrepancies/', '/test-payments/'])(
    '%s… is answered whatever number stands there',
    async (path) => {
      for (const id of [
        '0',
        '2147483647',
        '2147483648',
        '4294967297',
        '999999999999999999',
        '-1',
        'x',
        '%00',
      ]) {
        const answer = await raw(plain, path + id, { headers: { cookie: cookies.get(plain) ?? '' } });
        expect([id, answer.status]).toEqual([id, id === '%00' ? expect.any(Number) : 404]);
        expect(answer.status).toBeLessThan(500);
      }
    },
  );
});
