import { describe, expect, test } from 'vitest';
import { BACK_OFF_MINUTES, duePolls } from '#reconciliation/books/pending.ts';
import { useDatabase } from '../../support/database.ts';
import { aWorld } from './a-world.ts';

const database = useDatabase();

const PENDING = { status: 'process_pending', processed_amount: 0, processed_fee: 0, processed_deposit: 0 };

test('what Paymega alone has is expected within its grace, and on the list at the next run', async () => {
  const world = await aWorld(database);
  world.holds('cpi_untold', { ago: 5 });
  expect(await world.runs()).toMatchObject({ opened: 0, expected: 1 });
  expect(await world.items()).toEqual([]);
  world.passes(10);
  expect(await world.runs()).toMatchObject({ opened: 1, expected: 0 });
  expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'open' }]);
});

test('a callback that comes between two runs leaves nothing for the list', async () => {
  const world = await aWorld(database);
  const document = world.holds('cpi_late', { ago: 5 });
  await world.runs();
  await world.hears(document);
  world.passes(60);
  expect(await world.runs()).toMatchObject({ opened: 0, expected: 0, matched: 1 });
});

describe('a pending payment', () => {
  const stuck = (severity: string) => [{ kind: 'stuck_pending', severity, state: 'open' }];

  test('is in flight, stuck, then escalated, as one item; and leaves the list when it is paid', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_slow', { ago: 0, attributes: PENDING }));
    await world.runs();
    world.passes(29);
    await world.runs();
    expect(await world.items()).toEqual([]);
    world.passes(2);
    expect(await world.runs()).toMatchObject({ opened: 1 });
    expect(await world.items()).toEqual(stuck('medium'));
    world.passes(25 * 60);
    expect(await world.runs()).toMatchObject({ opened: 0, stillOpen: 1 });
    expect(await world.items()).toEqual(stuck('high'));
    await world.hears(world.holds('cpi_slow', { ago: 0 }));
    expect(await world.runs()).toMatchObject({ closed: 1 });
  });

  test('waits as long as the policy says for its very status', async () => {
    const world = await aWorld(database, { stuckMinutesOf: { process_pending: 120 } });
    await world.hears(world.holds('cpi_patient', { ago: 0, attributes: PENDING }));
    await world.hears(world.holds('cpi_usual', { ago: 0, attributes: { ...PENDING, status: 'processing' } }));
    world.passes(60);
    expect(await world.runs()).toMatchObject({ opened: 1 });
    world.passes(70);
    expect(await world.runs()).toMatchObject({ opened: 1, stillOpen: 1 });
  });

  test.each([
    ['JPY', 150_000, 'high'],
    ['JPY', 149_999, 'medium'],
    ['USD', 1000, 'high'],
    ['USD', 999.99, 'medium'],
    ['EUR', 1_000_000, 'medium'],
  ])('(%s %d) is escalated at once where the money is large: %s', async (currency, amount, severity) => {
    const world = await aWorld(database, { largeAmounts: { USD: '1000.00', JPY: '150000' } });
    const money = { currency, amount, payment_amount: amount, deposit: amount, fee: 0 };
    await world.hears(world.holds('cpi_large', { ago: 40, attributes: { ...PENDING, ...money } }));
    await world.runs();
    expect(await world.items()).toEqual(stuck(severity));
  });

  test('outside the window is looked at by its back-off, not at every run', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_old', { ago: 10 * 1440, attributes: PENDING }));
    const looks = async () => {
      const [row] = await database.sql<{ attempts: number }[]>`
        select attempts from pending_polls where account_id = ${world.accountId}`;
      return row?.attempts ?? 0;
    };
    await world.runs();
    expect(await looks()).toBe(1);
    await world.runs();
    expect(await looks()).toBe(1);
    for (const [attempt, minutes] of [...BACK_OFF_MINUTES, 1440, 1440].slice(1).entries()) {
      world.passes(minutes - 1);
      expect(await duePolls(database.sql, world.accountId, 10, world.now())).toEqual([]);
      world.passes(1);
      await world.runs();
      expect(await looks()).toBe(attempt + 2);
    }
  });

  test('is given up when it is thirty days old', async () => {
    const world = await aWorld(database);
    await world.hears(world.holds('cpi_old', { ago: 29 * 1440, attributes: PENDING }));
    world.passes(60);
    expect(await duePolls(database.sql, world.accountId, 10, world.now())).toHaveLength(1);
    world.passes(1440);
    expect(await duePolls(database.sql, world.accountId, 10, world.now())).toEqual([]);
  });
});
