import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoice } from '#paymega/document.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { anItem } from '../../reconciliation/discrepancies/an-item.ts';
import { csvRows } from '../../support/csv.ts';
import { anObservation } from '../../support/observations.ts';
import { loaderData } from '../../support/page-data.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct({ hasHistory: true });
let cookie = '';

// In a currency and with references that the shop of the history has none of.
async function sought(id: string, amount: bigint, over: Partial<Invoice> = {}) {
  const told = { id, amount, currency: 'KWD', referenceId: `sought/${id}`, ...over };
  await ingest(product.sql, [anObservation(product.accountId, told)]);
}

beforeAll(async () => {
  cookie = await product.cookieOf('viewer');
  await sought('cpi_sought_1', 7_654_321n);
  await sought('cpi_sought_2', 1_234_005n, { createdAt: 1_790_000_100 });
  await sought('cpi_sought_3', 1_234_005n);
  await sought('cpi_sought_test', 99_999_001n, { mode: 'test' });
  for (let n = 0; n < 12; n++) await sought(`cpi_crowd_${n}`, 44_444_444n, { createdAt: 1_790_001_000 + n });
});

async function ledTo(q: string, over: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${product.url}/search?${new URLSearchParams({ q, ...over })}`, {
    headers: { cookie },
    redirect: 'manual',
  });
  expect(answer.status).toBe(302);
  return answer.headers.get('location') ?? '';
}
const listed = (q: string, over: Record<string, string> = {}) =>
  loaderData(product.url, `/search?${new URLSearchParams({ q, as: 'list', ...over })}`, cookie) as Promise<{
    query: string;
    acts: { label: string }[];
    places: { group: string; label: string; href: string }[];
    invoices: { id: string }[];
    allHref: string | null;
  }>;

describe('the search from anywhere', () => {
  test.each(['cpi_sought_1', 'sought/cpi_sought_1', '7654.321', '7654,321', ' 7654.3210 '])(
    'leads to the one invoice that %j means',
    async (q) => {
      expect(await ledTo(q)).toBe('/invoices/cpi_sought_1?mode=live');
    },
  );

  test('leads to a test payment among the test payments', async () => {
    expect(await ledTo('99999.001')).toBe('/invoices/cpi_sought_test?mode=test');
  });

  test('leads to the list where there are several, or none', async () => {
    expect(await ledTo('1234.005')).toBe('/invoices?mode=live&search=1234.005');
    expect(await ledTo('nobody has this')).toBe('/invoices?mode=live&search=nobody+has+this');
  });

  test.each(['', '  '])('leads to all invoices where it says nothing (%j)', async (q) => {
    expect(await ledTo(q)).toBe('/invoices');
  });

  test.each(['\0', 'x'.repeat(300)])('leads to where it is mended when it cannot be read (%j)', async (q) => {
    expect(await ledTo(q)).toBe(`/invoices?${new URLSearchParams({ mode: 'live', search: q })}`);
  });

  test.each(['7,654.321 KWD', '7,654.321\u00a0KWD', '7 654,321', 'KWD 7.654,321', '7,654.321'])(
    'leads to the one invoice of an amount as it is shown, %j',
    async (q) => {
      expect(await ledTo(q)).toBe('/invoices/cpi_sought_1?mode=live');
      expect((await listed(q)).invoices.map(({ id }) => id)).toEqual(['cpi_sought_1']);
    },
  );

  test('leads to the one of an amount that Paymega’s book alone has', async () => {
    const told = anObservation(product.accountId, {
      id: 'cpi_only_theirs',
      currency: 'JPY',
      amount: 7_777_777n,
    });
    await mirrorInvoices(product.sql, [told], new Date());
    await anItem(product.sql, product.accountId, { subject: 'cpi_only_theirs', kind: 'missing_ours' });
    expect(await ledTo('7,777,777 JPY')).toBe('/invoices/cpi_only_theirs?mode=live');
  });

  test('finds a discrepancy by the money at risk as it is shown', async () => {
    await anItem(product.sql, product.accountId, {
      subject: 'cpi_at_risk',
      currency: 'EUR',
      atRisk: 123_456_789n,
    });
    const list = async (search: string) => {
      const query = new URLSearchParams({ state: 'all', search });
      return (await fetch(`${product.url}/discrepancies?${query}`, { headers: { cookie } })).text();
    };
    expect(await list('1,234,567.89 EUR')).toContain('>cpi_at_risk<');
    expect(await list('1,234,567.89 USD')).not.toContain('>cpi_at_risk<');
  });

  test('finds by the number alone what stands behind the usual beginning of a reference', async () => {
    const [own] = await product.sql<{ id: string; referenceId: string }[]>`
      select id, reference_id from invoices as one
      where account_id = ${product.accountId} and reference_id ~ '^order-[0-9]{5}$' and mode = 'live'
        and (select count(*) from invoices where reference_id = one.reference_id) = 1
      limit 1`;
    const number = own?.referenceId.replace('order-', '') ?? '';
    expect(await ledTo(number)).toBe(`/invoices/${own?.id}?mode=live`);
    const hits = await listed(number);
    expect(hits.invoices.map(({ id }) => id)).toEqual([own?.id]);
    expect(hits.allHref).toContain(`search=order-${number}`);
  });

  test('finds a part from the midst of a reference among the newest', async () => {
    await sought('cpi_midst', 5n, { referenceId: 'batch 7 MiddlePart end' });
    // Newer, and its id begins as that one's.
    await sought('cpi_midst_2', 5n, { referenceId: 'another', createdAt: 1_790_000_200 });
    expect(await ledTo('middlepart')).toBe('/invoices/cpi_midst?mode=live');
    expect(await ledTo('mi')).toBe('/invoices?mode=live&search=mi');
  });

  test('finds by a customer’s id the payments of which a callback of late told it', async () => {
    const [said] = await product.sql<{ customer: string }[]>`
      select substring(body from '"customers",\\s*"id":\\s*"([^"]+)"') as customer from callbacks join callback_bodies on callback_id = id
      where account_id = ${product.accountId} and body like '%"customers"%' order by id desc limit 1`;
    const { invoices, allHref } = await listed(said?.customer ?? '');
    expect(allHref).toBeNull();
    const rows = await product.sql`
      select from callbacks join callback_bodies on callback_id = id where invoice_id = ${invoices[0]?.id ?? ''} and strpos(body, ${said?.customer ?? 'none'}) > 0`;
    expect(rows.length).toBeGreaterThan(0);
    expect(await ledTo(said?.customer ?? '')).toMatch(new RegExp(`^/invoices/${invoices[0]?.id}\\?`));
  });

  test.each([
    ['2026-11-20', 'Days', '/reports/2026-11-20'],
    ['yester', 'Days', /^\/reports\/\d{4}-\d\d-\d\d$/],
    ['12-31', 'Days', /^\/reports\/\d{4}-12-31$/],
    ['run 1', 'Runs', '/runs/1'],
    ['charge', 'Discrepancies', '/discrepancies?kind=chargeback'],
  ])('offers the palette for %j what lies under %s', async (q, group, href) => {
    const [first] = (await listed(q)).places;
    expect(first).toMatchObject({
      group,
      href: typeof href === 'string' ? href : expect.stringMatching(href),
    });
  });

  test('offers no run of a number that there is not, and no day that is none', async () => {
    for (const q of ['run 99999', '2026-02-30', 'x']) expect((await listed(q)).places).toEqual([]);
  });

  test('offers what may be done, to those who may', async () => {
    const acts = async (q: string) => (await listed(q)).acts.map(({ label }) => label);
    expect(await acts('run now')).toEqual([]);
    const viewer = cookie;
    cookie = await product.cookieOf('finance');
    expect(await acts('run now')).toEqual(['Reconcile today now']);
    expect(await acts('close yesterday')).toEqual([expect.stringMatching(/^Close yesterday, \d{4}/)]);
    expect((await acts('')).length).toBeGreaterThan(3);
    cookie = viewer;
    expect((await listed('nobody has this')).allHref).toBeNull();
  });

  test('leads by a typed filter to the list that has it', async () => {
    expect(await ledTo('status:processed currency:kwd 1234.005')).toBe(
      '/invoices?status=processed&currency=KWD&search=1234.005',
    );
    expect(await ledTo('kind:chargeback', { mode: 'test' })).toBe('/discrepancies?kind=chargeback&mode=test');
  });

  test('leads to the work list where several are in Paymega’s book alone', async () => {
    const told = ['a', 'b'].map((name) => anObservation(product.accountId, { id: `cpi_theirs_${name}` }));
    await mirrorInvoices(product.sql, told, new Date());
    for (const subject of ['cpi_theirs_a', 'cpi_theirs_b'])
      await anItem(product.sql, product.accountId, { subject, kind: 'missing_ours' });
    const list = await ledTo('cpi_theirs_');
    expect(list).toBe('/discrepancies?state=all&mode=live&search=cpi_theirs_');
    const page = await (await fetch(product.url + list, { headers: { cookie } })).text();
    expect(page).toContain('>cpi_theirs_a<');
    expect(page).toContain('>cpi_theirs_b<');
    expect(await ledTo('cpi_theirs_a')).toBe('/invoices/cpi_theirs_a?mode=live');
  });

  test('its list says how many the other payments have of it, live and test being apart', async () => {
    const list = async (query: string) => {
      const answer = await fetch(`${product.url}/invoices?${query}`, { headers: { cookie } });
      return (await answer.text()).replaceAll('<!-- -->', '');
    };
    expect(await list('search=cpi_sought')).toMatch(
      /"\/invoices\?search=cpi_sought&amp;mode=test"[^>]*>1 more</,
    );
    expect(await list('search=cpi_sought&mode=test')).toMatch(
      /search=cpi_sought&amp;mode=live"[^>]*>\d+ more</,
    );
    expect(await list('search=cpi_crowd_')).not.toContain(' more</a>');
  });

  test.each(['/invoices?search=cpi_sought&', '/discrepancies?state=all&'])(
    'a list takes a currency in either case (%s)',
    async (list) => {
      await anItem(product.sql, product.accountId, { subject: `cpi_case_${list.length}`, currency: 'KWD' });
      const idsOf = async (code: string) => {
        const answer = await fetch(`${product.url}${list}currency=${code}`, { headers: { cookie } });
        return [...new Set((await answer.text()).match(/cpi_[a-z]+_\w+/g))].sort();
      };
      expect(await idsOf('kwd')).toEqual(await idsOf('KWD'));
      expect((await idsOf('kwd')).length).toBeGreaterThan(0);
    },
  );

  test('leads nowhere whoever has not signed in', async () => {
    const answer = await fetch(`${product.url}/search?q=cpi_sought_1`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toMatch(/^\/sign-in\?to=/);
  });
});

describe('the search of the palette', () => {
  test.each(['cpi_sought_1', 'sought/cpi_sought_1', '7654.321'])('answers what %j means', async (q) => {
    expect(await listed(q)).toEqual({
      ...{ query: q, acts: [], places: [] },
      invoices: [
        {
          ...{ id: 'cpi_sought_1', referenceId: 'sought/cpi_sought_1', status: 'processed', mode: 'live' },
          amount: { minor: '7654321', currency: 'KWD', exponent: 3 },
        },
      ],
      allHref: `/invoices?${new URLSearchParams({ mode: 'live', search: q })}`,
    });
  });

  test('answers the first few, newest first, and where all of them are', async () => {
    const { invoices, allHref } = await listed('cpi_crowd_');
    expect(invoices.map(({ id }) => id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4].map((n) => `cpi_crowd_${n}`));
    const page = await (await fetch(`${product.url}${allHref}`, { headers: { cookie } })).text();
    for (let n = 0; n < 12; n++) expect(page).toContain(`/invoices/cpi_crowd_${n}`);
  });

  test('answers the same as plain JSON', async () => {
    const answer = await fetch(`${product.url}/search?q=cpi_sought_1&as=list`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(await listed('cpi_sought_1'));
  });

  test('answers nothing for what is not there', async () => {
    expect(await listed('nobody has this')).toMatchObject({ invoices: [] });
  });

  test('answers a typed filter with the list that has it', async () => {
    const typed = { query: 'age:old cpi_', invoices: [], allHref: '/invoices?age=old&search=cpi_&mode=test' };
    expect(await listed('age:old cpi_', { mode: 'test' })).toMatchObject(typed);
    expect(await listed('severity:high')).toMatchObject({
      invoices: [],
      allHref: '/discrepancies?severity=high',
    });
  });
});

describe('the export of invoices', () => {
  const exported = async (search: string) => {
    const headers = { cookie: await product.cookieOf('finance') };
    const answer = await fetch(`${product.url}/invoices/export?${search}`, { headers });
    return csvRows(await answer.text()).map(({ invoice_id }) => invoice_id);
  };

  test('holds those of an amount, as the list does', async () => {
    expect(await exported('search=1234.005')).toEqual(['cpi_sought_2', 'cpi_sought_3']);
    expect(await exported('search=1234,005')).toEqual(['cpi_sought_2', 'cpi_sought_3']);
    expect(await exported('search=1234.006')).toEqual([]);
  });

  test('holds those of which nothing has moved for so long', async () => {
    await product.sql`update invoices set updated_at = now() - interval '2 days' where mode = 'live'`;
    await product.sql`update invoices set updated_at = now() - interval '2 hours' where id = 'cpi_sought_1'`;
    expect(await exported('age=hours')).toEqual(['cpi_sought_1']);
    const [old] = await product.sql`
      select count(*)::int as count from invoices where mode = 'live' and id <> 'cpi_sought_1'`;
    expect(await exported('age=old')).toHaveLength(old?.count);
    expect(await exported('age=day')).toEqual([]);
  });
});
