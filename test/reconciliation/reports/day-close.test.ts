import { beforeEach, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#reconciliation/accounts.ts';
import { mirrorInvoices } from '#reconciliation/book/mirror.ts';
import { takeIn } from '#reconciliation/book/take-in.ts';
import { addPerson } from '#reconciliation/people/people.ts';
import {
  changedSince,
  closeDay,
  closesOf,
  recentDays,
  reopenDay,
  reportDigest,
} from '#reconciliation/reports/day-close.ts';
import { dayReport, dayState, tiesOut } from '#reconciliation/reports/day-report.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

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

type Over = Parameters<typeof anObservation>[1];
const paid = (id: string, createdAt: number, over: Over = {}) =>
  anObservation(account.id, {
    id: `cpi_${id}`,
    referenceId: `order-${id}`,
    createdAt,
    updatedAt: createdAt + 60,
    ...over,
  });

async function inBothBooks(...observations: ReturnType<typeof paid>[]): Promise<void> {
  await takeIn(database.sql, observations);
  await mirrorInvoices(database.sql, observations, new Date());
}

/** A run over the whole day that began after it. */
async function compared(over: { from?: number; to?: number; startedAt?: number; state?: string } = {}) {
  const { from = STARTS, to = ENDS, startedAt = ENDS + 60, state = 'finished' } = over;
  await database.sql`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, started_at, finished_at)
    values (${account.id}, 'program', 'window', to_timestamp(${from}), to_timestamp(${to}), ${state},
      to_timestamp(${startedAt}), to_timestamp(${startedAt + 60}))`;
}

const close = async (note = '') => {
  const seen = reportDigest(await dayReport(database.sql, account, DAY));
  return closeDay(database.sql, actor, account, DAY, note, seen);
};

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
    await takeIn(database.sql, [paid('ours', STARTS + 1, { currency: 'EUR' })]);
    await mirrorInvoices(database.sql, [paid('theirs', STARTS + 2, { service: null })], new Date());
    const lines = await dayReport(database.sql, account, DAY);
    expect(lines.map(({ currency, service, difference }) => [currency, service, difference.minor])).toEqual([
      ['EUR', 'payment_card_usd_hpp', 9_700n],
      ['USD', null, -9_700n],
      ['USD', 'payment_card_usd_hpp', 0n],
    ]);
    expect(tiesOut(lines)).toBe(false);
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
      figures: [{ currency: 'USD', ours: { gross: '100.00', net: '97.00', paid: 1 } }],
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
    const [today] = await recentDays(database.sql, account, 1);
    await expect(
      closeDay(database.sql, actor, account, today?.day ?? '', 'in a hurry', ''),
    ).rejects.toMatchObject({ code: 'day_not_over' });
  });

  test.each([
    ['no run', null],
    ['a run that began before its end', { startedAt: ENDS - 60 }],
    ['a run over a part of it', { from: STARTS + 1 }],
    ['a run that ends before it', { to: ENDS - 1 }],
    ['a run that failed', { state: 'failed' }],
  ])('not after %s', async (_, run) => {
    if (run) await compared(run);
    await expect(close('never mind')).rejects.toMatchObject({ code: 'day_not_compared', status: 409 });
  });

  test.each([
    [
      'a payment that is not final',
      async () => inBothBooks(paid('a', STARTS, { status: 'process_pending' })),
    ],
    ['books that do not tie', async () => void (await takeIn(database.sql, [paid('a', STARTS)]))],
  ])('in spite of %s only with a note', async (_, spoil) => {
    await spoil();
    await compared();
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
  const seen = reportDigest(await dayReport(database.sql, account, DAY));
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

test('what changes after the close is shown against what was signed', async () => {
  await inBothBooks(paid('a', STARTS), paid('b', STARTS + 1, { currency: 'EUR' }));
  await compared();
  await close();
  const refunded = { updatedAt: ENDS + 86_400, status: 'refunded', refundedAmount: 10_000n };
  await inBothBooks(paid('a', STARTS, refunded));
  const [signed] = await closesOf(database.sql, account.id, DAY);
  if (!signed) throw new Error('the day is not closed');
  const lines = await dayReport(database.sql, account, DAY);
  expect(changedSince(signed, lines)).toEqual([
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
  await expect(reopenDay(database.sql, actor, account, DAY, ' ')).rejects.toMatchObject({
    code: 'reason_needed',
  });
  await reopenDay(database.sql, actor, account, DAY, 'a statement came late');
  await expect(reopenDay(database.sql, actor, account, DAY, 'again')).rejects.toMatchObject({
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
    'truncate day_closes',
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
