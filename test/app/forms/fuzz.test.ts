import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callbackSlugOf } from '#app/http/request-target.ts';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';

/** Inputs in all; a night run may raise it to 100000. */
const RUNS = Number(process.env.FUZZ_RUNS || 5200);
const AT_ONCE = 32;
const MINUTES = 60_000;
const TIMEOUT = Math.max(5, RUNS / 1000) * MINUTES;

const product = useProduct({ environment: { LOG_LEVEL: 'error' } });
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
afterAll(() => agent.destroy());

type Sent = { method: string; path: string; headers: Record<string, string>; body: Buffer };
type Answered = { status: number; text: string };

/** One request over the wire; fails where the server hangs up without an answer. */
function send({ method, path, headers, body }: Sent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(product.url, { method, path, headers, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Asks with many inputs at once; what was not answered as it may be is told with its input. */
async function sweep<T extends Sent>(
  inputs: fc.Arbitrary<T>,
  share: number,
  look: (sent: T, answer: Answered) => string | null,
  between: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const batches = fc.array(inputs, { minLength: AT_ONCE, maxLength: AT_ONCE, size: 'max' });
  const property = fc.asyncProperty(batches, async (batch) => {
    const wrong = await Promise.all(
      batch.map(async (one) => look(one, await send(one).catch(() => ({ status: 0, text: '' })))),
    );
    const told = wrong.flatMap((message, place) =>
      message === null ? [] : [`${message}: ${shown(batch[place])}`],
    );
    expect(told).toEqual([]);
    await between();
  });
  // Every batch meets the same book, which does not forget: an input that fails is told as it came.
  await fc.assert(property, { numRuns: Math.ceil((RUNS * share) / AT_ONCE), endOnFailure: true });
}

function shown(sent: Sent | undefined): string {
  const { method, path, headers, body } = sent as Sent;
  return `${method} ${path} ${JSON.stringify(headers).slice(0, 300)} ${body.subarray(0, 300).toString('latin1')}`;
}

const isReady = async () => {
  const { status } = await send({ method: 'GET', path: '/readyz', headers: {}, body: Buffer.alloc(0) });
  return status;
};
const errors = () =>
  product.running
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":50') || line.includes('"level":60'));

const latin1 = (maxLength: number) =>
  fc
    .array(
      fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x7f),
      { maxLength },
    )
    .map((codes) => String.fromCharCode(...codes));

const NUMERALS = [
  ...[
    '0',
    '-0',
    '-1',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1',
    '3.333',
    '9'.repeat(400),
    '1'.repeat(19),
    '1e18',
    '1E+2',
  ],
  ...['9223372036854775807', '92233720368547758.08', '253402300799', '253402300800', '1790000060.5', '00'],
];
const ODD_JSON = fc.oneof(
  fc.constantFrom(
    ...NUMERALS,
    'null',
    'true',
    'false',
    '""',
    '[]',
    '{}',
    '"\\u0000"',
    '"\\ud800"',
    '"\u2028"',
  ),
  fc.constantFrom(
    `"${'x'.repeat(5000)}"`,
    '{"a":1,"a":2}',
    '{"__proto__":{"status":"processed"}}',
    '[[[[]]]]',
  ),
  fc.json({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
);
const KEYS = [
  ...[
    'status',
    'resolution',
    'amount',
    'currency',
    'reference_id',
    'test_mode',
    'created',
    'updated',
    'processed',
  ],
  ...[
    'payment_amount',
    'processed_amount',
    'fee',
    'deposit',
    'refunded_amount',
    'metadata',
    'flow_data',
    'service',
  ],
  ...['__proto__', 'constructor', 'toString', 'id', 'attributes', 'data'],
];

type Change = { kind: 'drop' | 'set' | 'repeat'; key: string; value: string };
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('drop', 'set', 'set', 'repeat'),
  key: fc.constantFrom(...KEYS),
  value: ODD_JSON,
});

/** A document as Paymega writes one, with some of its fields changed, in its text: also into what no JSON library writes. */
function changed(id: string, changes: readonly Change[]): string {
  const { data } = JSON.parse(sampleCallback(id)) as { data: { attributes: Record<string, unknown> } };
  let fields = Object.entries(data.attributes).map(([key, value]) => [key, JSON.stringify(value)] as const);
  for (const { kind, key, value } of changes) {
    if (kind !== 'repeat') fields = fields.filter(([name]) => name !== key);
    if (kind !== 'drop') fields = [...fields, [key, value]];
  }
  const attributes = fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',');
  return `{"data":{"type":"payment-invoices","id":${JSON.stringify(id)},"attributes":{${attributes}}}}`;
}

const DEEP = 10_000;
const ID = fc.integer({ min: 0, max: 400 }).map((number) => `cpi_fuzz${number}`);
const document = fc
  .tuple(ID, fc.array(change, { maxLength: 4 }))
  .map(([id, changes]) => changed(id, changes));
const text = fc.oneof(
  { weight: 12, arbitrary: document },
  { weight: 2, arbitrary: ID.map((id) => sampleCallback(id, { test_mode: true })) },
  { weight: 2, arbitrary: fc.json() },
  { weight: 2, arbitrary: ODD_JSON.map((value) => `{"data":${value}}`) },
  { weight: 1, arbitrary: ODD_JSON.map((value) => `{"data":{"id":${value},"attributes":{}}}`) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(ID, fc.constantFrom(['[', ']'], ['{"a":', '}']))
      .map(([id, [open = '', close = '']]) => {
        const nested = `${open.repeat(DEEP)}1${close.repeat(DEEP)}`;
        return changed(id, [{ kind: 'set', key: 'metadata', value: nested }]);
      }),
  },
  { weight: 1, arbitrary: fc.constant('['.repeat(DEEP)) },
  { weight: 1, arbitrary: fc.tuple(document, fc.nat(400)).map(([whole, cut]) => whole.slice(0, cut)) },
);
const bytes = fc.oneof(
  { weight: 20, arbitrary: text.map((whole) => Buffer.from(whole)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 500 }).map((some) => Buffer.from(some)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        text,
        fc.nat(2000),
        fc.constantFrom([0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0], [0xef, 0xbb, 0xbf]),
      )
      .map(([whole, at, bad]) => {
        const good = Buffer.from(whole);
        return Buffer.concat([good.subarray(0, at), Buffer.from(bad), good.subarray(at)]);
      }),
  },
  {
    weight: 1,
    arbitrary: ID.map((id) => Buffer.from(sampleCallback(id, { description: 'x'.repeat(256 * 1024) }))),
  },
);

type Signing = 'live' | 'test' | 'none' | 'another secret' | 'another body' | 'odd';
type Callback = Sent & { signing: Signing };
const callback: fc.Arbitrary<Callback> = fc
  .record({
    body: bytes,
    signing: fc.constantFrom<Signing>(
      'live',
      'live',
      'live',
      'test',
      'none',
      'another secret',
      'another body',
      'odd',
    ),
    odd: fc.oneof(
      latin1(200),
      fc.constantFrom('', '=', 'A'.repeat(8000), '0', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='),
    ),
    method: fc.oneof(
      { weight: 20, arbitrary: fc.constant('POST') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'),
      },
    ),
    path: fc.oneof(
      { weight: 12, arbitrary: fc.constant('/callbacks/main') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('/callbacks', '/callbacks/', '/callbacks/main/', '/callbacks/main?a=b'),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ...[
            '/callbacks/nobody',
            '/callbacks/%6dain',
            '/callbacks/%00',
            '/callbacks/%FF',
            '/callbacks/MAIN',
          ],
          ...[
            '/callbacks/main/main',
            '/callbacks/main%2F',
            '/callbacks/../callbacks/main',
            '/callbacks/__proto__',
          ],
        ),
      },
      { weight: 1, arbitrary: fc.webSegment({ size: 'small' }).map((slug) => `/callbacks/${slug}`) },
    ),
    retry: fc.option(fc.constantFrom('0', '3', '-1', '1e9', 'x', '99999999999999999999', '', '0x10', '1.5')),
    type: fc.option(
      fc.constantFrom(
        'application/json',
        'application/vnd.api+json',
        'text/plain',
        'x',
        'multipart/form-data',
      ),
    ),
    isChunked: fc.boolean(),
  })
  .map(({ body, signing, odd, method, path, retry, type, isChunked }) => {
    const signature: Record<Signing, string | null> = {
      live: sign(SECRETS.live, body),
      test: sign(SECRETS.test, body),
      none: null,
      'another secret': sign('another', body),
      'another body': sign(SECRETS.live, Buffer.concat([body, Buffer.from(' ')])),
      odd,
    };
    const headers: Record<string, string> = {
      ...(signature[signing] !== null && { 'x-signature': signature[signing] }),
      ...(retry !== null && { 'retry-count': retry }),
      ...(type !== null && { 'content-type': type }),
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) }),
    };
    return { method, path, headers, body, signing };
  });

describe('the callback endpoint, whatever is sent', () => {
  /** An invoice that stands in the book before; nobody signs for it again. */
  const fixed = () =>
    product.sql`select to_jsonb(invoices)::text as row from invoices where id = 'cpi_fixed'`;
  let before: unknown[] = [];
  let taken = 0;
  const statuses = new Map<string, number>();

  beforeAll(async () => {
    const body = Buffer.from(sampleCallback('cpi_fixed'));
    const headers = { 'x-signature': sign(SECRETS.live, body) };
    const { status } = await send({ method: 'POST', path: '/callbacks/main', headers, body });
    expect(status).toBe(200);
    taken = 1;
    before = [...(await fixed())];
  });

  test('answers each as it is documented', { timeout: TIMEOUT }, async () => {
    const forged = callback.map((one) =>
      one.signing === 'live' || one.signing === 'test'
        ? one
        : {
            ...one,
            body: Buffer.from(one.body.toString('latin1').replace(/cpi_fuzz\d+/, 'cpi_fixed'), 'latin1'),
          },
    );
    // The length that was announced is that of the body as it is now.
    const sent = forged.map((one) =>
      one.headers['content-length'] === undefined
        ? one
        : { ...one, headers: { ...one.headers, 'content-length': String(one.body.length) } },
    );
    await sweep(sent, 0.75, ({ method, path, signing, body }, { status, text: said }) => {
      const isEndpoint = method === 'POST' && callbackSlugOf(path) !== null;
      const name = `${isEndpoint ? signing : 'elsewhere'} ${status}`;
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      if (!isEndpoint)
        return [200, 204, 302, 400, 403, 404, 405, 413, 415].includes(status) ? null : `status ${status}`;
      if (status === 200) {
        taken++;
        if (signing !== 'live' && signing !== 'test') return 'believed without our signature';
        return JSON.parse(said).verdict ? null : 'no verdict';
      }
      if (![400, 401, 404, 413].includes(status)) return `status ${status}`;
      const { errors: told } = JSON.parse(said);
      const isAddressed = /^\/callbacks(\/main)?\/?(\?|$)/.test(path);
      if (isAddressed && status === 404) return 'not found';
      if (status === 413 && body.length <= 256 * 1024) return 'too large?';
      return typeof told?.[0]?.code === 'string' ? null : 'no code';
    });
  });

  test('keeps every one that it said it had taken, and no other', async () => {
    const [kept] = await product.sql<{ count: number }[]>`select count(*)::int as count from callbacks`;
    expect(kept?.count).toBe(taken);
    expect(taken).toBeGreaterThan(RUNS / 20);
  });

  test('knows of no invoice but by a signed callback, and the one nobody signed for is as it was', async () => {
    const strangers = await product.sql`
      select id from invoices where not exists (
        select from callbacks where callbacks.invoice_id = invoices.id and verdict <> 'quarantined')`;
    expect([...strangers]).toEqual([]);
    expect([...(await fixed())]).toEqual(before);
    const signedFor = await product.sql`select from callbacks where invoice_id = 'cpi_fixed'`;
    expect(signedFor.count).toBe(1);
  });

  test('was given something of every kind', () => {
    const kinds = [...statuses.keys()];
    for (const kind of [
      'live 200',
      'live 400',
      'live 401',
      'test 200',
      'test 401',
      'none 401',
      'odd 401',
      'live 404',
    ]) {
      expect(kinds).toContain(kind);
    }
  });

  test('lives on, without an error', async () => {
    expect(await isReady()).toBe(200);
    expect(errors()).toEqual([]);
  });
});

describe('the sign-in, whatever is sent', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '\0',
      'admin@shop.example',
      'ADMIN@SHOP.EXAMPLE\0',
      ' ',
      "' or 1=1 --",
      'x'.repeat(100_000),
    ),
    fc.constantFrom(
      '//evil.example',
      '/\\evil.example',
      '000000',
      '__proto__',
      '\ud800',
      '<script>',
      '%00',
      '../..',
    ),
  );
  const name = fc.constantFrom('email', 'password', 'to', 'code', 'again', '__proto__', 'email[]', '', '\0');
  // Well-formed or not: what a lone half of a character becomes is the sender's own doing.
  const pairs = fc
    .array(fc.tuple(name, value), { maxLength: 6 })
    .map((all) => Buffer.from(new URLSearchParams(all.map(([key, text]) => [key, text])).toString()));
  const parts = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((all) => {
    const one = ([key, text]: [string, string]) =>
      `--b\r\ncontent-disposition: form-data; name="${key.replace(/[\r\n"]/g, '')}"\r\n\r\n${text}\r\n`;
    return Buffer.from(`${all.map(one).join('')}--b--\r\n`);
  });
  const form = fc.oneof(
    { weight: 8, arbitrary: pairs.map((body) => ({ body, type: 'application/x-www-form-urlencoded' })) },
    { weight: 2, arbitrary: parts.map((body) => ({ body, type: 'multipart/form-data; boundary=b' })) },
    {
      weight: 3,
      arbitrary: fc.record({
        body: fc.oneof(
          pairs,
          parts,
          fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
        ),
        type: fc.constantFrom(
          ...['application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=c'],
          ...[
            'application/json',
            'text/plain',
            'x',
            'application/x-www-form-urlencoded; charset=utf-16',
            null,
          ],
        ),
      }),
    },
  );
  const cookie = fc.option(
    fc.oneof(
      latin1(300).map((text) => `counterfoil_session=${text}`),
      fc.json().map((text) => `counterfoil_session=${Buffer.from(text).toString('base64')}.c2lnbmF0dXJl`),
      fc.constantFrom(
        '=',
        ';;;',
        'counterfoil_session',
        'counterfoil_session=%',
        '__proto__=1; constructor=2',
      ),
      fc.constantFrom(
        `counterfoil_session=${'A'.repeat(8000)}`,
        'counterfoil_notice=%FF; counterfoil_account=%00',
      ),
    ),
  );
  const attempt: fc.Arbitrary<Sent> = fc
    .record({
      form,
      cookie,
      path: fc.oneof(
        { weight: 6, arbitrary: fc.constant('/sign-in') },
        {
          weight: 4,
          arbitrary: fc.constantFrom(
            ...[
              '/sign-in/code',
              '/sign-in?to=//evil.example',
              '/password/forgotten',
              '/password/none',
              '/password/%00',
            ],
            ...['/session/end', '/me/second-factor', '/me', '/sign-in.data', '/sign-in/code.data'],
          ),
        },
      ),
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant('POST') },
        { weight: 1, arbitrary: fc.constantFrom('PUT', 'DELETE', 'PATCH', 'OPTIONS') },
      ),
      agent: fc.option(latin1(300)),
    })
    .map(({ form: { body, type }, cookie: held, path, method, agent: browser }) => ({
      ...{ method, path, body },
      headers: {
        'content-length': String(body.length),
        ...(type !== null && { 'content-type': type }),
        ...(held !== null && { cookie: held }),
        ...(browser !== null && { 'user-agent': browser }),
      },
    }));
  const seen = new Map<number, number>();

  test('answers each as it is documented, and lets nobody in', { timeout: TIMEOUT }, async () => {
    let batches = 0;
    await sweep(
      attempt,
      0.25,
      (_, { status, text: said }) => {
        seen.set(status, (seen.get(status) ?? 0) + 1);
        if (said.includes('at Object.') || said.includes('node_modules')) return 'a stack is told';
        return [200, 202, 204, 302, 400, 401, 403, 404, 405, 410, 413, 415, 422, 429].includes(status)
          ? null
          : `status ${status}`;
      },
      // So that not every try is refused for the many before it.
      async () => {
        batches++;
        if (batches % 4 === 0) await product.sql`delete from sign_in_failures`;
      },
    );
    for (const status of [302, 401, 429]) expect([...seen.keys()]).toContain(status);
  });

  test('has opened no session and changed no password', async () => {
    expect((await product.sql`select from sessions`).count).toBe(0);
    expect(
      (await product.sql`select from audit where act in ('session.started', 'password.set')`).count,
    ).toBe(0);
  });

  test('lives on, without an error', async () => {
    expect(await isReady()).toBe(200);
    expect([...new Set(errors().map((line) => JSON.parse(line).err?.message ?? line))]).toEqual([]);
  });
});
