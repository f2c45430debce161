import { beforeAll, describe, expect, test } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { createToken } from '#identity/sessions/tokens.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { createBatch } from '#reconciliation/comparison/check-batches.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { beginIntegrationCheck } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { makeAccount } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { signIn, useProduct } from '../../support/product.ts';
import { ask } from '../../support/programs.ts';
import { PASSWORD } from '../../support/running.ts';

const product = useProduct();
const ACTOR = { kind: 'program', name: 'test' } as const;
const UNKNOWN = { id: '987654', invoice: 'cpi_nobody', account: 'nobody' };

/** What lies in an account that nobody of this file sees. */
type Hidden = Record<
  'item' | 'run' | 'payment' | 'check' | 'batch' | 'exported' | 'rate' | 'callback' | 'refusal' | 'alert',
  string
> & {
  account: number;
  slug: string;
};
let hidden: Hidden;
let own = { item: '', account: 0 };
let cookie = '';
let token = '';

beforeAll(async () => {
  const { sql, accountId } = product;
  // Numbers that stand nowhere else on a page, where each is taken out before two are compared.
  for (const table of [
    'accounts',
    'discrepancies',
    'runs',
    'test_payments',
    'check_batches',
    'integration_checks',
    'exports',
    'fee_rates',
    'alerts',
    'callbacks',
    'refused_callbacks',
  ])
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), 876543)`;
  const account = await makeAccount(sql);
  const window = { from: 1_790_000_000, to: 1_790_000_100 };
  await ingest(sql, [
    anObservation(account, { id: 'cpi_hidden', status: 'process_pending', updatedAt: 1_790_000_000 }),
  ]);
  const [payment] = await sql<{ id: bigint }[]>`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${account}, 'ref-hidden', 'USD', 100, 'card', 'creating', now(), now()) returning id`;
  const { id: personId } = await addPerson(sql, {
    email: 'one@shop.example',
    role: 'finance',
    password: PASSWORD,
  });
  const asked = { kind: 'person', personId, name: 'one@shop.example' } as const;
  const [exported] = await sql<{ id: bigint }[]>`
    insert into exports (account_id, actor, list, filter, format, time_zone, file_name)
    values (${account}, 'program:test', 'invoices', '{}', 'jsonl', 'UTC', 'hidden.jsonl') returning id`;
  const [row] = await sql<{ slug: string }[]>`select slug from accounts where id = ${account}`;
  hidden = {
    item: String(await anItem(sql, account, { subject: 'cpi_hidden' })),
    run: String(await queueRun(sql, ACTOR, { accountId: account, window, trigger: 'program' })),
    payment: String(payment?.id),
    check: String(await beginIntegrationCheck(sql, ACTOR, account)),
    batch: String(await createBatch(sql, asked, { accountId: account, mode: 'live', age: undefined })),
    exported: String(exported?.id),
    rate: String(await rateOf(account, personId)),
    alert: String(await alertOf(account)),
    ...(await callbacksOf(account)),
    ...{ account, slug: row?.slug ?? '' },
  };
  own = { item: String(await anItem(sql, accountId, { subject: 'cpi_own' })), account: accountId };
  await sql`update people set sees_all_accounts = false, role = 'operator' where id = ${personId}`;
  await sql`insert into person_accounts (person_id, account_id) values (${personId}, ${accountId})`;
  cookie = await signIn(product.url, 'one@shop.example');
  token = await createToken(sql, ACTOR, { name: 'one', role: 'operator', accountId });
});

async function alertOf(account: number): Promise<bigint | undefined> {
  const [alert] = await product.sql<{ id: bigint }[]>`
    insert into alerts (account_id, rule, subject, severity, summary, path, opened_at, last_seen_at)
    values (${account}, 'run_late', 'runs', 'high', 'late', '/runs', now(), now()) returning id`;
  return alert?.id;
}

async function callbacksOf(account: number): Promise<{ callback: string; refusal: string }> {
  const { sql } = product;
  const [callback] = await sql<{ id: bigint }[]>`
    insert into callbacks (account_id, received_at, invoice_id, mode, verdict, body_sha256)
    values (${account}, now(), 'cpi_hidden', 'live', 'new', '') returning id`;
  const [refusal] = await sql<{ id: bigint }[]>`
    insert into refused_callbacks (account_id, received_at, reason, message, http_status, excerpt, body_sha256)
    values (${account}, now(), 'bad_signature', 'message', 401, '{}', '') returning id`;
  return { callback: String(callback?.id), refusal: String(refusal?.id) };
}

async function rateOf(account: number, personId: number): Promise<bigint | undefined> {
  const [rate] = await product.sql<{ id: bigint }[]>`
    insert into fee_rates (account_id, currency, from_day, base, tiers_by, rounding, origin, created_at, created_by)
    values (${account}, 'USD', '2026-01-01', 'order', 'volume', 'half_up', 'entered', now(), ${personId})
    returning id`;
  await product.sql`
    insert into fee_tiers (rate_id, from_minor, percentage, fixed) values (${rate?.id ?? 0n}, 0, 2900000, 30)`;
  return rate?.id;
}

/** An answer without the id that it was asked for. */
async function answer(path: string, id: string, init: RequestInit = {}) {
  const asked = { ...init, headers: { cookie, ...init.headers }, redirect: 'manual' } as const;
  const got = await fetch(product.url + path, asked);
  const notice = got.headers.get('set-cookie')?.split(';')[0]?.split('=')[1]?.split('.')[0];
  const told = notice ? Buffer.from(decodeURIComponent(notice), 'base64').toString() : '';
  const text = `${got.headers.get('location')} ${told} ${await got.text()}`.replace(
    /nonce(="|&quot;:&quot;|":")[\w+/=]+/g,
    '',
  );
  // Nonces, and what the clock says: an age may pass a second between two answers.
  const varying = /dateTime="PT\d+S">[^<]*|nonce-[\w+/=]+|"nonce":"[^"]+"|now\\",\[\\"D\\",\d+/g;
  return [got.status, text.replaceAll(id, '…').replaceAll(varying, '')];
}

const PATHS: [string, (of: Hidden) => [string, string]][] = [
  ['/discrepancies/:id', ({ item }) => [item, UNKNOWN.id]],
  ['/discrepancies?preview=:id', ({ item }) => [item, UNKNOWN.id]],
  ['/discrepancies?run=:id&effect=opened', ({ run }) => [run, UNKNOWN.id]],
  ['/invoices/:id', () => ['cpi_hidden', UNKNOWN.invoice]],
  ['/invoices/:id/proof', () => ['cpi_hidden', UNKNOWN.invoice]],
  ['/reports/fees/rates/:id', ({ rate }) => [rate, UNKNOWN.id]],
  ['/invoices?account=:id', ({ slug }) => [slug, UNKNOWN.account]],
  ['/runs/:id', ({ run }) => [run, UNKNOWN.id]],
  ['/received-callbacks/:id', ({ callback }) => [callback, UNKNOWN.id]],
  ['/refused-callbacks/:id', ({ refusal }) => [refusal, UNKNOWN.id]],
  ['/test-payments/:id', ({ payment }) => [payment, UNKNOWN.id]],
  ['/test-payments/:id/return', ({ payment }) => [payment, UNKNOWN.id]],
  ['/integration-checks/:id', ({ check }) => [check, UNKNOWN.id]],
  ['/live/integration-check/:id', ({ check }) => [check, UNKNOWN.id]],
  ['/pending/status-checks/:id', ({ batch }) => [batch, UNKNOWN.id]],
  ['/live/run/:id', ({ run }) => [run, UNKNOWN.id]],
  ['/live/batch/:id', ({ batch }) => [batch, UNKNOWN.id]],
  ['/live/test-payment/:id', ({ payment }) => [payment, UNKNOWN.id]],
  ['/reports/exports/:id/manifest', ({ exported }) => [exported, UNKNOWN.id]],
  ['/reports/exports/:id/file', ({ exported }) => [exported, UNKNOWN.id]],
  ['/live/exports/:id', ({ account }) => [String(account), UNKNOWN.id]],
  ['/live/runs/:id', ({ account }) => [String(account), UNKNOWN.id]],
  ['/live/callbacks/:id', ({ account }) => [String(account), UNKNOWN.id]],
];
const FORMS: [string, Record<string, string>, (of: Hidden) => [string, string]][] = [
  ['/session/account', { account: ':id' }, ({ slug }) => [slug, UNKNOWN.account]],
  ['/discrepancies/:id/notes', { note: 'x' }, ({ item }) => [item, UNKNOWN.id]],
  ['/discrepancies/:id/assignment', { to: 'none' }, ({ item }) => [item, UNKNOWN.id]],
  ['/discrepancies/assignment?preview=:id', { assignee: 'none' }, ({ item }) => [item, UNKNOWN.id]],
  [
    '/discrepancies/resolution?preview=:id',
    { resolution: 'written_off', note: 'x' },
    ({ item }) => [item, UNKNOWN.id],
  ],
  [
    '/discrepancies/:id/resolution',
    { resolution: 'written_off', note: 'x' },
    ({ item }) => [item, UNKNOWN.id],
  ],
  ['/discrepancies/assignments', { selected: ':id' }, ({ item }) => [item, UNKNOWN.id]],
  [
    '/discrepancies/resolutions',
    { selected: ':id', resolution: 'written_off', note: 'x' },
    ({ item }) => [item, UNKNOWN.id],
  ],
  ['/reports/fees/rates/:id/ending', { to: '2026-02-01' }, ({ rate }) => [rate, UNKNOWN.id]],
  ['/reports/fees/rates/:id/withdrawal', {}, ({ rate }) => [rate, UNKNOWN.id]],
  ['/refused-callbacks/:id/verifications', {}, ({ refusal }) => [refusal, UNKNOWN.id]],
  ['/alerts/:id/acknowledgement', {}, ({ alert }) => [alert, UNKNOWN.id]],
  ['/runs/:id/cancellation', {}, ({ run }) => [run, UNKNOWN.id]],
  ['/pending/status-checks/:id/cancellation', {}, ({ batch }) => [batch, UNKNOWN.id]],
  ...['pre-request', 'creation', 'sale', 'bank', 'status-checks', 'refunds'].map(
    (act): (typeof FORMS)[number] => [
      `/test-payments/:id/${act}`,
      {},
      ({ payment }) => [payment, UNKNOWN.id],
    ],
  ),
  ['/invoices/:id/status-checks?account=main', {}, () => ['cpi_hidden', UNKNOWN.invoice]],
];

describe('somebody who sees one account', () => {
  test.each(PATHS)('is told the same at %s of what is hidden and of what is not there', async (path, ids) => {
    const [one, other] = await Promise.all(ids(hidden).map((id) => answer(path.replace(':id', id), id)));
    expect(one).toEqual(other);
    if (!path.includes('?')) expect(one?.[0]).toBe(404);
  });

  test.each(FORMS)('is told the same by a form to %s', async (path, fields, ids) => {
    const [one, other] = await Promise.all(
      ids(hidden).map((id) => {
        const body = new URLSearchParams(
          Object.entries(fields).map(([name, value]) => [name, value.replace(':id', id)]),
        );
        return answer(path.replace(':id', id), id, { method: 'POST', body });
      }),
    );
    expect(one).toEqual(other);
  });

  test('is told the same of one among others that are there, and none of them is touched', async () => {
    const send = (id: string) => {
      const body = new URLSearchParams([
        ['selected', own.item],
        ['selected', id],
      ]);
      return answer('/discrepancies/assignments', id, { method: 'POST', body });
    };
    expect(await send(hidden.item)).toEqual(await send(UNKNOWN.id));
    const [item] = await product.sql`select state from discrepancies where id = ${own.item}`;
    expect(item).toEqual({ state: 'open' });
  });

  test('is told the same by the API', async () => {
    const of = async (path: string, id: string) => {
      const got = await ask(product.url, token, path.replace(':id', id));
      return [got.status, (await got.text()).replaceAll(id, '…')];
    };
    for (const [path, one, other] of [
      ['/runs/:id', hidden.run, UNKNOWN.id],
      ['/invoices?account=:id', hidden.slug, UNKNOWN.account],
      ['/runs?account=:id', hidden.slug, UNKNOWN.account],
      ['/invoices?search=:id', 'cpi_hidden', UNKNOWN.invoice],
      ['/callbacks?invoice_id=:id', 'cpi_hidden', UNKNOWN.invoice],
      ['/discrepancies?run=:id', hidden.run, UNKNOWN.id],
    ] as const)
      expect([path, await of(path, one)]).toEqual([path, await of(path, other)]);
  });
});

describe('the live address of what is not there', () => {
  test.each([
    ...['run', 'runs', 'batch', 'callbacks', 'test-payment'].map((watched) => `/live/${watched}/987654`),
    ...['run', 'runs'].map((watched) => `/live/${watched}/${'9'.repeat(18)}`),
    ...[
      '/live/runs/2147483648',
      '/live/runs/0',
      '/live/run/x',
      '/live/people/1',
      `/live/run/${'9'.repeat(30)}`,
    ],
  ])('%s is answered at once, also to who sees all', async (path) => {
    const headers = { cookie: await product.cookieOf('viewer') };
    const got = await fetch(product.url + path, { headers });
    expect([got.status, got.headers.get('content-type')]).toEqual([
      404,
      expect.stringMatching(/^text\/plain/),
    ]);
    await got.text();
  });
});
