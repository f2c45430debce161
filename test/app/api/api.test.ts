import { describe, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';
import { ask, everyRow, page, refusal } from '../../support/programs.ts';

const product = useProduct({ hasHistory: true });
const asked = async (path: string, init?: RequestInit) =>
  ask(product.url, await product.tokenOf('finance'), path, init);
const order = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

describe('a program that may not is told so as JSON', () => {
  test.each([
    ['without a token', {}],
    ['with a token that nobody made', { authorization: 'Bearer cf_nobody' }],
    ['with something else than a bearer token', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
  ])('%s: 401', async (_, headers) => {
    const answer = await fetch(`${product.url}/api/v1/invoices`, { headers });
    expect(await refusal(answer)).toMatchObject({ http: 401, status: '401', code: 'unauthorised' });
  });

  test('with a token that was taken back: 401', async () => {
    const token = await product.tokenOf('viewer');
    expect((await ask(product.url, token, '/invoices')).status).toBe(200);
    await product.sql`update tokens set revoked_at = now() where name like 'viewer %'`;
    expect((await ask(product.url, token, '/invoices')).status).toBe(401);
  });

  test('with a role that may not: 403', async () => {
    const days = { from: '2025-10-10', to: '2025-10-10' };
    const answer = await ask(product.url, await product.tokenOf('viewer'), '/runs', order(days));
    expect(await refusal(answer)).toMatchObject({ http: 403, status: '403', code: 'forbidden' });
  });

  test.each([
    ['/invoices?account=nobody', 'unknown_account'],
    ['/runs/999999', 'unknown_run'],
    ['/runs/first', 'unknown_run'],
    ['/payments', 'unknown_path'],
  ])('%s is not there: 404', async (path, code) => {
    expect(await refusal(await asked(path))).toMatchObject({ http: 404, status: '404', code });
  });

  test.each<[string, unknown, string]>([
    ['that says nothing', {}, 'bad_order'],
    ['whose days are none', { from: '2025-02-30', to: 'tomorrow' }, 'bad_order'],
    ['whose first day is after its last', { from: '2025-10-12', to: '2025-10-10' }, 'empty_window'],
    ['of days that are still to come', { from: '2999-01-01', to: '2999-01-02' }, 'empty_window'],
  ])('an order %s: 422', async (_, body, code) => {
    expect(await refusal(await asked('/runs', order(body)))).toMatchObject({
      http: 422,
      status: '422',
      code,
    });
  });

  test('a body that is no JSON: 422', async () => {
    const answer = await asked('/runs', { method: 'POST', body: 'from=today' });
    expect(await refusal(answer)).toMatchObject({ http: 422, code: 'bad_order' });
  });
});

describe('a list read page by page', () => {
  test.each([
    ['/invoices', 'invoice_id', 'select id from invoices', 37],
    ['/discrepancies?state=all', 'id', 'select id from discrepancies', 5],
    ['/callbacks', 'id', 'select id from callbacks', 37],
  ])('%s holds everything once', async (path, key, statement, limit) => {
    const token = await product.tokenOf('viewer');
    const rows = await everyRow(product.url, token, path, limit);
    const kept = await product.sql.unsafe(statement);
    expect(kept.length).toBeGreaterThan(2 * limit);
    expect(rows.map((row) => String(row[key])).sort()).toEqual(kept.map(({ id }) => String(id)).sort());
  });

  test('goes on behind its cursor though new rows have come meanwhile', async () => {
    const token = await product.tokenOf('viewer');
    const first = await page(product.url, token, '/invoices?limit=5');
    await product.sql`
      update invoices set created_at = now() where id in (
        select id from invoices where mode = 'live' order by created_at limit 1)`;
    const second = await page(product.url, token, `/invoices?limit=5&cursor=${first.next_cursor}`);
    const ids = [...first.data, ...second.data].map(({ invoice_id }) => invoice_id);
    expect(new Set(ids).size).toBe(10);
  });

  test('does not begin at its beginning again where the cursor is not one of ours', async () => {
    const token = await product.tokenOf('viewer');
    for (const cursor of ['nonsense', btoa('{"id":"1"}'), btoa('[]'), btoa('{"createdAt":"')]) {
      const answer = await ask(product.url, token, `/invoices?limit=3&cursor=${cursor}`);
      expect([cursor, (await refusal(answer)).http]).toEqual([cursor, 422]);
    }
  });

  test('filters as the console does', async () => {
    const token = await product.tokenOf('viewer');
    const [some] =
      await product.sql`select id, reference_id from invoices where reference_id is not null limit 1`;
    const found = await everyRow(product.url, token, `/invoices?search=${some?.referenceId}`, 10);
    expect(found.map(({ invoice_id }) => invoice_id)).toContain(some?.id);
    const failed = await everyRow(product.url, token, '/invoices?status=process_failed&currency=USD', 50);
    expect(new Set(failed.map(({ status, currency }) => `${status} ${currency}`))).toEqual(
      new Set(['process_failed USD']),
    );
    const [critical] = await product.sql`
      select count(*)::int as count from discrepancies where severity = 'critical' and state <> 'resolved'`;
    expect(await everyRow(product.url, token, '/discrepancies?severity=critical', 50)).toHaveLength(
      critical?.count,
    );
  });
});

describe('money in the API', () => {
  test('is a decimal numeral in a string, with the digits of its currency', async () => {
    const rows = await everyRow(product.url, await product.tokenOf('viewer'), '/invoices', 500);
    const digits: Record<string, RegExp> = {
      USD: /^\d+\.\d{2}$/,
      EUR: /^\d+\.\d{2}$/,
      JPY: /^\d+$/,
      KWD: /^\d+\.\d{3}$/,
    };
    expect(new Set(rows.map(({ currency }) => currency))).toEqual(new Set(Object.keys(digits)));
    for (const { currency, amount, fee, processed_amount } of rows) {
      for (const figure of [amount, fee, processed_amount]) {
        if (figure !== null) expect(figure).toMatch(digits[String(currency)] ?? /^$/);
      }
    }
  });

  test('at risk never passes through a binary float', async () => {
    const text = await (await asked('/discrepancies?limit=500&state=all')).text();
    expect(text).toMatch(/"at_risk":"\d/);
    expect(text).not.toMatch(/"at_risk":\d/);
  });
});

describe('a run ordered by a program', () => {
  test('is queued together with its job, told where it is, and on record with who ordered it', async () => {
    const answer = await asked('/runs', order({ from: '2025-10-10', to: '2025-10-11' }));
    expect(answer.status).toBe(202);
    const { data } = await answer.json();
    expect(data).toMatchObject({
      ...{ account: 'main', state: 'queued', trigger: 'program', scope: 'window' },
      // Berlin is two hours ahead of UTC in October.
      ...{ window_from: '2025-10-09T22:00:00.000Z', window_to: '2025-10-11T22:00:00.000Z' },
    });
    expect(answer.headers.get('location')).toBe(`/api/v1/runs/${data.id}`);
    expect(await (await asked(`/runs/${data.id}`)).json()).toEqual({ data });
    const [newest] = (await page(product.url, await product.tokenOf('viewer'), '/runs?limit=1')).data;
    expect(newest).toEqual(data);
    const jobs = await product.sql`
      select 1 from pgboss.job where name = 'reconcile' and data ->> 'runId' = ${data.id} and state = 'created'`;
    expect(jobs).toHaveLength(1);
    expect(await product.sql`select actor from audit where subject = ${`run:${data.id}`}`).toEqual([
      { actor: expect.stringMatching(/^token:finance/) },
    ]);
  });
});
