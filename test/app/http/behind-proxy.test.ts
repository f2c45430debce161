import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { csvRows } from '../../support/csv.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD, SECRETS } from '../../support/running.ts';
import { TLS_PROXIES, type TlsProxy } from '../../support/tls-proxy.ts';
import { sampleCallback } from './endpoints/sample-callback.ts';

const HOST = 'console.example';
const ORIGIN = `https://${HOST}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const product = useProduct({
  hasHistory: true,
  environment: { PUBLIC_URL: ORIGIN, TRUST_PROXY: 'loopback' },
});
const MB = 1024 * 1024;
let made = 0;

type Asked = { method?: string; headers?: Record<string, string>; body?: string | Buffer };

describe.each(TLS_PROXIES)('behind %s', (_, openProxy) => {
  let proxy: TlsProxy;
  beforeAll(async () => {
    proxy = await openProxy(Number(new URL(product.url).port));
  });
  afterAll(() => proxy?.close());

  describe.each(['rewritten', 'passed'] as const)('with the Host %s', (host) => {
    /** As a browser asks the console by its public name; one connection is kept. */
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    afterAll(() => agent.destroy());

    function open(
      path: string,
      { method = 'GET', headers = {}, body }: Asked = {},
    ): Promise<IncomingMessage> {
      const options: RequestOptions = {
        ...{ path, method, agent, servername: HOST, rejectUnauthorized: false },
        headers: { host: HOST, ...headers },
      };
      return new Promise((resolve, reject) => {
        const asked = request(proxy[host], options, resolve);
        asked.on('error', reject);
        asked.end(body);
      });
    }
    async function ask(path: string, asked: Asked = {}) {
      const answer = await open(path, asked);
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
    }
    const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(path, {
        method: 'POST',
        headers: { ...FORM, origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...headers },
        body: new URLSearchParams(fields).toString(),
      });

    let cookie = '';
    beforeAll(async () => {
      const { headers } = await post('/sign-in', { email: EMAIL, password: PASSWORD });
      cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    });

    test('somebody signs in, by the page and by its script', async () => {
      expect(cookie).toMatch(/^__Host-counterfoil_session=/);
      const fields = { email: EMAIL, password: PASSWORD, to: '/invoices' };
      const page = await post('/sign-in', fields);
      expect([page.status, page.headers.location]).toEqual([302, '/invoices']);
      const script = await post('/sign-in.data', fields);
      expect([script.status, script.headers['set-cookie']?.[0]]).toEqual([
        202,
        expect.stringMatching(/^__Host-counterfoil_session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      ]);
      const wrong = await post('/sign-in', { email: EMAIL, password: 'not this one' });
      expect([wrong.status, wrong.body]).toEqual([401, expect.stringContaining('password is wrong')]);
    });

    test('pages and their data are served, forms do what they say', async () => {
      for (const path of ['/', '/invoices', '/invoices.data', '/discrepancies', '/settings/people', '/me']) {
        const { status, headers } = await ask(path, { headers: { cookie } });
        expect([path, status, headers['strict-transport-security']]).toEqual([path, 200, 'max-age=31536000']);
      }
      const [item] = await product.sql`select id from discrepancies where state = 'open' order by id limit 1`;
      const note = `noted behind a proxy ${made++}`;
      for (const [path, status] of [
        [`/discrepancies/${item?.id}/notes`, 302],
        [`/discrepancies/${item?.id}/notes.data`, 202],
      ] as const) {
        expect((await post(path, { note }, { cookie })).status).toBe(status);
      }
      const page = await ask(`/discrepancies/${item?.id}`, { headers: { cookie } });
      expect(page.body.includes(note)).toBe(true);
    });

    test('a form of another site is refused, whatever Host its sender claims', async () => {
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
        { origin: 'https://evil.example', forwarded: 'host=evil.example;proto=https' },
        { origin: `http://${HOST}` },
        { origin: `https://${HOST}:8443` },
        { origin: 'null' },
      ]) {
        const { status } = await post('/session/end', {}, { cookie, ...headers });
        expect([headers, status]).toEqual([headers, 403]);
      }
      expect((await ask('/invoices', { headers: { cookie } })).status).toBe(200);
    });

    test('no host that a client claims reaches an answer', async () => {
      const claims = {
        ...{ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', 'x-forwarded-port': '1' },
        ...{
          forwarded: 'for=1.2.3.4;host=evil.example',
          'x-original-url': '/evil',
          'x-host': 'evil.example',
        },
      };
      for (const path of ['/invoices', '/sign-in', '/nowhere', '/session/end']) {
        const { headers, body } = await ask(path, { headers: { ...claims } });
        expect([path, /evil/.exec(JSON.stringify(headers) + body)?.[0]]).toEqual([path, undefined]);
      }
      const invited = await post(
        '/settings/people',
        { email: `guest${made++}@shop.example`, role: 'viewer' },
        { cookie, ...claims },
      );
      expect(/https?:\/\/[^<]*\/password\//.exec(invited.body)?.[0]).toBe(`${ORIGIN}/password/`);
      expect(invited.status).toBe(200);
    });

    test('the address of whoever signs in is what the proxy has seen', async () => {
      const claim = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.8' };
      await post('/sign-in', { email: EMAIL, password: PASSWORD }, claim);
      const [line] = await product.sql`
        select host(address) as address from audit where act = 'session.started' order by id desc limit 1`;
      // The client of this test is on this machine, which is trusted: so what it says is believed, too, as a proxy before.
      expect(line?.address).toBe('203.0.113.7');
    });

    test('callbacks are taken as they were signed', async () => {
      for (const path of ['/callbacks/main', '/callbacks', '//callbacks', '/Callbacks/main/']) {
        const id = `cpi_proxied${made++}`;
        const body = sampleCallback(id);
        const headers = {
          'content-type': 'application/json',
          'x-signature': sign(SECRETS.live, Buffer.from(body)),
        };
        const answer = await ask(path, { method: 'POST', headers, body });
        expect([path, answer.status, JSON.parse(answer.body)]).toEqual([path, 200, { verdict: 'new' }]);
      }
    });

    test('an export comes whole', async () => {
      const { status, headers, body } = await ask('/invoices/export', { headers: { cookie } });
      const [all] = await product.sql`select count(*)::int as count from invoices where mode = 'live'`;
      expect([status, headers['content-disposition']]).toEqual([200, expect.stringMatching(/^attachment;/)]);
      expect(csvRows(body)).toHaveLength(all?.count ?? 0);
    });

    test('live updates come when they happen: nothing is held back', async () => {
      const answer = await open(`/live/callbacks/${product.accountId}`, { headers: { cookie } });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/event-stream']);
      const events = answer.setEncoding('utf8')[Symbol.asyncIterator]();
      const next = async () => {
        for (;;) {
          const { value, done } = await events.next();
          if (done) throw new Error('the stream has ended');
          const [, stamp] = /^data: (.*)$/m.exec(String(value)) ?? [];
          if (stamp !== undefined) return stamp;
        }
      };
      const before = await next();
      const { sql, accountId } = product;
      await sql`
        insert into callbacks (account_id, received_at, invoice_id, mode, verdict, body_sha256)
        values (${accountId}, now(), ${`cpi_watched${made++}`}, 'live', 'new', sha256('x'))`;
      expect(await next()).not.toBe(before);
      answer.destroy();
    });

    test('what is too large is answered 413, and whoever comes next on the connection is served', async () => {
      for (let time = 0; time < 4; time++) {
        for (const [path, size] of [
          ['/sign-in', 2 * MB],
          ['/sign-in', 10 * MB],
          ['/callbacks/main', 10 * MB],
        ] as const) {
          const headers = { ...FORM, origin: ORIGIN, 'content-length': String(size) };
          const large = await ask(path, { method: 'POST', headers, body: Buffer.alloc(size, 'a') });
          expect([path, size, large.status]).toEqual([path, size, 413]);
          const body = sampleCallback(`cpi_after${made++}`);
          const signed = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
          const next = await ask('/callbacks/main', { method: 'POST', headers: signed, body });
          expect([path, size, next.status]).toEqual([path, size, 200]);
        }
      }
    });
  });
});

test('no page has failed behind any of them', () => {
  const errors = product.running
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":50'));
  expect(errors).toEqual([]);
});
