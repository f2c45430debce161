import { get, type IncomingMessage } from 'node:http';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { csvRecords, csvRows } from '../../support/csv.ts';
import { useProduct } from '../../support/product.ts';

const product = useProduct({ hasHistory: true });
let cookie = '';
beforeAll(async () => {
  cookie = await product.cookieOf('finance');
});

async function exported(path: string): Promise<string> {
  const answer = await fetch(product.url + path, { headers: { cookie } });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  return answer.text();
}

/** A discrepancy with these texts. */
async function discrepancyWith(subject: string, texts: { reference?: string; ours?: string; note?: string }) {
  await product.sql`
    insert into discrepancies (account_id, subject, invoice_id, reference_id, mode, kind, severity, state, resolution,
      currency, at_risk, ours, note, evidence, fingerprint, invoice_created_at, opened_at, last_seen_at, resolved_at)
    values (${product.accountId}, ${subject}, ${subject}, ${texts.reference ?? null}, 'live', 'chargeback', 'high',
      'resolved', 'written_off', 'KWD', 1234567, ${texts.ours ?? null}, ${texts.note ?? null}, '{}', '', now(), now(),
      now(), now())`;
}

const LIST = '/discrepancies/export?state=all';
const rowOf = async (subject: string) =>
  csvRows(await exported(`${LIST}&search=${subject}`)).find(({ invoice_id }) => invoice_id === subject);

describe('the export of the work list', () => {
  test('begins with the columns that accounting relies on, in their order', async () => {
    const [header] = csvRecords(await exported(LIST));
    expect(header?.slice(0, 16).join(',')).toBe(
      'account,invoice_id,reference_id,mode,kind,cause,severity,state,resolution,currency,at_risk,ours,theirs,opened_at,last_seen_at,resolved_at',
    );
  });

  test.each(['', '&kind=missing_ours', '&severity=critical', '&search=order-1', '&from=2999-01-01'])(
    'holds exactly the rows of its filter (%s)',
    async (filter) => {
      const token = await product.tokenOf('viewer');
      const answer = await fetch(
        `${product.url}/api/v1/discrepancies?mode=live&state=all&limit=500${filter}`,
        {
          headers: { authorization: `Bearer ${token}` },
        },
      );
      const { data } = await answer.json();
      const rows = csvRows(await exported(LIST + filter));
      const key = (row: Record<string, unknown>) =>
        `${row.invoice_id ?? ''} ${row.kind} ${row.at_risk ?? ''}`;
      expect(rows.map(key)).toEqual(data.map(key));
    },
  );

  test('is a file with a name, that no cache keeps', async () => {
    const { headers } = await fetch(product.url + LIST, { headers: { cookie } });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="main-discrepancies-\d{4}-\d\d-\d\d\.csv"$/,
    );
  });

  test.each(['=cmd()', '+1', '-2+3', '@SUM(A1)', '\tx', '\rx'])(
    'disarms a reference like %j',
    async (reference) => {
      disarmed++;
      await discrepancyWith(`cpi_formula${disarmed}`, { reference, ours: reference, note: reference });
      expect(await rowOf(`cpi_formula${disarmed}`)).toMatchObject({
        ...{ reference_id: `'${reference}`, ours: `'${reference}`, note: `'${reference}` },
      });
    },
  );
  let disarmed = 0;

  test('lets quotes, commas, line breaks and any script through as they are', async () => {
    const note = 'He said "no", then:\n1,5 €; 中文, "" and \\.';
    await discrepancyWith('cpi_text', { note, reference: 'a,b"c' });
    expect(await rowOf('cpi_text')).toMatchObject({ note, reference_id: 'a,b"c' });
  });

  test('writes money as an exact decimal of its currency, and times with their zone', async () => {
    await discrepancyWith('cpi_money', {});
    expect(await rowOf('cpi_money')).toMatchObject({
      ...{ currency: 'KWD', at_risk: '1234.567', reference_id: '', theirs: '' },
      opened_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/),
    });
  });

  test('of nothing is its header alone', async () => {
    expect(csvRecords(await exported('/discrepancies/export?search=nobody'))).toHaveLength(1);
  });
});

test('the export of invoices holds every invoice of its filter, once', async () => {
  const rows = csvRows(await exported('/invoices/export?mode=live'));
  const kept =
    await product.sql`select id from invoices where mode = 'live' order by created_at desc, id desc`;
  expect(kept.length).toBeGreaterThan(100);
  expect(rows.map(({ invoice_id }) => invoice_id)).toEqual(kept.map(({ id }) => id));
});

describe('an export', () => {
  const exportsUnderWay = async () => {
    const open = await product.sql`
    select pid from pg_stat_activity where application_name = 'counterfoil export' and datname = current_database()
      and backend_type = 'client backend'`;
    return open.count;
  };

  // So much that no buffer between the database and the reader can hold it.
  beforeAll(async () => {
    await product.sql`
      insert into discrepancies (account_id, subject, invoice_id, mode, kind, severity, state, note, evidence, fingerprint,
        invoice_created_at, opened_at, last_seen_at)
      select ${product.accountId}, 'cpi_many' || n, 'cpi_many' || n, 'live', 'chargeback', 'high', 'open',
        repeat('why ', 100), '{}', '', now(), now(), now()
      from generate_series(1, 50000) as n`;
  });

  const opened = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(`${product.url}/discrepancies/export`, { headers: { cookie } }, resolve).on('error', reject);
    });

  test('that came to its end frees its connection', async () => {
    expect(csvRecords(await exported('/discrepancies/export?search=cpi_many')).length).toBe(50_001);
    await vi.waitFor(async () => expect(await exportsUnderWay()).toBe(0), { timeout: 20_000 });
  });

  test('that its reader leaves halfway frees its connection, and disturbs nobody', async () => {
    const answer = await opened();
    answer.on('error', () => undefined);
    await new Promise((resolve) => answer.once('data', resolve));
    answer.pause();
    expect(await exportsUnderWay()).toBe(1);
    answer.destroy();
    await vi.waitFor(async () => expect(await exportsUnderWay()).toBe(0), { timeout: 20_000 });
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
  });
});

test('of one person two exports go on at once; a third is told to wait, and is served when one has been left', async () => {
  // A list so long that an export of it cannot wait in buffers.
  await product.sql`
    insert into audit (at, actor, act, subject, details)
    select now(), 'test', 'test.filled', 'nothing', jsonb_build_object('text', repeat('x', 20000))
    from generate_series(1, 3000)`;
  const admin = await product.cookieOf('admin');
  const begun = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(`${product.url}/audit/export`, { headers: { cookie: admin }, agent: false }, resolve).on(
        'error',
        reject,
      );
    });
  const [first, second, third] = [await begun(), await begun(), await begun()];
  expect([first, second, third].map((answer) => answer?.statusCode)).toEqual([200, 200, 429]);
  expect(third?.headers['retry-after']).toBe('30');
  first?.destroy();
  await vi.waitFor(async () => {
    const again = await begun();
    again.destroy();
    expect(again.statusCode).toBe(200);
  }, 10_000);
  for (const answer of [second, third]) answer?.destroy();
});

test('the head of the audit is a file that says how far it goes: number, hash and time', async () => {
  const [last] = await product.sql<{ number: bigint; hash: string; at: Date }[]>`
    select position as number, encode(hash, 'hex') as hash, at from audit_chain join audit on audit.id = audit_id
    order by position desc limit 1`;
  const answer = await fetch(`${product.url}/audit/head`, {
    headers: { cookie: await product.cookieOf('admin') },
  });
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="counterfoil-audit-head.json"',
  );
  const head: { number: number; hash: string } = await answer.json();
  expect(head.number).toBeGreaterThanOrEqual(Number(last?.number));
  expect(head).toMatchObject({
    head: `${head.number}:${head.hash}`,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
