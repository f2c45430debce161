import { beforeAll, describe, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';
import { ask, problemOf } from '../../support/programs.ts';

const product = useProduct({ hasHistory: true });
let cookie = '';
let token = '';
beforeAll(async () => {
  cookie = await product.cookieOf('admin');
  token = await product.tokenOf('viewer');
});

const LONG = 'x'.repeat(201);
const NUL = '%00';
const BAD_DAYS = ['2026-13-01', '2026-02-30', '0000-01-01', '10000-01-01', '-2026-01-01', 'today', NUL];
const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const BAD_CURSORS = [
  ...['nonsense', 'null', '1', NUL, LONG, cursor([]), cursor({}), cursor({ id: '1' }), cursor({ id: -1 })],
  cursor({ createdAt: 'yesterday', id: 'cpi_1' }),
  cursor({ createdAt: '2026-02-30 10:00:00+00', id: 'cpi_1' }),
  cursor({ createdAt: '2026-02-28 10:00:00+00', id: 'cpi_\0' }),
  cursor({ createdAt: '0000-02-28 10:00:00+00', id: 'cpi_1' }),
  cursor({ createdAt: '2026-02-28 10:00:00+00', id: 'cpi_1', more: '1' }),
  cursor({ openedAt: 'yesterday', id: '1' }),
  cursor({ openedAt: '2026-02-28 10:00:00+00', id: '9'.repeat(30) }),
  cursor({ list: 'accounts', id: '1' }),
];

/** A parameter, and values of it that cannot be read. */
type Wrong = readonly [name: string, values: readonly string[]];
const DAYS: Wrong[] = [
  ['from', BAD_DAYS],
  ['to', BAD_DAYS],
];
const OF_PAGES: Wrong[] = [
  ['mode', ['foo', 'all', 'LIVE', 'live,test']],
  ['nothing', ['x']],
];
const INVOICES: Wrong[] = [
  ...DAYS,
  ['status', ['foo', LONG, NUL]],
  ['currency', ['XX', 'EURO', '1', LONG]],
  ['search', [LONG, `a${NUL}`]],
  ['pending', ['no', 'true']],
  ['age', ['ancient']],
];
const DISCREPANCIES: Wrong[] = [
  ...DAYS,
  ['day', BAD_DAYS],
  ['state', ['foo', 'closed']],
  ['kind', ['foo', 'toString', '__proto__']],
  ['severity', ['grave', 'High']],
  ['cause', ['foo']],
  ['currency', ['XX', 'EURO']],
  ['search', [LONG]],
  ['run', ['x', '-1', '1e3', '9'.repeat(19)]],
  ['effect', ['nothing', 'opened']],
];
const OF_LIST: Wrong[] = [
  ['assignee', ['somebody', '-1', '9'.repeat(10)]],
  ['group', ['state']],
  ['preview', ['x', '9'.repeat(19)]],
];
const after: Wrong = ['after', BAD_CURSORS];
const before: Wrong = ['before', ['x', '-1', '1.5', '9'.repeat(19), NUL]];

const PAGES: Record<string, readonly Wrong[]> = {
  '/': OF_PAGES,
  '/discrepancies': [...OF_PAGES, ...DISCREPANCIES, ...OF_LIST, after],
  '/discrepancies/resolve-all': [...OF_PAGES, ...DISCREPANCIES, ...OF_LIST],
  '/invoices': [...OF_PAGES, ...INVOICES, after],
  '/pending': [...OF_PAGES, ['age', ['ancient', NUL]], after, ['status', ['foo', LONG]]],
  '/callbacks': [
    ...[...OF_PAGES, before],
    ['verdict', ['believed']],
    ['search', [LONG, NUL]],
    ['show', ['all']],
    ['tail', ['off']],
  ],
  '/runs': [...OF_PAGES, before, ['from', ['2026-13-01']]],
  '/reports': OF_PAGES,
  '/test-payments': OF_PAGES,
  '/audit': [...OF_PAGES, ...DAYS, ['search', [LONG, NUL]], before],
};
const EXPORTS: Record<string, readonly Wrong[]> = {
  '/discrepancies/export': PAGES['/discrepancies'] ?? [],
  '/invoices/export': PAGES['/invoices'] ?? [],
  '/audit/export': PAGES['/audit'] ?? [],
  '/pending/export': PAGES['/pending'] ?? [],
  '/reports/callbacks/export': PAGES['/callbacks'] ?? [],
  '/runs/export': PAGES['/runs'] ?? [],
  '/test-payments/export': PAGES['/test-payments'] ?? [],
};
const OF_PROGRAMS: Wrong[] = [
  ['limit', ['abc', '0', '-1', '1.5', '501', '9999', '1e2', '٣', ' ', '']],
  ['cursor', [...BAD_CURSORS, '']],
  ['mod', ['live']],
];
const mode: Wrong = ['mode', ['foo', 'LIVE', '']];
const API: Record<string, readonly Wrong[]> = {
  '/invoices': [...OF_PROGRAMS, mode, ...INVOICES, ['search', ['', '%20']], ['assignee', ['me']]],
  '/discrepancies': [...OF_PROGRAMS, mode, ...DISCREPANCIES, ['kind', ['']], ['assignee', ['me']]],
  '/callbacks': [...OF_PROGRAMS, ['verdict', ['believed', '']], ['invoice_id', [LONG, NUL, '']]],
  '/runs': [...OF_PROGRAMS, ['from', ['2026-01-01']]],
  '/runs/1': [['limit', ['1']]],
};
const pairs = (wrong: readonly Wrong[]) =>
  wrong.flatMap(([name, values]) => values.map((value) => [name, value] as const));

async function get(path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(product.url + path, { headers: { cookie } });
  return { status: answer.status, text: (await answer.text()).replaceAll('<!-- -->', '') };
}

describe.each(Object.entries(PAGES))('the page %s', (path, wrong) => {
  test('refuses what it cannot read, within its frame, at the field, with a way to mend it', async () => {
    for (const [name, value] of pairs(wrong)) {
      const { status, text } = await get(`${path}?${name}=${value}`);
      expect([name, value, status]).toEqual([name, value, 422]);
      const [main = ''] = /<main.*<\/main>/s.exec(text) ?? [];
      expect([name, value, main]).toEqual([name, value, expect.stringContaining('cannot be read')]);
      expect(text).toContain('Sign out');
      // The way out: the same page without what could not be read.
      expect(main).toMatch(new RegExp(`<a [^>]*href="${path}(\\?mode=test)?"[^>]*>Show it without ${name}<`));
    }
  });

  test('refuses a parameter that stands twice', async () => {
    const { status, text } = await get(`${path}?mode=live&mode=test`);
    expect([status, text]).toEqual([422, expect.stringContaining('say it once')]);
  });
});

test('every page refuses a mode that there is not, also one that shows a single thing', async () => {
  const [item] = await product.sql`select id from discrepancies limit 1`;
  const [invoice] = await product.sql`select id from invoices limit 1`;
  const single = [`/discrepancies/${item?.id}`, `/invoices/${invoice?.id}`, '/runs/1', '/reports/2025-10-10'];
  for (const path of [...single, '/me', '/settings/reconciliation', '/settings/tokens']) {
    const { status, text } = await get(`${path}?mode=foo`);
    expect([path, status, text]).toEqual([path, 422, expect.stringContaining('must be one of live, test')]);
    expect(text).toContain('Sign out');
  }
});

describe('what cannot be read on a page', () => {
  test('is mended by its form, which keeps all the rest and works without scripts', async () => {
    const { text } = await get('/invoices?mode=test&status=processed&from=2026-13-01&search=a%22b');
    const [form = ''] = /<form[^>]*aria-label="Mend the filter".*?<\/form>/s.exec(text) ?? [];
    expect(form).toMatch(/action="\/invoices"/);
    expect(form).not.toContain('method="post"');
    expect(form).toMatch(/<input type="hidden" name="mode" value="test"\/>/);
    expect(form).toMatch(/<input type="hidden" name="status" value="processed"\/>/);
    expect(form).toMatch(/<input type="hidden" name="search" value="a&quot;b"\/>/);
    expect(form).toMatch(/name="from"[^>]*aria-invalid="true"[^>]*value="2026-13-01"/);
    expect(form).toContain('From must be a day of the calendar, YYYY-MM-DD');
    expect(form).toContain('<button');
  });

  test('is chosen anew where there is a closed set', async () => {
    const { text } = await get('/discrepancies?severity=grave');
    for (const choice of ['critical', 'high', 'medium', 'low'])
      expect(text).toContain(`<option value="${choice}">`);
  });

  test('is in order again where two days changed places', async () => {
    const path = '/discrepancies?from=2026-02-02&to=2026-02-01';
    expect(await get(path)).toMatchObject({
      status: 422,
      text: expect.stringContaining('must not be after to, which is 2026-02-01'),
    });
    expect((await get('/discrepancies?from=2026-02-02&to=2026-02-02')).status).toBe(200);
  });

  test('does nothing where it would have been done to all', async () => {
    const [count] =
      await product.sql`select count(*)::int as count from discrepancies where state <> 'resolved'`;
    const body = new URLSearchParams({ resolution: 'written_off', note: 'all of it', seen: '' });
    for (const path of ['/discrepancies/resolve-all?kind=foo', '/pending/status-checks?age=foo']) {
      const init = { method: 'POST', headers: { cookie }, body, redirect: 'manual' } as const;
      expect([path, (await fetch(`${product.url}${path}&account=main`, init)).status]).toEqual([path, 422]);
    }
    expect(
      await product.sql`select count(*)::int as count from discrepancies where state <> 'resolved'`,
    ).toEqual([count]);
    expect(await product.sql`select from check_batches`).toHaveLength(0);
  });
});

describe.each(Object.entries(EXPORTS))('the export %s', (path, wrong) => {
  test('refuses what it cannot read, in words, and holds no row', async () => {
    for (const [name, value] of pairs(wrong)) {
      const { status, text } = await get(`${path}?${name}=${value}`);
      expect([name, value, status]).toEqual([name, value, 422]);
      expect([name, value, text]).toEqual([name, value, expect.stringMatching(`^${name} `)]);
    }
    expect((await get(`${path}?mode=live&mode=live`)).status).toBe(422);
    expect((await get(`${path}?from=2026-02-02&to=2026-02-01`)).status).toBe(422);
    expect((await get(`${path}?format=pdf`)).status).toBe(422);
    expect((await get(`${path}?profile=nobody`)).status).toBe(422);
  });
});

describe.each(Object.entries(API))('the API at %s', (path, wrong) => {
  test('refuses what it cannot read, by the parameter, as a problem', async () => {
    for (const [name, value] of pairs(wrong)) {
      const problem = await problemOf(await ask(product.url, token, `${path}?${name}=${value}`));
      expect([name, value, problem.status, problem.code]).toEqual([name, value, 422, 'bad_filter']);
      expect(problem.errors.map(({ source }) => source?.parameter)).toEqual([name]);
      expect(problem.detail).toContain(name);
    }
  });

  test('refuses a parameter that stands twice, and tells all that is wrong at once', async () => {
    if (path === '/runs/1') return;
    const twice = await problemOf(await ask(product.url, token, `${path}?limit=5&limit=6`));
    expect(twice.detail).toBe('limit stands there 2 times: say it once');
    const many = await problemOf(await ask(product.url, token, `${path}?limit=9999&cursor=x&foo=1`));
    expect(many.errors.map(({ source }) => source?.parameter)).toEqual(['foo', 'limit', 'cursor']);
    expect(many.errors[1]?.detail).toBe('limit must be a whole number from 1 to 500');
  });
});

test('a cursor of one list is none of another', async () => {
  for (const [list, other] of [
    ['/callbacks', '/runs'],
    ['/invoices', '/discrepancies'],
    ['/discrepancies?state=all', '/callbacks'],
  ] as const) {
    const first = await (
      await ask(product.url, token, `${list}${list.includes('?') ? '&' : '?'}limit=1`)
    ).json();
    expect(first.next_cursor).toEqual(expect.any(String));
    expect((await ask(product.url, token, `${other}?cursor=${first.next_cursor}`)).status).toBe(422);
  }
});

test('the days of an order in the wrong order, or out of the calendar, are no fault of ours', async () => {
  for (const days of [
    { from: '0000-01-01', to: '2026-01-01' },
    { from: '2025-10-10', to: '10000-01-01' },
    { from: '-2025-10-10', to: '2025-10-10' },
    { from: '2025-10-10\0', to: '2025-10-10' },
    { from: '9999-12-31', to: '9999-12-31' },
    { from: '2025-10-12', to: '2025-10-10' },
  ]) {
    const answer = await ask(product.url, await product.tokenOf('finance'), '/runs', {
      method: 'POST',
      body: JSON.stringify(days),
    });
    expect([days, answer.status]).toEqual([days, 422]);
  }
  for (const day of ['0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01', '-0001-01-01', '2026-02-30'])
    expect([day, (await get(`/reports/${day}`)).status]).toEqual([day, 404]);
  for (const day of ['1970-01-01', '9998-12-31'])
    expect([day, (await get(`/reports/${day}`)).status]).toEqual([day, 200]);
});

describe('what can be read', () => {
  test('is a status that the documents do not name, where the book has an invoice of it', async () => {
    const [known] = await product.sql`select id from invoices where mode = 'live' limit 1`;
    await product.sql`
      update invoices set status = 'brand_new', stage = -1, is_final = false, took_money = false
      where id = ${String(known?.id)}`;
    const { text } = await get('/invoices?status=brand_new');
    expect(text).toContain(`/invoices/${known?.id}`);
    expect((await ask(product.url, token, '/invoices?status=brand_new')).status).toBe(200);
  });

  test('are all of the edges', async () => {
    for (const query of [
      `search=${'x'.repeat(200)}`,
      'from=0001-01-01&to=9999-12-31',
      'from=2024-02-29&to=2024-02-29',
      'currency=eur',
      'mode=test',
    ]) {
      expect([query, (await get(`/invoices?${query}`)).status]).toEqual([query, 200]);
      expect([query, (await get(`/invoices/export?${query}`)).status]).toEqual([query, 200]);
      expect([query, (await ask(product.url, token, `/invoices?${query}`)).status]).toEqual([query, 200]);
    }
    for (const limit of [1, 500])
      expect((await ask(product.url, token, `/runs?limit=${limit}`)).status).toBe(200);
  });

  test('is an empty field, as a browser sends one', async () => {
    const query = 'mode=live&search=&status=&currency=&from=&to=&after=';
    expect((await get(`/invoices?${query}`)).status).toBe(200);
    expect((await get(`/invoices/export?${query}`)).status).toBe(200);
  });

  test('is every address that a page of ours leads to', async () => {
    const seen = new Set<string>();
    const open = ['/', '/?mode=test'];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      // One of each kind is enough: of the rows of a list the first, in each mode.
      const kind = path.replace(/\/(cpi_\w+|\d+)(?=[/?]|$)/g, '/1').replace(/=[^&]*/g, '=');
      if (seen.has(kind) || seen.size > 300) continue;
      seen.add(kind);
      const { status, text } = await get(path);
      expect([path, status < 400]).toEqual([path, true]);
      for (const [, href = ''] of text.matchAll(/<a [^>]*href="(\/[^"#]*)"/g))
        open.unshift(href.replaceAll('&amp;', '&'));
    }
    expect(seen.size).toBeGreaterThan(40);
  });
});

describe('the search from anywhere', () => {
  const search = (query: string) => get(`/search?${query}`);

  test('shows in the list what was wrong with the words', async () => {
    for (const message of [LONG, NUL]) {
      const answer = await fetch(`${product.url}/search?q=${message}`, { headers: { cookie } });
      expect(new URL(answer.url).pathname).toBe('/invoices');
      expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('Mend the filter')]);
    }
  });

  test('refuses everything else that it cannot read', async () => {
    for (const query of ['mode=foo', 'q=a&q=b', `q=${LONG}&as=list`, 'q=a&as=table', 'q=a&foo=1'])
      expect([query, (await search(query)).status]).toEqual([query, 422]);
  });

  test('leads a typed filter that cannot be read to where it is mended', async () => {
    for (const typed of [
      'status:foo',
      'currency:euros',
      'from:2026-13-01',
      'severity:grave',
      'day:0000-01-01',
    ]) {
      const answer = await fetch(`${product.url}/search?q=${typed}`, { headers: { cookie } });
      expect([typed, answer.status]).toEqual([typed, 422]);
    }
  });
});
