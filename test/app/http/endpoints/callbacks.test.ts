import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../../support/product.ts';
import { SECRETS } from '../../../support/running.ts';
import { sampleCallback } from './sample-callback.ts';

const run = promisify(execFile);
const product = useProduct();

/** Sends a body as Paymega does, signed with the live secret unless headers say otherwise. */
async function send(body: string | Buffer, headers: Record<string, string> = {}, to = '/callbacks/main') {
  const signed = { 'content-type': 'application/json', 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
  const bytes = new Uint8Array(Buffer.from(body));
  const answer = await fetch(product.url + to, {
    method: 'POST',
    body: bytes,
    headers: { ...signed, ...headers },
  });
  return { status: answer.status, body: await answer.json() };
}

const inBook = (id: string) => product.sql`
  select status, mode, currency, amount, fee, reference_id as reference from invoices where id = ${id}`;
const heard = (id: string) => product.sql`select verdict from callbacks where invoice_id = ${id} order by id`;
const refusals = (id: string) => product.sql`
  select reason, http_status as status, excerpt from refused_callbacks where invoice_id = ${id} order by id`;

describe('a callback that is signed by the formula of the document', () => {
  test('with shell tools alone is taken, and its invoice stands in the book to the cent', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-callback-'));
    const body = path.join(folder, 'body');
    await writeFile(body, sampleCallback('cpi_shell'));
    const pipeline = `printf '%s%s%s' "$S" "$(cat "$BODY")" "$S" | openssl sha1 -binary | base64`;
    const { stdout } = await run('sh', ['-c', pipeline], {
      env: { ...process.env, S: SECRETS.live, BODY: body },
    });
    await rm(folder, { recursive: true });
    const taken = await send(sampleCallback('cpi_shell'), { 'x-signature': stdout.trim() });
    expect(taken).toEqual({ status: 200, body: { verdict: 'new' } });
    expect(await inBook('cpi_shell')).toEqual([
      {
        ...{ status: 'processed', mode: 'live', currency: 'USD', amount: 333n, fee: 10n },
        reference: 'order-of-cpi_shell',
      },
    ]);
  });

  test('and comes again is known already, and kept again', async () => {
    const body = sampleCallback('cpi_again');
    await send(body);
    const again = await send(body, { 'retry-count': '3' });
    expect(again).toEqual({ status: 200, body: { verdict: 'same' } });
    expect(await heard('cpi_again')).toEqual([{ verdict: 'new' }, { verdict: 'same' }]);
    expect(await inBook('cpi_again')).toHaveLength(1);
  });

  test('and is older than the book changes nothing there', async () => {
    await send(sampleCallback('cpi_old'));
    const old = await send(sampleCallback('cpi_old', { status: 'processing', updated: 1_790_000_001 }));
    expect(old).toEqual({ status: 200, body: { verdict: 'stale' } });
    expect(await inBook('cpi_old')).toMatchObject([{ status: 'processed' }]);
  });

  test('is taken without the account’s name where there is one account', async () => {
    expect(await send(sampleCallback('cpi_nameless'), {}, '/callbacks')).toMatchObject({ status: 200 });
  });

  test('for a test payment is signed with the test secret', async () => {
    const body = sampleCallback('cpi_testmode', { test_mode: true });
    const signature = sign(SECRETS.test, Buffer.from(body));
    expect(await send(body, { 'x-signature': signature })).toMatchObject({ status: 200 });
    expect(await inBook('cpi_testmode')).toMatchObject([{ mode: 'test' }]);
  });

  test('but cannot be read exactly is taken all the same, into quarantine', async () => {
    const taken = await send(sampleCallback('cpi_finer', { amount: 3.333 }));
    expect(taken).toEqual({ status: 200, body: { verdict: 'quarantined' } });
    expect(await inBook('cpi_finer')).toEqual([]);
    expect(await heard('cpi_finer')).toEqual([{ verdict: 'quarantined' }]);
  });

  test('keeps no bearer token', async () => {
    await send(sampleCallback('cpi_token'));
    const [kept] = await product.sql`
      select body from callbacks join callback_bodies on callback_id = id where invoice_id = 'cpi_token'`;
    expect(kept?.body).toContain('sid_1');
    expect(kept?.body).not.toContain('bearer-token-that-nobody-may-keep');
  });

  test('many at once are each answered after their own commit', async () => {
    const ids = Array.from({ length: 120 }, (_, n) => `cpi_burst${n}`);
    const answers = await Promise.all(ids.map((id) => send(sampleCallback(id))));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
    const [kept] = await product.sql`
      select count(*)::int as count from invoices where id in ${product.sql(ids)}`;
    expect(kept?.count).toBe(120);
  });
});

describe('a callback that is refused', () => {
  let refused = 0;

  test.each<[string, number, string, (id: string) => ReturnType<typeof send>]>([
    ['without a signature', 401, 'no_signature', (id) => send(sampleCallback(id), { 'x-signature': '' })],
    [
      'with the signature of another body',
      ...([401, 'bad_signature'] as const),
      (id) => send(sampleCallback(id), { 'x-signature': sign(SECRETS.live, Buffer.from('another')) }),
    ],
    [
      'with a secret that is not ours',
      ...([401, 'bad_signature'] as const),
      (id) => send(sampleCallback(id), { 'x-signature': sign('x', Buffer.from(sampleCallback(id))) }),
    ],
    [
      'of a live payment with the test secret',
      ...([401, 'wrong_mode'] as const),
      (id) =>
        send(sampleCallback(id), { 'x-signature': sign(SECRETS.test, Buffer.from(sampleCallback(id))) }),
    ],
    [
      'of a test payment with the live secret',
      ...([401, 'wrong_mode'] as const),
      (id) => send(sampleCallback(id, { test_mode: true })),
    ],
    ['that is no JSON', 400, 'no_document', (id) => send(`{"data": {"id": "${id}", "attributes": `)],
    ['that is no invoice', 400, 'no_document', (id) => send(JSON.stringify({ data: [{ id }] }))],
    [
      'that is not UTF-8',
      ...([400, 'not_utf8'] as const),
      (id) => send(Buffer.concat([Buffer.from(sampleCallback(id)), Buffer.from([0xff])])),
    ],
    [
      'that is larger than 256 KB',
      ...([413, 'too_large'] as const),
      (id) => send(sampleCallback(id, { description: 'x'.repeat(256 * 1024) })),
    ],
    [
      'for an account that is not here',
      ...([404, 'unknown_account'] as const),
      (id) => send(sampleCallback(id), {}, '/callbacks/nobody'),
    ],
  ])(
    '%s is answered %i, is not in the book, and is in the inbox of refusals',
    async (_, status, reason, sent) => {
      refused++;
      const id = `cpi_refused${refused}`;
      const answer = await sent(id);
      expect(answer).toEqual({ status, body: { errors: [{ code: reason, detail: expect.any(String) }] } });
      expect(await refusals(id)).toEqual([{ reason, status, excerpt: expect.stringContaining(id) }]);
      expect(await inBook(id)).toEqual([]);
      expect(await heard(id)).toEqual([]);
    },
  );

  test('and names an invoice has one status check of it queued a minute, however often it comes', async () => {
    for (let n = 0; n < 5; n++) await send(sampleCallback('cpi_asked'), { 'x-signature': 'wrong' });
    await vi.waitFor(async () => {
      const jobs = await product.sql`
        select data ->> 'invoiceId' as invoice, data ->> 'askedBy' as "askedBy", count(*)::int as checks
        from pgboss.job where name = 'check-status' and data ->> 'invoiceId' = 'cpi_asked'
        group by data, singleton_on`;
      expect(jobs[0]).toEqual({ invoice: 'cpi_asked', askedBy: 'callback', checks: 1 });
      expect(new Set(jobs.map(({ checks }) => checks))).toEqual(new Set([1]));
    });
    expect(await refusals('cpi_asked')).toHaveLength(5);
  });

  test('and names none has nobody asked', async () => {
    await send('not even JSON', { 'x-signature': 'wrong' });
    const jobs = await product.sql`
      select 1 from pgboss.job where name = 'check-status' and data ->> 'invoiceId' not like 'cpi_%'`;
    expect(jobs).toEqual([]);
  });
});

test('looking at the callback address with a browser is no callback', async () => {
  const answer = await fetch(`${product.url}/callbacks/main`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  const page = await fetch(`${product.url}/callbacks`, { redirect: 'manual' });
  expect([page.status, page.headers.get('location')]).toEqual([302, '/sign-in?to=%2Fcallbacks']);
});

test('no secret and no signature is ever written to the log', () => {
  const written = product.running.output();
  expect(written).toContain('callback refused');
  for (const secret of Object.values(SECRETS)) expect(written).not.toContain(secret);
});
