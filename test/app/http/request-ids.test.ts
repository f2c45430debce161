import { afterAll, describe, expect, test, vi } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { openCollector } from '../../support/collector.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { sampleCallback } from './endpoints/sample-callback.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const collector = await openCollector();
/** Behind a proxy, which is this machine, and with a collector. */
const trusting = useProduct({
  environment: {
    ...{ TRUST_PROXY: 'loopback', LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    OTEL_BSP_SCHEDULE_DELAY: '50',
  },
});
/** As it comes. */
const plain = useProduct();
afterAll(() => collector.close());

const idOf = ({ headers }: Response) => headers.get('x-request-id') ?? '';
const loggedBy = (product: typeof plain, id: string) =>
  product.running
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ request }) => request === id);
const PATIENT = { timeout: 20_000, interval: 50 };

describe('a request has an id', () => {
  test('of its own, which its answer tells, whatever it asks for', async () => {
    const answers = await Promise.all([
      ...['/healthz', '/sign-in', '/nowhere', '/api/v1/runs', '/callbacks', '/favicon.svg'].map((path) =>
        fetch(plain.url + path),
      ),
      fetch(`${plain.url}/callbacks`, { method: 'POST', body: '{}' }),
    ]);
    const ids = answers.map(idOf);
    expect(ids).toEqual(ids.map(() => expect.stringMatching(UUID)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('that only a proxy that is trusted may give, and a well-formed one only', async () => {
    const ask = (product: typeof plain, id: string) =>
      fetch(`${product.url}/healthz`, { headers: { 'x-request-id': id } });
    expect(idOf(await ask(plain, 'req-of-a-stranger'))).toMatch(UUID);
    expect(idOf(await ask(trusting, 'req-of-the-proxy'))).toBe('req-of-the-proxy');
    for (const bad of ['short', 'with blanks in it', '"><script>', 'x'.repeat(129)])
      expect(idOf(await ask(trusting, bad))).toMatch(UUID);
  });

  test('in each line of the log that is about it', async () => {
    const answer = await fetch(`${plain.url}/callbacks`, { method: 'POST', body: '{}' });
    await vi.waitFor(
      () =>
        expect(loggedBy(plain, idOf(answer))).toEqual([expect.objectContaining({ msg: 'callback refused' })]),
      PATIENT,
    );
  });

  test('which a page that could not be made says, and a script of ours learns', async () => {
    const headers = { cookie: await plain.cookieOf('viewer') };
    await plain.sql`alter table test_payments rename to test_payments_away`;
    const page = await fetch(`${plain.url}/test-payments?mode=test`, { headers });
    const data = await fetch(`${plain.url}/test-payments.data?mode=test`, { headers });
    await plain.sql`alter table test_payments_away rename to test_payments`;
    const text = await page.text();
    expect([page.status, text.includes('quote this id')]).toEqual([500, true]);
    expect(text).toContain(idOf(page));
    expect(await data.text()).toContain(idOf(data));
    expect(loggedBy(plain, idOf(page))).toEqual([
      expect.objectContaining({ msg: 'a request failed', route: '/test-payments' }),
    ]);
    const notThere = await fetch(`${plain.url}/runs/987654`, { headers });
    expect(await notThere.text()).not.toContain('quote this id');
  });
});

describe('where a collector is configured', () => {
  const spanOf = (id: string, name: string) =>
    vi.waitFor(() => {
      const found = collector.spans.find(
        (span) => span.name === name && span.attributes['counterfoil.request'] === id,
      );
      if (!found) throw new Error(`no span ${name}: ${collector.spans.map((span) => span.name)}`);
      return found;
    }, PATIENT);

  test('a callback is a span with its verdict, and keeping it one below, in the trace of the proxy', async () => {
    const body = sampleCallback('cpi_traced');
    const answer = await fetch(`${trusting.url}/callbacks`, {
      ...{ method: 'POST', body },
      headers: { 'x-signature': sign(SECRETS.live, Buffer.from(body)), traceparent: TRACEPARENT },
    });
    expect(answer.status).toBe(200);
    const span = await spanOf(idOf(answer), 'POST /callbacks/:account');
    expect(span).toMatchObject({
      ...{ traceId: TRACE, parentSpanId: '00f067aa0ba902b7' },
      attributes: {
        ...{ 'counterfoil.verdict': 'new', 'http.route': '/callbacks/:account' },
        ...{ 'http.request.method': 'POST', 'http.response.status_code': 200 },
      },
    });
    const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
    expect(below.map(({ name }) => name)).toEqual(['ingest callback']);
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'counterfoil',
      'counterfoil.process': 'web',
    });
  });

  test('a page is a span by its route, and its log names the trace', async () => {
    const headers = { cookie: await trusting.cookieOf('viewer'), traceparent: TRACEPARENT };
    await trusting.sql`alter table test_payments rename to test_payments_away`;
    const answer = await fetch(`${trusting.url}/test-payments/17`, { headers });
    await trusting.sql`alter table test_payments_away rename to test_payments`;
    const span = await spanOf(idOf(answer), 'GET /test-payments/:id');
    expect([span.attributes['http.response.status_code'], span.status.code]).toEqual([500, 2]);
    const lines = loggedBy(trusting, idOf(answer));
    expect(lines.map(({ trace }) => trace)).toEqual(lines.map(() => TRACE));
    expect(lines).not.toEqual([]);
  });

  test('nothing that is secret goes there', async () => {
    const secret = 'a-one-time-secret-of-a-link-0123456789';
    const answer = await fetch(`${trusting.url}/password/${secret}?token=${secret}`);
    await spanOf(idOf(answer), 'GET /password/:secret');
    expect(collector.texts.join('\n')).not.toContain(secret);
    expect(trusting.running.output()).not.toContain(secret);
  });
});
