import { beforeEach, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { addPerson } from '#identity/people/people.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { readResource } from '#paymega/resource.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { markMissingAtProvider, mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { quarantineDocument } from '#reconciliation/books/quarantine.ts';
import { dayTotals } from '#reconciliation/books/totals.ts';
import { changedSince } from '#reconciliation/reports/created-closes.ts';
import { closeDay, reopenDay } from '#reconciliation/reports/day-close.ts';
import { closesOf } from '#reconciliation/reports/day-closes.ts';
import { dayReport, dayState, tiesOut } from '#reconciliation/reports/day-report.ts';
import { moneyDigest, moneyReport } from '#reconciliation/reports/money-report.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { aRun } from './a-run.ts';

const database = useDatabase();
// Midnight in Berlin, at the end of which the clocks went back: a day of 25 hours.
const DAY = '2026-10-25';
const STARTS = Date.parse('2026-10-24T22:00:00Z') / 1000;
const ENDS = Date.parse('2026-10-25T23:00:00Z') / 1000;

let account: Account;
let actor: { kind: 'person'; personId: number; name: string };
let made = 0;

beforeEach(async () => {
  made++;
  account = await accountById(database.sql, await makeAccount(database.sql));
  const email = `finance${made}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'finance', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
});

/** An unreadable document of the private API, which came long after the day. */
function inQuarantine(id: string, created: number | string): Promise<void> {
  const why = new UnreadableInvoice('missing_status', 'the document has no status');
  const seenAt = new Date('2026-11-05T12:00:00Z');
  const resource = readResource(JSON.stringify({ data: { id, attributes: { created } } }));
  return quarantineDocument(database.sql, account.id, resource, why, seenAt);
}

type Over = Parameters<typeof anObservation>[1];
const paid = (id: string, createdAt: number, over: Over = {}) =>
  anObservation(account.id, {
    id: `cpi_${id}`,
    referenceId: `order-${id}`,
    createdAt,
    updatedAt: createdAt + 60,
    processedAt: createdAt,
    ...over,
  });

async function inBothBooks(...observations: ReturnType<typeof paid>[]): Promise<void> {
  await ingest(database.sql, observations);
  await mirrorInvoices(database.sql, observations, new Date('2026-11-01T11:00:00Z'));
}

/** After all that the observations of this file were heard of. */
const LATER = Date.parse('2026-11-02T12:00:00Z') / 1000;
/** Payments that Paymega, asked for them by id, does not know. */
async function oursAlone(...observations: ReturnType<typeof paid>[]): Promise<void> {
  await ingest(database.sql, observations);
  const askedAt = new Date('2026-11-02T11:00:00Z');
  for (const { id } of observations) await markMissingAtProvider(database.sql, account.id, id, askedAt);
}

/** A run over the whole day that began after it. */
const compared = (over: Partial<Parameters<typeof aRun>[2]> = {}) =>
  aRun(database.sql, account.id, { from: STARTS, to: ENDS, startedAt: LATER, ...over });

const close = async (note = '') => {
  const seen = moneyDigest(await moneyReport(database.sql, account, 'live', DAY));
  return closeDay(database.sql, actor, account, DAY, note, seen);
};

const because = (reason: string) => ({ reason, mayReopen: true });

describe('the report of a day', () => {
  test('goes from midnight to midnight of the account, per currency and service, and is exact', async () => {
    await inBothBooks(
      paid('first', STARTS),
      paid('last', ENDS - 1, { amount: 9_007_199_254_740_993n, currency: 'JPY', fee: 0n, processedFee: 0n }),
      paid('before', STARTS - 1),
      paid('after', ENDS),
      paid('test', STARTS + 5, { mode: 'test' }),
      paid('other', STARTS + 9, { service: 'other', refundedAmount: 2_500n, status: 'partially_refunded' }),
    );
    const lines = await dayReport(database.sql, account, DAY);
    expect(
      lines.map(({ currency, service, ours }) => [currency, service, ours.invoices, ours.net.minor]),
    ).toEqual([
      ['JPY', 'payment_card_usd_hpp', 1, 9_007_199_254_740_993n],
      ['USD', 'other', 1, 10_000n - 300n - 2_500n],
      ['USD', 'payment_card_usd_hpp', 1, 9_700n],
    ]);
    expect(tiesOut(lines)).toBe(true);
  });

  test('shows where the two books do not tie, also where only one of them has a line', async () => {
    await inBothBooks(paid('both', STARTS));
    await oursAlone(paid('ours', STARTS + 1, { currency: 'EUR' }));
    await mirrorInvoices(database.sql, [paid('theirs', STARTS + 2, { service: null })], new Date());
    await compared();
    const lines = await dayReport(database.sql, account, DAY);
    expect(
      lines.map(({ currency, service, difference }) => [currency, service, difference.net.minor]),
    ).toEqual([
      ['EUR', 'payment_card_usd_hpp', 9_700n],
      ['USD', null, -9_700n],
      ['USD', 'payment_card_usd_hpp', 0n],
    ]);
    expect(tiesOut(lines)).toBe(false);
  });

  test('calls nothing a difference that Paymega was not asked about since our book heard of it', async () => {
    const pending = { status: 'process_pending', processedAmount: null, processedFee: null };
    await inBothBooks(paid('a', STARTS, pending));
    await compared({ startedAt: Date.parse('2026-11-01T11:00:00Z') / 1000 });
    await ingest(database.sql, [paid('a', STARTS), paid('b', STARTS + 1)]);
    const [line] = await dayReport(database.sql, account, DAY);
    expect(line).toMatchObject({
      ours: { invoices: 2, paid: 2 },
      theirs: { invoices: 1, paid: 0 },
      difference: { invoices: 0, paid: 0, net: { minor: 0n } },
      notCompared: { invoices: 1, paid: 2, net: { minor: 19_400n } },
    });
    expect(tiesOut(line ? [line] : [])).toBe(true);
    expect(await dayState(database.sql, account, DAY)).toMatchObject({ notCompared: 2 });
    await compared();
    expect(await dayState(database.sql, account, DAY)).toMatchObject({ notCompared: 1 });
    const [asked] = await dayReport(database.sql, account, DAY);
    // Now Paymega repeated the older state of one; the other is not on its list, and there was no answer about it.
    expect(asked).toMatchObject({ difference: { paid: 1 }, notCompared: { invoices: 1, paid: 1 } });
  });

  test('says when Paymega’s side was read, and whether all of it was', async () => {
    const read = async () => (await dayState(database.sql, account, DAY)).read;
    expect(await read()).toEqual({ oldest: null, newest: null, isWhole: false });
    await compared({ to: STARTS + 3600 });
    const first = new Date(LATER * 1000);
    expect(await read()).toEqual({ oldest: first, newest: first, isWhole: false });
    await compared({ from: STARTS + 1800, startedAt: LATER + 60 });
    const second = new Date((LATER + 60) * 1000);
    expect(await read()).toEqual({ oldest: first, newest: second, isWhole: true });
    await compared({ startedAt: LATER + 120, isShort: true });
    expect(await read()).toEqual({ oldest: first, newest: second, isWhole: true });
  });
});

describe('the overview and the report tie by one rule', () => {
  const overview = () => dayTotals(database.sql, account, 'live', DAY);
  const unpaid = { status: 'expired', processedAmount: 0n, processedFee: 0n, processedDeposit: 0n };

  test('where all is equal', async () => {
    await inBothBooks(paid('a', STARTS));
    await compared();
    expect(await overview()).toMatchObject([{ ties: true, difference: { net: { minor: 0n } } }]);
    expect(tiesOut(await dayReport(database.sql, account, DAY))).toBe(true);
  });

  test.each<[string, () => Promise<void>]>([
    [
      'a payment without money that one book has not',
      async () => void (await mirrorInvoices(database.sql, [paid('b', STARTS + 1, unpaid)], new Date())),
    ],
    [
      'two services that cancel out',
      async () => {
        await ingest(database.sql, [paid('b', STARTS + 1)]);
        await mirrorInvoices(database.sql, [paid('b', STARTS + 1, { service: 'other' })], new Date());
      },
    ],
    [
      'a higher fee and as much less returned',
      async () => {
        const fee = { status: 'partially_refunded', processedFee: 400n, refundedAmount: 500n };
        const back = { status: 'partially_refunded', processedFee: 300n, refundedAmount: 600n };
        await ingest(database.sql, [paid('b', STARTS + 1, fee)]);
        await mirrorInvoices(database.sql, [paid('b', STARTS + 1, back)], new Date());
      },
    ],
  ])('where nothing of it remains in the net: %s', async (_, differ) => {
    await inBothBooks(paid('a', STARTS));
    await differ();
    await compared();
    expect(await overview()).toMatchObject([{ ties: false, difference: { net: { minor: 0n } } }]);
    expect(tiesOut(await dayReport(database.sql, account, DAY))).toBe(false);
  });

  test('where a run that did not finish has read what our book does not know', async () => {
    await inBothBooks(paid('a', STARTS));
    await mirrorInvoices(database.sql, [paid('b', STARTS + 1)], new Date());
    await compared({ to: STARTS + 1 });
    expect(await overview()).toMatchObject([{ ties: true }]);
    expect(tiesOut(await dayReport(database.sql, account, DAY))).toBe(true);
    expect(await dayState(database.sql, account, DAY)).toMatchObject({ notCompared: 1 });
  });
});

describe('a day is closed', () => {
  test('with its figures, once, by whom, and is on the audit', async () => {
    await inBothBooks(paid('a', STARTS));
    await compared();
    await close();
    const [signed] = await closesOf(database.sql, account.id, DAY);
    expect(signed).toMatchObject({
      closedBy: actor.name,
      unresolved: 0,
      view: 'money',
      figures: { lines: [{ currency: 'USD', ours: { gross: '100.00', net: '97.00', sales: 1 } }] },
    });
    await expect(close()).rejects.toMatchObject({ code: 'already_closed', status: 409 });
    expect(await database.sql`select act from audit where person_id = ${actor.personId}`).toEqual([
      { act: 'day.closed' },
    ]);
  });

  test('by one of two who try at once', async () => {
    await compared();
    const outcomes = await Promise.allSettled([close(), close()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await closesOf(database.sql, account.id, DAY)).toHaveLength(1);
  });

  test('not before it is over', async () => {
    const today = dayAt(new Date(), account.timeZone);
    await expect(closeDay(database.sql, actor, account, today, 'in a hurry', '')).rejects.toMatchObject({
      code: 'day_not_over',
    });
  });

  test.each([
    ['no run', null],
    ['a run that began before its end', { startedAt: ENDS - 60 }],
    ['a run over a part of it', { from: STARTS + 1 }],
    ['a run that ends before it', { to: ENDS - 1 }],
    ['a run that failed', { state: 'failed' }],
    ['a run whose list is known to be incomplete', { isShort: true }],
  ])('not after %s', async (_, run) => {
    if (run) await compared(run);
    await expect(close('never mind')).rejects.toMatchObject({ code: 'day_not_compared', status: 409 });
  });

  const isShort = async () => (await dayState(database.sql, account, DAY)).isShort;
  test.each([
    [
      'a payment that is not final',
      async () => inBothBooks(paid('a', STARTS, { status: 'process_pending' })),
    ],
    ['books that do not tie', async () => oursAlone(paid('a', STARTS))],
    ['a payment that was not compared', async () => void (await ingest(database.sql, [paid('a', STARTS)]))],
    ['a payment of it in quarantine', async () => inQuarantine('cpi_x', STARTS + 1)],
    ['an incomplete list since', async () => compared({ startedAt: LATER + 60, isShort: true })],
  ])('in spite of %s only with a note', async (_, spoil) => {
    await compared();
    await spoil();
    if (!(await isShort())) await compared();
    await expect(close('  ')).rejects.toMatchObject({ code: 'note_needed', status: 422 });
    await close('agreed with Paymega by phone');
    expect(await closesOf(database.sql, account.id, DAY)).toMatchObject([
      { note: 'agreed with Paymega by phone' },
    ]);
  });
});

test('a day whose figures are no longer those that were shown is not signed', async () => {
  await inBothBooks(paid('a', STARTS));
  await compared();
  const seen = moneyDigest(await moneyReport(database.sql, account, 'live', DAY));
  await inBothBooks(paid('b', STARTS + 1));
  await expect(closeDay(database.sql, actor, account, DAY, '', seen)).rejects.toMatchObject({
    code: 'changed_meanwhile',
    status: 409,
  });
});

test('a day of which a question was left without an answer is closed with a note alone', async () => {
  await compared();
  await database.sql`update runs set unanswered = 2 where account_id = ${account.id}`;
  await expect(close()).rejects.toMatchObject({ code: 'note_needed' });
  await close('Paymega was down; asked by phone');
});

test('of a day signed by the time of creation, what has changed is shown against what was signed', async () => {
  await inBothBooks(paid('a', STARTS), paid('b', STARTS + 1, { currency: 'EUR' }));
  const side = { invoices: 1, paid: 1, gross: '100.00', fees: '3.00', returned: '0.00', net: '97.00' };
  const line = { service: 'payment_card_usd_hpp', ours: side, theirs: side };
  const signed = ['EUR', 'USD'].map((currency) => ({ currency, ...line }));
  expect(changedSince(signed, await dayReport(database.sql, account, DAY))).toEqual([]);
  const refunded = { updatedAt: ENDS + 86_400, status: 'refunded', refundedAmount: 10_000n };
  await inBothBooks(paid('a', STARTS, refunded));
  expect(changedSince(signed, await dayReport(database.sql, account, DAY))).toEqual([
    {
      line: 'USD payment_card_usd_hpp',
      was: '1 of 1 paid, gross 100.00, fees 3.00, returned 0.00, net 97.00',
      is: '1 of 1 paid, gross 100.00, fees 3.00, returned 100.00, net -3.00',
    },
  ]);
});

test('a day is opened again with a reason, and may then be closed again; both stay on record', async () => {
  await compared();
  await close();
  await expect(reopenDay(database.sql, actor, account, DAY, because(' '))).rejects.toMatchObject({
    code: 'reason_needed',
  });
  await reopenDay(database.sql, actor, account, DAY, because('a statement came late'));
  await expect(reopenDay(database.sql, actor, account, DAY, because('again'))).rejects.toMatchObject({
    code: 'not_closed',
  });
  await close();
  expect(await closesOf(database.sql, account.id, DAY)).toMatchObject([
    { reopenedAt: null },
    { reopenedBy: actor.name, reason: 'a statement came late' },
  ]);
});

test('the database itself refuses to change what was signed', async () => {
  await compared();
  await close();
  for (const change of [
    `update day_closes set figures = '[]'::jsonb`,
    `update day_closes set note = 'another'`,
    'delete from day_closes',
    'truncate day_closes cascade',
  ]) {
    await expect(database.sql.unsafe(change), change).rejects.toThrow('append-only');
  }
});

test('an unresolved discrepancy of the day counts, one of the day after does not', async () => {
  for (const [subject, at] of [
    ['cpi_in', ENDS - 1],
    ['cpi_after', ENDS],
  ] as const) {
    await database.sql`
      insert into discrepancies (account_id, subject, mode, kind, severity, evidence, fingerprint, invoice_created_at,
        opened_at, last_seen_at)
      values (${account.id}, ${subject}, 'live', 'missing_theirs', 'critical', '{}', 'x', to_timestamp(${at}), now(), now())`;
  }
  expect(await dayState(database.sql, account, DAY)).toMatchObject({ unresolved: 1, isOver: true });
});

describe('an unreadable payment', () => {
  const unreadable = async (day: string) => (await dayState(database.sql, account, day)).unreadable;

  test('belongs to the day on which it was created, as it says', async () => {
    await inQuarantine('cpi_x', STARTS);
    await inQuarantine('cpi_y', String(ENDS - 1));
    expect(await unreadable(DAY)).toBe(2);
    expect(await unreadable('2026-11-05')).toBe(0);
  });

  test('to the one that our book says, where it does not', async () => {
    await ingest(database.sql, [paid('a', STARTS)]);
    await inQuarantine('cpi_a', 'in the morning');
    expect(await unreadable(DAY)).toBe(1);
    expect(await unreadable('2026-11-05')).toBe(0);
  });

  test('and else to the one on which it came', async () => {
    await inQuarantine('cpi_x', 'in the morning');
    expect(await unreadable(DAY)).toBe(0);
    expect(await unreadable('2026-11-05')).toBe(1);
  });

  test('is no longer one once it was told readably', async () => {
    await inQuarantine('cpi_a', STARTS);
    await mirrorInvoices(database.sql, [paid('a', STARTS)], new Date('2026-11-06T12:00:00Z'));
    expect(await unreadable(DAY)).toBe(0);
  });
});
