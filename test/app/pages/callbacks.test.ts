import { beforeAll, describe, expect, test } from 'vitest';
import { localTime } from '#app/ui/values/local-time.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { addPerson } from '#identity/people/people.ts';
import { sign } from '#paymega/signature.ts';
import { keepBodyMonths } from '#reconciliation/books/trim-bodies.ts';
import { askOwn } from '../../support/own-page.ts';
import { signIn, useProduct } from '../../support/product.ts';
import { PASSWORD, SECRETS } from '../../support/running.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';

const SECRET_KEY = 'the key of the test of callbacks, long enough';
const TOKEN = 'bearer-token-that-nobody-may-keep';
const MENDED = 'the secret that was mended';
const product = useProduct({ environment: { SECRET_KEY } });
const cookies = { operator: '', viewer: '', narrow: '' };

beforeAll(async () => {
  cookies.operator = await product.cookieOf('operator');
  cookies.viewer = await product.cookieOf('viewer');
  const { id } = await addPerson(product.sql, {
    email: 'none@shop.example',
    role: 'admin',
    password: PASSWORD,
  });
  await product.sql`update people set sees_all_accounts = false where id = ${id}`;
  await product.sql`
    with other as (
      insert into accounts (slug, name, paymega_account_id, time_zone)
      values ('other', 'Other', 'coma_other', 'UTC') returning id
    )
    insert into person_accounts (person_id, account_id) select ${id}, id from other`;
  cookies.narrow = await signIn(product.url, 'none@shop.example');
});

async function call(id: string, secret: string, over: Record<string, unknown> = {}, to = '/callbacks/main') {
  const body = sampleCallback(id, over);
  const headers = {
    ...{ 'x-signature': sign(secret, Buffer.from(body)), 'user-agent': 'Paymega/2', 'retry-count': '3' },
    ...{ authorization: 'Bearer nobody-may-keep-this-1', cookie: 'a=secret-of-a-cookie' },
  };
  const answer = await fetch(product.url + to, { method: 'POST', body, headers });
  await answer.text();
  return answer.status;
}

async function read(path: string, cookie = cookies.viewer) {
  const answer = await askOwn(product.url + path, { headers: { cookie } });
  return { status: answer.status, html: await answer.text() };
}

const numberOf = async (table: 'callbacks' | 'refused_callbacks', invoiceId: string) => {
  const [row] = await product.sql<{ id: bigint }[]>`
    select id from ${product.sql(table)} where invoice_id = ${invoiceId} order by id desc limit 1`;
  return String(row?.id);
};
const textOf = (html: string) =>
  html
    .replace(/<script.*?<\/script>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

async function takeIn(id: string, cookie = cookies.operator) {
  const init = {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams(),
    redirect: 'manual',
  } as const;
  const answer = await fetch(`${product.url}/refused-callbacks/${id}/verifications`, init);
  const notice = decodeURIComponent(answer.headers.get('set-cookie')?.split(';')[0]?.split('=')[1] ?? '');
  return { status: answer.status, notice: Buffer.from(notice.split('.')[0] ?? '', 'base64').toString() };
}

describe('the page of a callback', () => {
  test('tells what came, what was made of it and what was answered', async () => {
    expect(await call('cpi_page', SECRETS.live)).toBe(200);
    const { status, html } = await read(`/received-callbacks/${await numberOf('callbacks', 'cpi_page')}`);
    expect(status).toBe(200);
    const text = textOf(html);
    for (const shown of [
      ...[
        'Paymega/2',
        '127.0.0.1',
        'Verified with the live secret that was current',
        '200 {"verdict":"new"}',
      ],
      ...['Our book did not have this invoice', 'order-of-cpi_page', '3.33', 'Attempt 3'],
    ])
      expect(text).toContain(shown);
    expect(text).toMatch(/\d+ ms until it was written/);
  });

  test('keeps no credential, no cookie, no signature and no bearer token', async () => {
    const id = await numberOf('callbacks', 'cpi_page');
    const { html } = await read(`/received-callbacks/${id}`);
    const [row] = await product.sql`
      select headers::text as headers, body from callbacks join callback_bodies on callback_id = id where id = ${id}`;
    const signature = sign(SECRETS.live, Buffer.from(sampleCallback('cpi_page')));
    for (const secret of [TOKEN, 'nobody-may-keep-this-1', 'secret-of-a-cookie', signature]) {
      expect(html).not.toContain(secret);
      expect(JSON.stringify(row)).not.toContain(secret);
    }
    expect(row?.headers).toContain('[redacted, 28 characters]');
  });

  test('says why a quarantined one cannot be read, and leads to what mends it', async () => {
    expect(await call('cpi_unknown_currency', SECRETS.test, { currency: 'XQQ', test_mode: true })).toBe(200);
    const id = await numberOf('callbacks', 'cpi_unknown_currency');
    const text = textOf((await read(`/received-callbacks/${id}`)).html);
    expect(text).toContain('its currency is not known here');
    expect(text).toContain('Verified with the test secret that was current');
  });

  test('says “not available” of one of which nothing of it was kept', async () => {
    const { sql, accountId } = product;
    const [row] = await sql<{ id: bigint }[]>`
      insert into callbacks (account_id, received_at, invoice_id, mode, verdict, body_sha256)
      values (${accountId}, now(), 'cpi_of_before', 'live', 'new', '\\x00') returning id`;
    const text = textOf((await read(`/received-callbacks/${row?.id}`)).html);
    expect(text).toContain('Our answer Not available');
    expect(text).toContain('Time taken Not available');
    expect(text).toContain('Sender’s address Not available');
  });

  test('says of a body that was trimmed when and after how long, and has all that is known besides', async () => {
    const { sql, accountId } = product;
    const [row] = await sql<{ id: bigint }[]>`
      insert into callbacks (account_id, received_at, invoice_id, mode, verdict, body_sha256)
      values (${accountId}, '2024-01-05', 'cpi_trimmed', 'live', 'new', '\\xabcdef') returning id`;
    await sql`insert into callback_bodies values (${String(row?.id)}, '2024-01-05', '{"told":"of-old"}')`;
    const pages = [`/received-callbacks/${row?.id}`, `/invoices/cpi_trimmed/bodies/callback/${row?.id}`];
    for (const page of pages) expect((await read(page)).html).toContain('of-old');
    await keepBodyMonths(sql, { kind: 'program', name: 'test' }, 6);
    for (const page of pages) {
      const { status, html } = await read(page);
      expect(status).toBe(200);
      expect(html).not.toContain('of-old');
      expect(textOf(html)).toMatch(/Trimmed after 6 months ?, on /);
    }
    expect((await read(pages[0] ?? '')).html).toContain('abcdef');
    expect((await read(`${pages[1]}/file`)).status).toBe(410);
    expect(textOf((await read('/callbacks')).html)).toContain('cpi_trimmed');
  });

  test('is not there for somebody who does not see its account', async () => {
    const id = await numberOf('callbacks', 'cpi_page');
    expect((await read(`/received-callbacks/${id}`, cookies.narrow)).status).toBe(404);
  });
});

describe('a refused callback', () => {
  test('has a page with the reason in words, and does not verify while the secret is wrong', async () => {
    expect(await call('cpi_refused', MENDED)).toBe(401);
    const id = await numberOf('refused_callbacks', 'cpi_refused');
    const { html } = await read(`/refused-callbacks/${id}`, cookies.operator);
    const text = textOf(html);
    for (const shown of ['POST /callbacks/main', '401', 'It does not verify', 'fits neither', 'Paymega/2'])
      expect(text).toContain(shown);
    expect(html).not.toContain('Verify again and take in');
    expect((await takeIn(id)).notice).toContain('does not verify');
    expect(await numberOf('callbacks', 'cpi_refused')).toBe('undefined');
    const [row] = await product.sql`select sealed, headers from refused_callbacks where id = ${id}`;
    expect(row?.sealed.toString('latin1')).not.toContain(TOKEN);
    expect(html).not.toContain(TOKEN);
  });

  test('is taken in once after the secret was mended, and its bytes are forgotten then', async () => {
    const { sql, accountId } = product;
    const id = await numberOf('refused_callbacks', 'cpi_refused');
    const sealed = createVault([SECRET_KEY]).seal(MENDED, `account:${accountId}:live_secret`);
    await sql`
      insert into account_secrets (account_id, kind, sealed, retires_at)
      values (${accountId}, 'live_secret', ${sealed}, now() + interval '1 day')`;
    // Until the product reads its secrets again.
    await expect
      .poll(async () => (await read(`/refused-callbacks/${id}`, cookies.operator)).html, { timeout: 15_000 })
      .toContain('Verify again and take in');
    expect((await read(`/refused-callbacks/${id}`)).html).not.toContain('Verify again and take in');
    expect((await takeIn(id, cookies.viewer)).status).toBe(403);
    expect((await takeIn(id)).notice).toContain('was verified and taken in');
    const kept = await sql`
      select verdict, refused_id, headers is not null as has_headers, took_ms, body from callbacks join callback_bodies on callback_id = id
      where invoice_id = 'cpi_refused'`;
    expect(kept).toMatchObject([{ verdict: 'new', refusedId: BigInt(id), hasHeaders: true, tookMs: null }]);
    expect(kept[0]?.body).not.toContain(TOKEN);
    const [row] = await sql`select sealed, taken_in_as from refused_callbacks where id = ${id}`;
    expect(row).toEqual({ sealed: null, takenInAs: 'new' });
    expect((await takeIn(id)).notice).toContain('was taken in before');
    expect(await sql`select details from audit where act = 'callback.taken_in'`).toHaveLength(1);
    const [book] = await sql`select status from invoices where id = 'cpi_refused'`;
    expect(book).toEqual({ status: 'processed' });
  });

  test.each([
    ['an address without an account', '/callbacks/nobody', 404],
    ['an address that is none of callbacks', '/callback', 404],
  ])('of %s is taken in by the account whose secret has signed it', async (_, to, status) => {
    const invoice = `cpi_strayed_${to.length}`;
    expect(await call(invoice, SECRETS.live, {}, to)).toBe(status);
    const id = await numberOf('refused_callbacks', invoice);
    expect((await takeIn(id)).notice).toContain('was verified and taken in');
    expect(await numberOf('callbacks', invoice)).not.toBe('undefined');
  });

  test('whose bytes are not kept says so, and cannot be taken in', async () => {
    const id = await numberOf('refused_callbacks', 'cpi_refused');
    await product.sql`update refused_callbacks set taken_in_at = null where id = ${id}`;
    expect(textOf((await read(`/refused-callbacks/${id}`)).html)).toContain('Its bytes are not kept');
    expect((await takeIn(id)).notice).toContain('does not verify');
  });
});

describe('the list of callbacks', () => {
  const isListed = async (path: string, id: string) => (await read(path)).html.includes(`>${id}</bdi>`);
  const today = localTime(new Date(), 'Europe/Berlin').slice(0, 10);

  test('is narrowed by day, verdict and reason, in the address', async () => {
    await product.sql`update accounts set time_zone = 'Europe/Berlin' where id = ${product.accountId}`;
    const of = '/callbacks?account=main';
    expect(await isListed(`${of}&from=${today}&to=${today}`, 'cpi_page')).toBe(true);
    expect(await isListed(`${of}&from=2020-01-01&to=2020-01-02`, 'cpi_page')).toBe(false);
    expect(await isListed(`${of}&verdict=new`, 'cpi_page')).toBe(true);
    expect(await isListed(`${of}&reason=unknown_currency`, 'cpi_page')).toBe(false);
    expect(await isListed(`${of}&mode=test&reason=unknown_currency`, 'cpi_unknown_currency')).toBe(true);
    expect(await isListed(`${of}&mode=test&reason=too_fine`, 'cpi_unknown_currency')).toBe(false);
    expect((await read(`${of}&from=2020-01-02&to=2020-01-01`)).status).toBe(422);
  });

  test('of refused ones is narrowed so, too, and its export is of exactly what is shown', async () => {
    const of = '/callbacks?account=main&show=refused';
    expect(await isListed(`${of}&reason=bad_signature&from=${today}`, 'cpi_refused')).toBe(true);
    expect(await isListed(`${of}&reason=wrong_mode`, 'cpi_refused')).toBe(false);
    const file = '/reports/callbacks/export?account=main&show=refused&format=jsonl';
    expect((await read(`${file}&reason=bad_signature&to=${today}`, cookies.operator)).html).toContain(
      'cpi_refused',
    );
    expect((await read(`${file}&reason=wrong_mode`, cookies.operator)).html).not.toContain('cpi_refused');
    expect((await read(`${file}&to=2020-01-01`, cookies.operator)).html).not.toContain('cpi_refused');
  });

  test('leads from each figure of a day to the list of that day', async () => {
    const { html } = await read('/callbacks?account=main');
    expect(html).toContain(`/callbacks?account=main&amp;from=${today}&amp;to=${today}`);
    expect(html).toContain(`/callbacks?account=main&amp;from=${today}&amp;to=${today}&amp;show=refused`);
  });
});

describe('a currency that is not known', () => {
  const add = async (fields: Record<string, string>, cookie: string) => {
    const init = { method: 'POST', headers: { cookie }, redirect: 'manual' } as const;
    const answer = await fetch(`${product.url}/settings/currencies`, {
      ...init,
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, html: await answer.text() };
  };

  test('is added by an admin alone, whose mistake stands at its field, and then replayed by an operator', async () => {
    const admin = await product.cookieOf('admin');
    expect(textOf((await read('/settings/currencies?account=main', admin)).html)).toContain('XQQ');
    expect((await add({ code: 'XQQ', decimals: '2' }, cookies.operator)).status).toBe(403);
    const wrong = await add({ code: 'EUR', decimals: '2' }, admin);
    expect([wrong.status, textOf(wrong.html)]).toEqual([
      409,
      expect.stringContaining('EUR is known already'),
    ]);
    expect((await add({ code: 'XQQ', decimals: 'two' }, admin)).status).toBe(422);
    expect((await add({ code: 'XQQ', decimals: '2' }, admin)).status).toBe(302);
    const init = { method: 'POST', headers: { cookie: cookies.operator }, redirect: 'manual' } as const;
    const body = new URLSearchParams({ subject: 'cpi_unknown_currency' });
    await fetch(`${product.url}/quarantine/replays?account=main`, { ...init, body });
    const book =
      await product.sql`select currency, amount, mode from invoices where id = 'cpi_unknown_currency'`;
    expect(book).toEqual([{ currency: 'XQQ', amount: 333n, mode: 'test' }]);
  });
});

describe('an address of callbacks', () => {
  test.each([
    '/callbacks/main',
    '/callbacks/nobody',
    '//callbacks/main',
    '/Callbacks/Main/',
    '/%63allbacks/main',
  ])('is told plainly by GET of %s that it takes POST', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(product.url + path, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST']);
      if (method === 'GET')
        expect(await answer.text()).toMatch(/^This is the address to which Paymega sends/);
    }
  });

  test('answers a signed GET so, too, and keeps it among the refused ones', async () => {
    const headers = { 'x-signature': sign(SECRETS.live, Buffer.from('')) };
    const answer = await fetch(`${product.url}/callbacks/main`, { headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    const [row] =
      await product.sql`select reason, http_status from refused_callbacks order by id desc limit 1`;
    expect(row).toEqual({ reason: 'wrong_address', httpStatus: 405 });
  });
});
