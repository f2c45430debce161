import { expect, test } from 'vitest';
import { readResource } from '#paymega/resource.ts';
import { replayQuarantine } from '#reconciliation/books/quarantine.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { type CallbackOutcome, receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { keepCreated } from '#reconciliation/test-payments/created.ts';
import { useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { incoming } from '../../support/incoming.ts';
import { aWorld } from './a-world.ts';

const database = useDatabase();

/**
 * The table refuses what has this service, with an error that a too long index row, or a bad byte, brings.
 */
async function refuses(
  table: 'invoices' | 'mirror',
  service: string,
  code: '54000' | '22021',
): Promise<void> {
  const name = `refuses_${service}_in_${table}`;
  await database.sql.unsafe(`
    create function ${name}() returns trigger language plpgsql as $$
      begin raise exception using errcode = '${code}'; end $$;
    create trigger ${name} before insert or update on ${table}
      for each row when (new.service = '${service}') execute function ${name}()`);
}

const cjk = Array.from({ length: 1000 }, (_, place) => String.fromCodePoint(0x4e00 + place * 7)).join('');
// Of letters that repeat nowhere: an index packs what does.
const long = Array.from({ length: 8000 }, (_, place) =>
  String.fromCodePoint(0x21 + ((place * place * 7919 + place) % 93)),
)
  .join('')
  .replace(/["\\=>]/g, 'x');

const quarantinedOf = (accountId: number) => database.sql<{ subject: string; reason: string }[]>`
  select subject, reason from quarantine where account_id = ${accountId} and released_at is null order by subject`;
const bookOf = async (accountId: number) =>
  (await database.sql`select id from invoices where account_id = ${accountId} order by id`).map(
    ({ id }) => id,
  );
const openOf = (accountId: number) => database.sql<{ subject: string; kind: string }[]>`
  select subject, kind from discrepancies where account_id = ${accountId} and state = 'open' order by subject, kind`;

test('what no row can hold is quarantined by a run under every policy; all others are matched', async () => {
  const world = await aWorld(database, { adoptMissing: true });
  const odd: [string, Record<string, unknown>][] = [
    ['cjk', { reference_id: cjk }],
    ['status', { status: long }],
    ['resolution', { resolution: long }],
    ['service', { service: long }],
    ['currency', { currency: long }],
    ['amount', { amount: `"${'9'.repeat(8000)}"` }],
    ['nul', { reference_id: 'a\0' }],
    ['half', { reference_id: 'a\ud800' }],
    ['half_status', { status: '\udc00' }],
  ];
  for (const [id, attributes] of odd) world.holds(`cpi_${id}`, { ago: 600, attributes });
  for (const id of ['nul_\0', 'half_\ud800', `long_${long}`, '\0']) world.holds(id, { ago: 600 });
  world.holds('cpi_url', {
    ago: 600,
    attributes: { callback_url: `https://shop.example/${long}`, description: long },
  });
  world.holds('cpi_good', { ago: 600 });
  const run = await world.runs();
  expect(await bookOf(world.accountId)).toEqual(['cpi_good', 'cpi_url']);
  expect(await quarantinedOf(world.accountId)).toHaveLength(odd.length + 4);
  expect(run).toMatchObject({ state: 'finished', opened: odd.length + 4, healed: 2 });
  expect(new Set((await openOf(world.accountId)).map(({ kind }) => kind))).toEqual(new Set(['quarantined']));
  expect(await world.runs()).toMatchObject({
    state: 'finished',
    opened: 0,
    stillOpen: odd.length + 4,
    matched: 2,
  });
});

test('each of them is kept with what it told when it comes by callback, and answered as held', async () => {
  const { accountId, tools } = await aWorld(database);
  const by = createIngestionBatcher(database.sql);
  for (const [key, value] of Object.entries({
    reference_id: cjk,
    status: long,
    service: 'a\ud800',
    currency: 'a\0',
  })) {
    const text = documentText({ [key]: value }, `cpi_${key}`);
    const outcome = await receiveCallback(by, tools.exponentOf, incoming(accountId, text));
    expect(outcome).toMatchObject({ kind: 'ingested', verdict: 'quarantined' });
    const [kept] = await database.sql`
      select body from callbacks join callback_bodies on callback_id = id where (account_id, invoice_id) = (${accountId}, ${`cpi_${key}`})`;
    expect(kept?.body).toBe(text);
  }
});

test('of callbacks that commit together, one that the database refuses is held, the others go in', async () => {
  await refuses('invoices', 'unforeseen', '54000');
  const { accountId, tools } = await aWorld(database);
  const by = createIngestionBatcher(database.sql);
  const outcomes: Promise<CallbackOutcome>[] = [];
  for (let number = 0; number < 30; number++) {
    const service = number % 10 === 7 ? 'unforeseen' : 'cards';
    const text = documentText({ service }, `cpi_${number}`);
    outcomes.push(receiveCallback(by, tools.exponentOf, incoming(accountId, text)));
  }
  const verdicts = (await Promise.all(outcomes)).map((one) => one.kind === 'ingested' && one.verdict);
  expect(verdicts.filter((verdict) => verdict === 'new')).toHaveLength(27);
  expect(verdicts.filter((verdict) => verdict === 'quarantined')).toHaveLength(3);
  expect(await quarantinedOf(accountId)).toEqual(
    [7, 17, 27]
      .map((number) => ({ subject: `cpi_${number}`, reason: 'unwritable' }))
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
  );
  // Nothing is lost: once the cause is gone they are taken in.
  expect(await replayQuarantine(database.sql, accountId, tools.exponentOf)).toEqual([]);
  await database.sql`drop trigger refuses_unforeseen_in_invoices on invoices`;
  expect(await replayQuarantine(database.sql, accountId, tools.exponentOf)).toHaveLength(3);
});

test('of a page of the list, one that the mirror refuses is held, counted and listed; the others go on', async () => {
  await refuses('mirror', 'unmirrored', '22021');
  const world = await aWorld(database);
  for (let number = 0; number < 20; number++) world.hears(world.holds(`cpi_${number}`, { ago: 600 }));
  world.holds('cpi_odd', { ago: 600, attributes: { service: 'unmirrored' } });
  expect(await world.runs()).toMatchObject({ state: 'finished', matched: 20, opened: 1 });
  expect(await openOf(world.accountId)).toEqual([{ subject: 'cpi_odd', kind: 'quarantined' }]);
  // Asked by id it is the same.
  expect(await world.asks('cpi_odd')).toMatchObject({ outcome: 'quarantined' });
  const checks = await database.sql`
    select outcome, message from status_checks where (account_id, invoice_id) = (${world.accountId}, 'cpi_odd')`;
  expect(checks).toEqual([
    { outcome: 'quarantined', message: 'our database cannot hold what it tells (22021)' },
  ]);
});

test('of what a run adopts, one that our book refuses stays listed, and goes in when it can', async () => {
  await refuses('invoices', 'unadopted', '54000');
  const world = await aWorld(database, { adoptMissing: true });
  for (let number = 0; number < 10; number++) world.holds(`cpi_${number}`, { ago: 600 });
  const odd = { service: 'unadopted', fee: '3.30', deposit: '96.70', reference_id: 'a"b', test_mode: true };
  world.holds('cpi_odd', { ago: 600, attributes: odd });
  const run = await world.runs();
  expect(run).toMatchObject({ state: 'finished', healed: 10 });
  const listed = await openOf(world.accountId);
  expect(listed).toContainEqual({ subject: 'cpi_odd', kind: 'quarantined' });
  expect(listed.every(({ subject }) => subject === 'cpi_odd')).toBe(true);
  expect(run.opened).toBe(listed.length);
  expect(await bookOf(world.accountId)).toHaveLength(10);
  expect(await world.runs()).toMatchObject({ state: 'finished', opened: 0, stillOpen: listed.length });
  await database.sql`drop trigger refuses_unadopted_in_invoices on invoices`;
  expect(await replayQuarantine(database.sql, world.accountId, world.tools.exponentOf)).toEqual(['cpi_odd']);
  expect(await world.runs()).toMatchObject({ state: 'finished', matched: 11, stillOpen: 0 });
  expect(await openOf(world.accountId)).toEqual([]);
});

test('a creation of which our book cannot hold the answer is on record as held', async () => {
  await refuses('invoices', 'uncreated', '22021');
  const { accountId, tools } = await aWorld(database);
  const { sql } = database;
  const [payment] = await sql<{ id: bigint }[]>`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${accountId}, ${`test-${accountId}`}, 'USD', 100, 'uncreated', 'creating', now(), now())
    returning id`;
  const told = readResource(
    documentText(
      {
        service: 'uncreated',
        test_mode: true,
        amount: 1,
        currency: 'USD',
        reference_id: `test-${accountId}`,
      },
      'cpi_made',
    ),
  );
  await keepCreated(tools, accountId, payment?.id ?? 0n, told);
  expect(await sql`select state, invoice_id from test_payments where account_id = ${accountId}`).toEqual([
    { state: 'created', invoiceId: 'cpi_made' },
  ]);
  expect(await quarantinedOf(accountId)).toEqual([{ subject: 'cpi_made', reason: 'unwritable' }]);
});
