import { describe, expect, test } from 'vitest';
import { compareInvoices } from '#reconciliation/comparison/compare-invoices.ts';
import { replay } from '#reconciliation/comparison/replay.ts';
import { useDatabase } from '../../support/database.ts';
import { aWorld } from './a-world.ts';

const database = useDatabase();

const PENDING = { status: 'process_pending', processed_amount: 0, processed_fee: 0, processed_deposit: 0 };
const HOURS_AGO = 600;

describe('after a status check by a person', () => {
  test('a missing invoice that it took in leaves the list', async () => {
    const world = await aWorld(database);
    world.holds('cpi_missing', { ago: HOURS_AGO });
    await world.runs();
    expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'open' }]);
    expect(await world.asks('cpi_missing')).toMatchObject({ outcome: 'found', verdict: 'new' });
    expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'resolved' }]);
    expect(await world.runs()).toMatchObject({ opened: 0, healed: 0, closed: 0, matched: 1 });
  });

  test('what it brings to light is on the list, though no run has compared it', async () => {
    const world = await aWorld(database);
    world.holds('cpi_short', { ago: HOURS_AGO, attributes: { processed_amount: 90, processed_deposit: 87 } });
    await world.asks('cpi_short');
    expect(await world.items()).toEqual([{ kind: 'underpaid', severity: 'medium', state: 'open' }]);
    expect(await world.runs()).toMatchObject({ opened: 0, stillOpen: 1 });
  });

  test('an invoice that Paymega does not know is missing there, and is found again', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_gone', { ago: HOURS_AGO }));
    const holding = world.paymega.holdings.get('cpi_gone');
    world.paymega.holdings.delete('cpi_gone');
    expect(await world.asks('cpi_gone')).toEqual({ outcome: 'not_found' });
    expect(await world.items()).toEqual([{ kind: 'missing_theirs', severity: 'critical', state: 'open' }]);
    if (holding) world.paymega.holdings.set('cpi_gone', holding);
    await world.asks('cpi_gone');
    expect(await world.items()).toEqual([
      { kind: 'missing_theirs', severity: 'critical', state: 'resolved' },
    ]);
  });

  test('a pending one was looked at, and the next look is counted from then', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_pending', { ago: HOURS_AGO, attributes: PENDING }));
    await world.asks('cpi_pending');
    await world.asks('cpi_pending');
    expect(
      await database.sql`
        select attempts, polled_at > now() - interval '1 minute' as is_now,
          extract(epoch from next_poll_at - polled_at)::int as pause
        from pending_polls where id = 'cpi_pending'`,
    ).toEqual([{ attempts: 2, isNow: true, pause: 300 }]);
  });

  test('a question without an answer changes nothing', async () => {
    const world = await aWorld(database);
    world.holds('cpi_missing', { ago: HOURS_AGO });
    await world.runs();
    const holding = world.paymega.holdings.get('cpi_missing');
    if (holding) holding.byId = 403;
    expect(await world.asks('cpi_missing')).toMatchObject({ outcome: 'no_answer' });
    expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'open' }]);
  });
});

describe('after a callback', () => {
  test('of a second payment the order is a double payment at once', async () => {
    const world = await aWorld(database);
    await world.hearsAndCompares(world.holds('cpi_1', { ago: 3, attributes: { reference_id: 'order-1' } }));
    expect(await world.items()).toEqual([]);
    await world.hearsAndCompares(world.holds('cpi_2', { ago: 2, attributes: { reference_id: 'order-1' } }));
    expect(await world.items()).toEqual([{ kind: 'double_payment', severity: 'critical', state: 'open' }]);
  });

  test('of a refund of the first payment the double payment leaves the list', async () => {
    const world = await aWorld(database);
    const order = { reference_id: 'order-1' };
    const created = Math.floor(world.now().getTime() / 1000) - HOURS_AGO * 60;
    await world.hears(world.holds('cpi_1', { ago: HOURS_AGO, attributes: order }));
    await world.hears(world.holds('cpi_2', { ago: HOURS_AGO - 10, attributes: order }));
    await world.runs();
    expect(await world.items()).toEqual([{ kind: 'double_payment', severity: 'critical', state: 'open' }]);
    const refunded = { ...order, created, status: 'refunded', refunded_amount: 100 };
    await world.hearsAndCompares(world.holds('cpi_1', { ago: 30, attributes: refunded }));
    expect(await world.items()).toEqual([
      { kind: 'double_payment', severity: 'critical', state: 'resolved' },
    ]);
  });

  test('that ends a stuck payment, it leaves the list; Paymega’s older side is no difference', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_stuck', { ago: HOURS_AGO, attributes: PENDING }));
    await world.runs();
    expect(await world.items()).toEqual([{ kind: 'stuck_pending', severity: 'medium', state: 'open' }]);
    const created = Math.floor(world.now().getTime() / 1000) - HOURS_AGO * 60;
    await world.hearsAndCompares(world.holds('cpi_stuck', { ago: 15, attributes: { created } }));
    expect(await world.items()).toEqual([{ kind: 'stuck_pending', severity: 'medium', state: 'resolved' }]);
  });

  test('that is late, what was missing leaves the list', async () => {
    const world = await aWorld(database);
    const document = world.holds('cpi_late', { ago: HOURS_AGO });
    await world.runs();
    await world.hearsAndCompares(document);
    expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'resolved' }]);
  });
});

test('after a replay what was in quarantine leaves the list', async () => {
  const world = await aWorld(database);
  const { sql } = database;
  await world.hears(world.holds('cpi_odd', { ago: HOURS_AGO, attributes: { currency: 'XQA' } }));
  await world.runs();
  expect(await world.items()).toEqual([{ kind: 'quarantined', severity: 'high', state: 'open' }]);
  await sql`insert into currencies (code, exponent) values ('XQA', 2)`;
  expect(
    await replay(sql, { kind: 'program', name: 'test' }, { id: world.accountId, slug: 'shop' }),
  ).toBeGreaterThan(0);
  expect(await world.items()).toEqual([{ kind: 'quarantined', severity: 'high', state: 'resolved' }]);
});

test('the same comparison twice changes nothing, and leaves no findings', async () => {
  const world = await aWorld(database);
  const { sql } = database;
  world.holds('cpi_short', { ago: HOURS_AGO, attributes: { processed_amount: 90, processed_deposit: 87 } });
  await world.asks('cpi_short');
  const steps = () => sql`
    select event.id from discrepancy_events as event join discrepancies as item on item.id = discrepancy_id
    where account_id = ${world.accountId}`;
  const before = await steps();
  await compareInvoices(sql, world.accountId, [{ id: 'cpi_short', outcome: 'found' }], world.now());
  expect([...(await steps())]).toEqual([...before]);
  expect(await sql`select from run_findings where account_id = ${world.accountId}`).toHaveLength(0);
});
