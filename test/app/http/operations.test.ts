import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import {
  EXAMPLE_HOST,
  EXAMPLE_PROXIES,
  type ExampleProxy,
  isHere,
  openExample,
} from '../../support/example-proxies.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, freePort, PASSWORD, ROOT, SECRETS } from '../../support/running.ts';
import { sampleCallback } from './endpoints/sample-callback.ts';

const ORIGIN = `https://${EXAMPLE_HOST}`;
/** A client that the product does not trust, unlike the proxy. */
const CLIENT = '127.0.0.2';
const KB = 1024;
const OPERATIONS = path.join(ROOT, 'docs/operations');
const run = promisify(execFile);
const ANALYSE = '/usr/bin/systemd-analyze';
const INSTANCE = 'counterfoil@web-3001.service';
const product = useProduct({
  hasHistory: true,
  environment: { PUBLIC_URL: ORIGIN, TRUST_PROXY: '127.0.0.1' },
});

type Asked = { method?: string; headers?: Record<string, string>; body?: string | Buffer; isPlain?: boolean };

describe.each(EXAMPLE_PROXIES)('behind %s as docs/operations has it', (name, program, make) => {
  let proxy: ExampleProxy | null = null;
  let cookie = '';
  beforeAll(async () => {
    if (!isHere(program)) return;
    proxy = await openExample(make, Number(new URL(product.url).port));
    const { headers } = await post('/sign-in', { email: EMAIL, password: PASSWORD });
    cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }, 60_000);
  afterAll(() => proxy?.close());

  const here = test.skipIf(!isHere(program));
  const open = (path: string, { method = 'GET', headers = {}, body, isPlain = false }: Asked = {}) => {
    const options = {
      ...{ path, method, host: '127.0.0.1', port: isPlain ? proxy?.plain : proxy?.secure },
      ...{ localAddress: CLIENT, agent: false, servername: EXAMPLE_HOST, rejectUnauthorized: false },
      headers: { host: EXAMPLE_HOST, ...headers },
    };
    return new Promise<IncomingMessage>((resolve, reject) => {
      const asked = (isPlain ? overHttp : overHttps)(options, resolve);
      asked.on('error', reject);
      // In pieces and without a length, as some senders do.
      if (Buffer.isBuffer(body)) asked.write(body.subarray(0, 1000));
      asked.end(Buffer.isBuffer(body) ? body.subarray(1000) : body);
    });
  };
  const ask = async (path: string, asked: Asked = {}) => {
    const answer = await open(path, asked);
    return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
  };
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
    return ask(path, {
      ...{ method: 'POST', headers: { ...form, ...headers } },
      body: new URLSearchParams(fields).toString(),
    });
  };

  here('a callback is verified over the bytes as they were sent, and is of who sent it', async () => {
    const id = `cpi_behind_${name}`;
    // Blanks that nobody would write again, and enough of them that it comes in many pieces.
    const body = Buffer.from(
      `  ${sampleCallback(id, { description: '„Zwölf“  \u00a0' })}${' '.repeat(200 * KB)}\r\n`,
    );
    const headers = { 'x-signature': sign(SECRETS.live, body), 'x-forwarded-for': '203.0.113.7' };
    const answer = await ask('/callbacks', { method: 'POST', headers, body });
    expect([answer.status, JSON.parse(answer.bytes.toString())]).toEqual([200, { verdict: 'new' }]);
    const [kept] = await product.sql`select address from callbacks where invoice_id = ${id}`;
    expect(kept).toEqual({ address: CLIENT });
  });

  here('what is too large is refused by the product in its own words, and kept', async () => {
    const body = Buffer.alloc(300 * KB, 'x');
    const headers = { 'x-signature': sign(SECRETS.live, body) };
    const large = await ask('/callbacks', { method: 'POST', headers, body });
    expect([large.status, large.bytes.toString()]).toEqual([413, expect.stringContaining('too_large')]);
    const [kept] = await product.sql`
      select reason, address from refused_callbacks order by id desc limit 1`;
    expect(kept).toEqual({ reason: 'too_large', address: CLIENT });
    const form = await post('/sign-in', { email: 'x'.repeat(2 * KB * KB) });
    expect([form.status, form.bytes.toString()]).toEqual([413, 'this form is larger than any of ours\n']);
  });

  here('plain http leads to https and keeps the method; https says to stay', async () => {
    const plain = await ask('/invoices', { method: 'POST', isPlain: true });
    expect([plain.status, plain.headers.location?.replace(/:\d+/, '')]).toEqual([308, `${ORIGIN}/invoices`]);
    const secure = await ask('/sign-in');
    expect([secure.status, secure.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
  });

  here('somebody signs in with a cookie of this host alone, and acts by a form', async () => {
    expect(cookie).toMatch(/^__Host-counterfoil_session=/);
    const { bytes, status } = await ask('/discrepancies', { headers: { cookie } });
    expect([status, bytes.includes('Sign out')]).toEqual([200, true]);
    expect((await post('/me/start-page', { startPage: 'pending' }, { cookie })).status).toBe(302);
    expect((await post('/me/start-page', {}, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    const [session] = await product.sql`
      select host(address) as address from audit where act = 'session.started' order by id desc limit 1`;
    expect(session).toEqual({ address: CLIENT });
  });

  here('an export comes as it was made, and an event at once, packed or not', async () => {
    const path = '/invoices/export?format=csv';
    const [direct, through] = await Promise.all([
      fetch(product.url + path, { headers: { cookie } }).then((answer) => answer.bytes()),
      ask(path, { headers: { cookie } }),
    ]);
    expect(through.bytes.equals(Buffer.from(direct))).toBe(true);
    expect(through.bytes.length).toBeGreaterThan(10 * KB);
    for (const encoding of ['identity', 'gzip']) {
      const headers = { cookie, 'accept-encoding': encoding };
      const stream = await open(`/live/callbacks/${product.accountId}`, { headers });
      expect(stream.headers['content-type']).toContain('text/event-stream');
      // It lasts five minutes: whoever kept it back would let us wait for the end.
      for await (const event of stream) {
        expect(event.length).toBeGreaterThan(0);
        break;
      }
      stream.destroy();
    }
    // A proxy that went on reading for nobody would not end when it is stopped (afterAll).
  });

  here('metrics are not for who comes that way, and its log and ours call a request alike', async () => {
    expect((await ask('/metrics')).status).toBe(404);
    const { headers } = await ask('/healthz', { headers: { 'x-request-id': 'of-the-client-itself' } });
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{32,36}$/);
  });
});

test.skipIf(!existsSync(ANALYSE))('systemd finds nothing wrong with the units', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-units-'));
  const names = (await readdir(OPERATIONS)).filter((name) => /\.(service|timer)$/.test(name));
  expect(names).toHaveLength(4);
  const units: string[] = [];
  for (const name of names) {
    const text = await readFile(path.join(OPERATIONS, name), 'utf8');
    const file = path.join(folder, name === 'counterfoil@.service' ? INSTANCE : name);
    await writeFile(file, text.replaceAll('/usr/bin/node', process.execPath));
    units.push(file);
  }
  const { stdout, stderr } = await run(ANALYSE, ['verify', '--man=no', ...units]);
  await rm(folder, { recursive: true });
  // Of the machine's own units it may say something, too.
  expect((stdout + stderr).split('\n').filter((line) => line.includes('counterfoil'))).toEqual([]);
});

test('the health check of the image says whether a process can work', async () => {
  const text = await readFile(path.join(OPERATIONS, 'Containerfile'), 'utf8');
  const check = /^HEALTHCHECK [^\n]*\\\n\s+CMD (.+)$/m.exec(text)?.[1] ?? '';
  expect(check).toContain('/readyz');
  const status = (environment: Record<string, string>) =>
    run('/bin/sh', ['-c', check], { env: { ...process.env, WORKER_PORT: '', ...environment } }).then(
      () => 0,
      ({ code }: { code?: number }) => code,
    );
  const nobody = String(await freePort());
  const { port } = new URL(product.url);
  expect([await status({ PORT: port }), await status({ PORT: nobody })]).toEqual([0, 1]);
  expect(await status({ PORT: nobody, WORKER_PORT: port })).toBe(0);
});

test('no secret and no data of this folder gets into the image', async () => {
  const [ignored, kept] = await Promise.all(
    ['.dockerignore', '.gitignore'].map((name) => readFile(path.join(ROOT, name), 'utf8')),
  );
  const lines = (text = '') => text.split('\n').map((line) => line.replace(/\/$/, ''));
  const notIgnored = lines(kept).filter((line) => line !== '' && !lines(ignored).includes(line));
  expect(notIgnored).toEqual([]);
});
