import { beforeAll, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { daysOfRange } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { moneyDay } from '#reconciliation/reports/day-money.ts';
import { differingOfDay, explained, leftOf } from '#reconciliation/reports/explained.ts';
import { FLOW, type MoneyLine, plusSide, sideOf } from '#reconciliation/reports/money-figures.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { movementsByRule } from '../books/movements-by-rule.ts';
import { type Heard, heardOfMonth, take } from './a-seeded-month.ts';

const database = useDatabase();

type Moved = {
  day: string;
  key: string;
  kind: string;
  events: number;
  amount: bigint;
  ordered: bigint;
  fee: bigint;
};

/** Every movement of a book by the rule, on the day of the account's clocks. */
function movedBy(heard: readonly Heard[], book: 'ours' | 'theirs', mode: Mode, zone: string): Moved[] {
  const ids = new Map<string, Heard[]>();
  for (const one of heard) ids.set(one.observation.id, [...(ids.get(one.observation.id) ?? []), one]);
  return [...ids.values()].flatMap((told) => {
    const own = told.filter(({ into }) => into === book).map(({ observation }) => observation);
    const [first] = own;
    if (!first || first.mode !== mode) return [];
    const key = `${first.currency} ${first.service ?? ''}`;
    const created = { kind: 'created', at: first.createdAt, events: 1, amount: '0', fee: '0' };
    return [{ ...created, ordered: first.amount.toString() }, ...movementsByRule(told, book, first.id)].map(
      ({ kind, at, events, amount, ordered, fee }) => ({
        ...{ day: dayAt(new Date(at * 1000), zone), key, kind, events },
        ...{ amount: BigInt(amount), ordered: BigInt(ordered), fee: BigInt(fee) },
      }),
    );
  });
}

const keyOf = ({ currency, service }: Pick<MoneyLine, 'currency' | 'service'>) =>
  `${currency} ${service ?? ''}`;
const sum = (rows: readonly Moved[], kind: string, of: 'amount' | 'ordered' | 'fee') =>
  rows.filter((row) => row.kind === kind).reduce((total, row) => total + row[of], 0n);
const count = (rows: readonly Moved[], kind: string) =>
  rows.filter((row) => row.kind === kind).reduce((total, row) => total + row.events, 0);

describe.each([
  ['Europe/Berlin', 'the clocks go forward', '2026-03-05', '2026-04-20'],
  ['Europe/Berlin', 'the clocks go back', '2026-10-05', '2026-11-20'],
  ['Asia/Kathmandu', 'the days begin at a quarter', '2026-05-05', '2026-05-20'],
])('in %s, where %s', (zone, _, from, to) => {
  let account: Account;
  let heard: Heard[];
  beforeAll(async () => {
    const id = await makeAccount(database.sql);
    account = { ...(await accountById(database.sql, id)), timeZone: zone };
    heard = heardOfMonth(id, Date.parse(from) / 86_400_000, Date.parse(from) / 1000, 240);
    await take(database.sql, heard);
  });

  test.each(['live', 'test'] as const)(
    'every day of %s payments is exact, in every currency and both books',
    async (mode) => {
      const ours = movedBy(heard, 'ours', mode, zone);
      const theirs = movedBy(heard, 'theirs', mode, zone);
      for (const { day } of daysOfRange({ from, to }, zone)) {
        const lines = await moneyDay(database.sql, account, mode, day);
        const known = new Set(lines.map(keyOf));
        for (const row of [...ours, ...theirs])
          if (row.day === day && row.kind !== 'created') expect(known, day).toContain(row.key);
        for (const line of lines)
          for (const [book, all] of [
            ['ours', ours],
            ['theirs', theirs],
          ] as const) {
            const own = all.filter(({ key }) => key === keyOf(line));
            checkSide(
              line[book],
              own.filter((row) => row.day === day),
              `${day} ${keyOf(line)} ${book}`,
            );
            checkFlow(line.flow[book], own, day);
          }
      }
    },
  );

  test('what the books differ by is explained to the minor unit, or said to be unexplained', async () => {
    for (const { day } of daysOfRange({ from, to }, zone)) {
      const lines = await moneyDay(database.sql, account, 'live', day);
      const differing = await differingOfDay(database.sql, account, 'live', day);
      for (const line of lines) {
        const nothing = sideOf([], line.currency, line.exponent);
        const own = differing.filter((one) => keyOf(one) === keyOf(line));
        expect(own.map(({ difference }) => difference).reduce(plusSide, nothing), day).toEqual(
          line.difference,
        );
        const [told] = explained([line], own);
        const parts = told
          ? [
              ...told.groups.map(({ difference }) => difference),
              told.notCompared.difference,
              told.unexplained.difference,
            ]
          : [];
        expect(parts.reduce(plusSide, nothing), day).toEqual(line.difference);
      }
      // What a day is signed with comes to the whole difference, currency by currency.
      for (const { currency, ...left } of leftOf(explained(lines, differing))) {
        const net = (some: typeof lines) =>
          some.reduce((all, { difference }) => all + difference.net.minor, 0n);
        const whole = Object.values(left).reduce((all, part) => all + part.net.minor, 0n);
        expect(whole, day).toBe(net(lines.filter((line) => line.currency === currency)));
      }
    }
  });
});

function checkSide(side: MoneyLine['ours'], rows: readonly Moved[], where: string): void {
  expect(
    {
      ...{ sales: side.sales, gross: side.gross.minor, fees: side.fees.minor },
      ...{ refunded: side.refunded.minor, chargedBack: side.chargedBack.minor, net: side.net.minor },
    },
    where,
  ).toEqual({
    ...{
      sales: count(rows, 'processed'),
      gross: sum(rows, 'processed', 'amount'),
      fees: sum(rows, 'processed', 'fee'),
    },
    ...{ refunded: sum(rows, 'refunded', 'amount'), chargedBack: sum(rows, 'charged_back', 'amount') },
    net:
      sum(rows, 'processed', 'amount') -
      sum(rows, 'processed', 'fee') -
      sum(rows, 'refunded', 'amount') -
      sum(rows, 'charged_back', 'amount'),
  });
}

function checkFlow(flow: MoneyLine['flow']['ours'], rows: readonly Moved[], day: string): void {
  const pending = (until: (row: Moved) => boolean) => {
    const before = rows.filter(until);
    const gone = ['processed', 'failed', 'expired', 'terminated'];
    return {
      payments: gone.reduce((left, kind) => left - count(before, kind), count(before, 'created')),
      ordered: gone.reduce(
        (left, kind) => left - sum(before, kind, 'ordered'),
        sum(before, 'created', 'ordered'),
      ),
    };
  };
  const written = Object.fromEntries(
    FLOW.map((part) => [part, { payments: flow[part].payments, ordered: flow[part].ordered.minor }]),
  );
  const own = rows.filter((row) => row.day === day);
  const of = (kind: string) => ({ payments: count(own, kind), ordered: sum(own, kind, 'ordered') });
  expect(written, day).toEqual({
    opening: pending((row) => row.day < day),
    ...Object.fromEntries(
      ['created', 'processed', 'failed', 'expired', 'terminated'].map((kind) => [kind, of(kind)]),
    ),
    closing: pending((row) => row.day <= day),
  });
}
