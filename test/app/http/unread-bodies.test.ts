import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { bytesOnWire } from '../../support/wire.ts';
import { sampleCallback } from './endpoints/sample-callback.ts';

const product = useProduct();
const MB = 1024 * 1024;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** One connection, kept as a proxy keeps those to us. */
const kept = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(() => kept.destroy());

type Sent = { method?: string; headers?: Record<string, string>; body?: Buffer };
function send(path: string, { method = 'POST', headers = {}, body = Buffer.alloc(0) }: Sent) {
  return new Promise<{ status: number; connection: string | undefined; body: string }>((resolve, reject) => {
    const asked = request(product.url, { path, method, headers, agent: kept }, (answer: IncomingMessage) => {
      text(answer).then((told) => {
        const { connection } = answer.headers;
        resolve({ status: answer.statusCode ?? 0, connection, body: told });
      }, reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

let made = 0;
function callback() {
  made++;
  const body = Buffer.from(sampleCallback(`cpi_next${made}`));
  return { headers: { 'x-signature': sign(SECRETS.live, body) }, body };
}

const ENDPOINTS: [string, string, Record<string, string>, number][] = [
  ['POST', '/callbacks/main', {}, 413],
  ['POST', '/callbacks/nobody', {}, 404],
  ['POST', '/callback', { 'x-signature': 'wrong' }, 404],
  ['POST', '/sign-in', FORM, 413],
  ['POST', '/sign-in.data', FORM, 413],
  ['POST', '/runs', { ...FORM, origin: 'https://evil.example' }, 413],
  ['POST', '/api/v1/runs', { 'content-type': 'application/json' }, 413],
  ['POST', '/nowhere', FORM, 413],
  ['POST', '/favicon.svg', FORM, 413],
  ['POST', '/assets/nothing.js', FORM, 413],
  ['POST', '/healthz', {}, 405],
  ['GET', '/healthz', {}, 413],
  ['GET', '/readyz', {}, 413],
  ['GET', '/live/runs/1', {}, 413],
  ['PUT', '/invoices', FORM, 405],
  ['DELETE', '/discrepancies/1/resolution', {}, 405],
  ['OPTIONS', '/runs', FORM, 204],
  ['POST', '//evil.example', FORM, 413],
];

test.each(ENDPOINTS)(
  'a body of 10 MB by %s to %s is answered, closes its connection, and the next callback is taken',
  async (method, path, headers, status) => {
    for (let time = 0; time < 4; time++) {
      const large = Buffer.alloc(10 * MB, 'a');
      const answer = await send(path, {
        method,
        headers: { ...headers, 'content-length': String(large.length) },
        body: large,
      });
      expect([answer.status, answer.connection]).toEqual([status, 'close']);
      const next = await send('/callbacks/main', callback());
      expect([next.status, JSON.parse(next.body)]).toEqual([200, { verdict: 'new' }]);
    }
  },
);

test('a callback too large is shown among the refused by what was read of it', async () => {
  const body = Buffer.concat([Buffer.from(sampleCallback('cpi_huge')), Buffer.alloc(10 * MB, ' ')]);
  const answer = await send('/callbacks/main', { headers: { 'x-signature': 'x' }, body });
  expect([answer.status, JSON.parse(answer.body).errors[0].code]).toEqual([413, 'too_large']);
  const [kept] = await product.sql`select reason from refused_callbacks where invoice_id = 'cpi_huge'`;
  expect(kept).toEqual({ reason: 'too_large' });
});

test('what is read to its end keeps its connection, whatever the answer', async () => {
  for (const [path, headers] of [
    ['/callbacks/main', { 'x-signature': 'wrong' }],
    ['/sign-in', { ...FORM, origin: 'https://evil.example' }],
    ['/nowhere', FORM],
    ['/assets/nothing.js', FORM],
  ] as const) {
    const answer = await send(path, { headers: { ...headers }, body: Buffer.alloc(200_000, 'a') });
    expect([path, answer.connection]).toEqual([path, 'keep-alive']);
  }
});

test('who hangs up in the midst of a body is no error of ours', async () => {
  for (const path of ['/callbacks/main', '/sign-in', '/api/v1/runs']) {
    const socket = connect(Number(new URL(product.url).port), '127.0.0.1');
    socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nhalf of it`);
    socket.end();
    socket.resume();
    await once(socket, 'close');
  }
  const next = await send('/callbacks/main', callback());
  expect(next.status).toBe(200);
  expect(product.running.output()).not.toContain('"level":50');
});

test('a body that was said to be large and never comes is not waited for', async () => {
  const head = (path: string) => `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${50 * MB}\r\n\r\n`;
  const heard = await bytesOnWire(product.url, head('/sign-in') + 'a'.repeat(2 * MB));
  expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  expect(heard).toMatch(/^connection: close/im);
});
