import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '#identity/people/people.ts';
import { AGE_BANDS, type AgeBand } from '#reconciliation/books/age-bands.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { countInvoices, invoices } from '#reconciliation/books/invoices.ts';
import { batchItems, createBatch } from '#reconciliation/comparison/check-batches.ts';
import { somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const KEYS = AGE_BANDS.map(({ key }) => key);
/** How many minutes nothing has moved of each; a second is time enough for a test to be in the same band. */
const MINUTES = {
  ...{ just_now: 0, under_half_hour: 29, half_hour: 30, under_six_hours: 359 },
  ...{ six_hours: 360, under_day: 1439, day: 1440, year: 525_600 },
};
let accountId = 0;
let ada = {} as Person;

async function idle(id: string, minutes: number, over: { mode?: 'test'; status?: string } = {}) {
  const told = { id, referenceId: `order-${id}`, status: 'process_pending', ...over };
  await ingest(database.sql, [anObservation(accountId, told)]);
  await database.sql`
    update invoices set updated_at = now() - make_interval(mins => ${minutes}::int)
    where account_id = ${accountId} and id = ${id}`;
}

beforeAll(async () => {
  ada = await somebody(database.sql, 'operator');
});
beforeEach(async () => {
  accountId = await makeAccount(database.sql);
});

const idsOf = async (age: AgeBand, over: { isPending?: boolean } = {}) => {
  const filter = { accountId, mode: 'live', age, ...over } as const;
  const ids = (await invoices(database.sql, filter, { limit: 50 })).map(({ id }) => id);
  expect(await countInvoices(database.sql, filter)).toEqual({ count: ids.length, capped: false });
  return ids.toSorted();
};

describe('by for how long nothing has moved', () => {
  test('each invoice is in one band, which begins where the one before ends', async () => {
    for (const [id, minutes] of Object.entries(MINUTES)) await idle(id, minutes);
    const bands = await Promise.all(KEYS.map(async (key) => [key, await idsOf(key)]));
    expect(Object.fromEntries(bands)).toEqual({
      fresh: ['just_now', 'under_half_hour'],
      hours: ['half_hour', 'under_six_hours'],
      day: ['six_hours', 'under_day'],
      old: ['day', 'year'],
    });
  });

  test('one that moves again is fresh', async () => {
    await idle('cpi_a', 5000);
    expect(await idsOf('old')).toEqual(['cpi_a']);
    await idle('cpi_a', 0);
    expect([await idsOf('old'), await idsOf('fresh')]).toEqual([[], ['cpi_a']]);
  });

  test('other filters hold besides', async () => {
    await idle('cpi_waits', 100);
    await idle('cpi_paid', 100, { status: 'processed' });
    await idle('cpi_test', 100, { mode: 'test' });
    expect(await idsOf('hours')).toEqual(['cpi_paid', 'cpi_waits']);
    expect(await idsOf('hours', { isPending: true })).toEqual(['cpi_waits']);
  });
});

describe('status checks of one age', () => {
  const asked = async (age?: AgeBand) => {
    const actor = { kind: 'person', personId: ada.id, name: ada.email } as const;
    const id = await database.sql.begin((within) =>
      createBatch(within, actor, { accountId, mode: 'live', age }),
    );
    return (await batchItems(database.sql, id, 50)).map(({ invoiceId }) => invoiceId).toSorted();
  };
  beforeEach(async () => {
    for (const [id, minutes] of Object.entries(MINUTES)) await idle(id, minutes);
    await idle('cpi_paid', 100, { status: 'processed' });
    await idle('cpi_test', 100, { mode: 'test' });
  });

  test.each(KEYS)('are about what is pending of it and nothing else (%s)', async (age) => {
    expect(await asked(age)).toEqual(await idsOf(age, { isPending: true }));
  });

  test('are about all that is pending where no age is named', async () => {
    expect(await asked()).toEqual(Object.keys(MINUTES).toSorted());
  });

  test('are not made where nothing of it is pending', async () => {
    await database.sql`update invoices set updated_at = now() where account_id = ${accountId}`;
    await expect(asked('old')).rejects.toMatchObject({ code: 'nothing_pending', status: 409 });
    expect(await asked('fresh')).toHaveLength(Object.keys(MINUTES).length);
  });

  test('are one at a time, of whatever age', async () => {
    await asked('old');
    await expect(asked('fresh')).rejects.toMatchObject({ code: 'batch_under_way', status: 409 });
  });
});
