import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';
import { currentStatements } from './current.ts';
import type { StatementKind } from './fields.ts';
import { grouped } from './grouped.ts';

/** A statement that counts, with its balances in minor units. */
export type Standing = {
  id: bigint;
  fileId: bigint;
  kind: StatementKind;
  currency: string;
  day: string;
  isWhole: boolean;
  openingBalance: bigint | null;
  closingBalance: bigint | null;
  reserve: bigint | null;
  brokenLine: number | null;
  brokenBy: bigint | null;
  lines: number;
};

/** Where a balance is not what it must be. `by` is what it has too much. */
export type Break = {
  currency: string;
  day: string;
  by: bigint;
  words: string[];
  expected: bigint | null;
  told: bigint | null;
};
export type Gap = { currency: string; day: string };

/** The statements that count of an account, by currency and day. */
export function standingStatements(sql: Queryable, accountId: number, mode: Mode): Promise<Standing[]> {
  return sql<Standing[]>`
    select id, file_id, kind, currency, day::text as day, is_whole, opening_balance, closing_balance, reserve,
      broken_line, broken_by, lines
    from (${currentStatements(sql, accountId, mode)}) as current order by currency, day, kind`;
}

/** The days without a statement of transactions between two that have one, per currency. */
export function gapsIn(standing: readonly Standing[]): Gap[] {
  const ofLines = standing.filter(({ kind }) => kind === 'transactions');
  return [...grouped(ofLines, ({ currency }) => currency)].flatMap(([currency, own]) => {
    const days = [...new Set(own.map(({ day }) => day))].toSorted();
    return days
      .slice(1)
      .flatMap((day, place) => daysWithin(days[place] ?? day, day).map((gap) => ({ currency, day: gap })));
  });
}

function daysWithin(from: string, until: string): string[] {
  const days: string[] = [];
  for (
    let day = Temporal.PlainDate.from(from).add({ days: 1 });
    day.toString() < until;
    day = day.add({ days: 1 })
  )
    days.push(day.toString());
  return days;
}

/**
 * Where balances break, one item a day and currency: within a statement, between the closing of one day and
 * the opening of the next, and between the two files that tell the balance of one day.
 */
export function breaksIn(standing: readonly Standing[]): Break[] {
  const byDay = grouped(
    standing.filter(({ kind }) => kind !== 'invoices'),
    ({ currency, day }) => `${currency} ${day}`,
  );
  return [...byDay.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { currency, day } = first;
    const before = byDay.get(`${currency} ${Temporal.PlainDate.from(day).subtract({ days: 1 })}`) ?? [];
    const faults = [...own.flatMap(within), ...between(before, own), ...twoFiles(own)];
    const [worst] = faults;
    return worst ? [{ currency, day, ...worst, words: faults.map(({ words }) => words) }] : [];
  });
}

type Fault = { by: bigint; words: string; expected: bigint | null; told: bigint | null };

function within({ kind, brokenLine, brokenBy, closingBalance }: Standing): Fault[] {
  if (brokenLine === null || brokenBy === null) return [];
  const where = kind === 'transactions' ? 'transactions' : 'trial balance';
  const words = `In the ${where}, the balance after line ${brokenLine} is not the one before it and what moved.`;
  return [{ by: brokenBy, words, expected: null, told: closingBalance }];
}

/** Of two files of one kind; a day of which one kind alone is known is held against the other. */
function between(before: readonly Standing[], own: readonly Standing[]): Fault[] {
  const pairs = own.flatMap((one) => {
    const same = before.find(({ kind }) => kind === one.kind) ?? before[0];
    return same ? [[same, one] as const] : [];
  });
  const seen = new Set<bigint>();
  return pairs.flatMap(([{ closingBalance: closed }, { openingBalance: opened }]) => {
    if (closed === null || opened === null || closed === opened || seen.has(opened - closed)) return [];
    seen.add(opened - closed);
    const words = 'The opening balance is not the closing balance of the day before.';
    return [{ by: opened - closed, words, expected: closed, told: opened }];
  });
}

function twoFiles(own: readonly Standing[]): Fault[] {
  const [of, trial] = (['transactions', 'trial_balance'] as const).map((kind) =>
    own.find((one) => one.kind === kind),
  );
  if (!of || !trial) return [];
  return (['openingBalance', 'closingBalance'] as const).flatMap((side) => {
    const [told, other] = [of[side], trial[side]];
    if (told === null || other === null || told === other) return [];
    const name = side === 'openingBalance' ? 'opening' : 'closing';
    const words = `The ${name} balance of the transactions is not that of the trial balance.`;
    return [{ by: told - other, words, expected: other, told }];
  });
}
