import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';
import { gapsIn, standingStatements } from './balances.ts';

/** What there is of a day in a currency. */
export type CalendarCell = { state: 'imported' | 'gap' | 'none'; fileId: bigint | null; lines: number };

/** The transactions of a month: by day, for each currency of which there is a statement. */
export type Calendar = {
  month: string;
  currencies: string[];
  days: { day: string; cells: CalendarCell[] }[];
  gaps: number;
};

/** The calendar of a month (`YYYY-MM`): which days have a statement of transactions, and which are gaps. */
export async function calendarOf(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  month: string,
): Promise<Calendar> {
  const standing = await standingStatements(sql, accountId, mode);
  const ofLines = standing.filter(({ kind }) => kind === 'transactions');
  const gaps = gapsIn(standing);
  const currencies = [...new Set(ofLines.map(({ currency }) => currency))].toSorted();
  const known = new Map(ofLines.map((one) => [`${one.currency} ${one.day}`, one]));
  const missing = new Set(gaps.map(({ currency, day }) => `${currency} ${day}`));
  const days = daysOfMonth(month).map((day) => ({
    day,
    cells: currencies.map((currency): CalendarCell => {
      const one = known.get(`${currency} ${day}`);
      if (one) return { state: 'imported', fileId: one.fileId, lines: one.lines };
      return { state: missing.has(`${currency} ${day}`) ? 'gap' : 'none', fileId: null, lines: 0 };
    }),
  }));
  return { month, currencies, days, gaps: gaps.length };
}

function daysOfMonth(month: string): string[] {
  const first = Temporal.PlainYearMonth.from(month);
  return Array.from({ length: first.daysInMonth }, (_, place) =>
    first.toPlainDate({ day: place + 1 }).toString(),
  );
}
