import { beforeAll, expect, test } from 'vitest';
import { connect } from '#db/connection.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { keepCheck } from '#reconciliation/books/keep-check.ts';
import { replayQuarantine } from '#reconciliation/books/quarantine.ts';
import { bodyOf, timeline } from '#reconciliation/books/timeline.ts';
import { keepBodyMonths } from '#reconciliation/books/trim-bodies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { receivedCallback } from '#reconciliation/callbacks/received-callback.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { incoming } from '../../support/incoming.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'retention' } as const;
const OLD = new Date('2024-01-31T23:59:59.999Z');
const LATER = new Date('2024-02-01T00:00:00Z');
let accountId: number;
const account = () => accountId;

async function hear(id: string, receivedAt: Date, over: Record<string, unknown> = {}): Promise<bigint> {
  const batcher = createIngestionBatcher(database.sql);
  const callback = incoming(account(), documentText(over, id), { receivedAt });
  await receiveCallback(batcher, await exponentsOf(database.sql), callback);
  const [row] = await database.sql<{ id: bigint }[]>`select max(id) as id from callbacks`;
  return row?.id ?? 0n;
}

const bodies = () => database.sql<{ id: bigint; part: string }[]>`
  select callback_id as id, tableoid::regclass::text as part from callback_bodies order by received_at, callback_id`;
const parts = async (): Promise<string[]> => {
  const rows = await database.sql<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'callback_bodies'::regclass order by 1`;
  return rows.map(({ name }) => name);
};
/** As the product works: without the powers of the owner. */
async function asApplication<T>(work: (app: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const app = connect(database.appUrl, { max: 2 });
  return work(app).finally(() => app.end());
}

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
});

test('what comes for a month without a table is kept, and moves into it; the months to come are made ahead', async () => {
  const ids = [await hear('cpi_old', OLD), await hear('cpi_later', LATER), await hear('cpi_now', new Date())];
  expect((await bodies()).map(({ part }) => part).slice(0, 2)).toEqual([
    'callback_bodies_default',
    'callback_bodies_default',
  ]);
  await asApplication((app) => keepBodyMonths(app, ACTOR, null));
  const kept = await bodies();
  expect(kept.map(({ id }) => id)).toEqual(ids);
  expect(kept.map(({ part }) => part).slice(0, 2)).toEqual([
    'callback_bodies_2024_01',
    'callback_bodies_2024_02',
  ]);
  const now = new Date();
  const third = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3, 1)).toISOString();
  expect(await parts()).toContain(`callback_bodies_${third.slice(0, 7).replace('-', '_')}`);
});

test('a body leaves with its month alone, and only when all of the month are older than the setting says', async () => {
  const months = (since: Date, less: number) => {
    const now = new Date();
    return (
      (now.getUTCFullYear() - since.getUTCFullYear()) * 12 + now.getUTCMonth() - since.getUTCMonth() - less
    );
  };
  // January ended when February began: so many whole months ago.
  const limit = months(LATER, 0);
  const askedAt = OLD;
  await keepCheck(database.sql, {
    ...{ accountId: account(), invoiceId: 'cpi_old', askedBy: 'pending', askedAt, answeredAt: askedAt },
    ...{ outcome: 'found', status: 'processed', body: '{"asked":1}' },
  });
  await asApplication((app) => keepBodyMonths(app, ACTOR, limit + 1));
  expect(await bodies()).toHaveLength(3);
  await asApplication((app) => keepBodyMonths(app, ACTOR, limit));
  expect((await bodies()).map(({ part }) => part).slice(0, 1)).toEqual(['callback_bodies_2024_02']);
  expect(await parts()).not.toContain('callback_bodies_2024_01');

  const entries = await timeline(database.sql, account(), 'cpi_old');
  expect(entries).toHaveLength(2);
  for (const { kind, bodyId } of entries) {
    const of = { accountId: account(), invoiceId: 'cpi_old', kind: kind as 'callback', id: bodyId ?? 0n };
    expect(await bodyOf(database.sql, of)).toMatchObject({ text: null, trimmed: { keptMonths: limit } });
  }
  const [fact] = await database.sql<{ id: bigint }[]>`select id from callbacks where invoice_id = 'cpi_old'`;
  const callback = await receivedCallback(database.sql, fact?.id ?? 0n);
  expect(callback).toMatchObject({ status: 'processed', verdict: 'new', body: { text: null } });
  expect(callback.bodySha256).toMatch(/^[0-9a-f]{64}$/);
  expect([
    ...(await database.sql`select source, month::text as month, bodies from trimmed_bodies order by 1`),
  ]).toEqual(['callback', 'status_check'].map((source) => ({ source, month: '2024-01-01', bodies: 1n })));
  const told = await database.sql`select subject from audit where act = 'bodies.trimmed' order by id`;
  expect(told.map(({ subject }) => subject)).toEqual([
    'bodies:callback:2024-01',
    'bodies:status_check:2024-01',
  ]);
});

test('what comes late for a month that is gone is kept until the next night, and counted with it', async () => {
  await hear('cpi_late', OLD);
  expect((await bodies())[0]?.part).toBe('callback_bodies_default');
  await asApplication((app) => keepBodyMonths(app, ACTOR, 1));
  const [known] = await database.sql`
    select bodies, kept_months from trimmed_bodies where source = 'callback' and month = '2024-01-01'`;
  expect(known).toEqual({ bodies: 2n, keptMonths: 1 });
});

test('what is quarantined keeps a body of its own, and is replayed when that of the callback is gone', async () => {
  await hear('cpi_held', OLD, { currency: 'ZZZ' });
  await asApplication((app) => keepBodyMonths(app, ACTOR, 1));
  expect((await bodies()).every(({ part }) => part !== 'callback_bodies_2024_01')).toBe(true);
  await database.sql`insert into currencies (code, exponent) values ('ZZZ', 2)`;
  const replayed = await replayQuarantine(database.sql, account(), await exponentsOf(database.sql));
  expect(replayed).toHaveLength(1);
  expect([...(await database.sql`select amount from invoices where id = 'cpi_held'`)]).toEqual([
    { amount: 10_000n },
  ]);
});

test('nobody waits for a drop: while somebody reads the bodies it gives up, and nothing is lost', async () => {
  await hear('cpi_read', OLD);
  const reader = connect(database.url, { max: 1 });
  try {
    await reader.begin('isolation level repeatable read', async (transaction) => {
      await transaction`select count(*) from callback_bodies`;
      const dropped = asApplication((app) => keepBodyMonths(app, ACTOR, 1));
      await expect(dropped).rejects.toMatchObject({ code: '55P03' });
      await hear('cpi_meanwhile', new Date());
    });
  } finally {
    await reader.end();
  }
  expect((await bodies())[0]?.part).toMatch(/2024_01|default/);
  await asApplication((app) => keepBodyMonths(app, ACTOR, 1));
  expect((await bodies())[0]?.part).not.toMatch(/2024_01|default/);
});

test.each([
  ['drop a month sooner than a month after it', 'select drop_body_month(0)', '22023'],
  ['drop a table', 'drop table callback_bodies_default', '42501'],
  ['read a part beside the whole', 'select from callback_bodies_default', '42501'],
  ['change a body', "update callback_bodies set body = ''", '42501'],
  ['take one away', 'delete from status_check_bodies', '42501'],
  [
    'say that a month was trimmed',
    "insert into trimmed_bodies values ('callback', now(), now(), 1, 1, 1)",
    '42501',
  ],
  ['make a table of a month of its choice', "select make_body_month('callback', '2020-01-01')", '42501'],
])('the application may not %s', async (_, statement, code) => {
  await asApplication((app) => expect(app.unsafe(statement)).rejects.toMatchObject({ code }));
});

test('bodies are compressed by what is quicker, where the server has it', async () => {
  const [server] = await database.sql<{ has: boolean }[]>`
    select 'lz4' = any (enumvals) as has from pg_settings where name = 'default_toast_compression'`;
  const id = await hear('cpi_long', new Date(), { description: 'long '.repeat(1000) });
  const [row] = await database.sql`
    select pg_column_compression(body) as by, octet_length(body) > 5000 as is_long from callback_bodies
    where callback_id = ${String(id)}`;
  expect(row).toEqual({ by: server?.has ? 'lz4' : 'pglz', isLong: true });
});
