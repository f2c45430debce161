import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { dayBefore } from '#identity/accounts/day-range.ts';
import { day } from '#identity/filter.ts';
import type { Mode } from '#paymega/mode.ts';
import { hasRun } from '#reconciliation/comparison/runs.ts';
import { KINDS } from '#reconciliation/discrepancies/kinds.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ui/frame/palette-hits.tsx';
import { inMode } from '../ui/values/in-mode.ts';

const FEW = 5;

/** The days, runs and kinds of discrepancies that a text means: `2026-11-20`, `11-20`, `yesterday`, `run 7`, `fee`. */
export async function placesOf(
  sql: Context['sql'],
  account: Pick<Account, 'id' | 'timeZone'>,
  text: string,
  mode: Mode,
  now: Date,
): Promise<Place[]> {
  const typed = text.trim().toLowerCase();
  if (typed === '') return [];
  const runs = await runsOf(sql, account.id, typed);
  return [...daysOf(typed, dayAt(now, account.timeZone), mode), ...runs, ...kindsOf(typed, mode)];
}

function daysOf(typed: string, today: string, mode: Mode): Place[] {
  const means = (name: string) => typed.length >= 3 && name.startsWith(typed);
  const year = today.slice(0, 4);
  const written = /^\d{2}-\d{2}$/.test(typed) ? `${year}-${typed}` : typed;
  // One that is still to come this year was meant of the last.
  const past = written > today && written !== typed ? `${Number(year) - 1}-${typed}` : written;
  const otherwise = day.safeParse(past).success ? past : null;
  const found = means('today') ? today : means('yesterday') ? dayBefore(today) : otherwise;
  if (found === null) return [];
  return [{ group: 'Days', label: `Report of ${found}`, href: inMode(`/reports/${found}`, mode) }];
}

async function runsOf(sql: Context['sql'], accountId: number, typed: string): Promise<Place[]> {
  const [, number = ''] = /^(?:runs? ?#?|#)?(\d{1,9})$/.exec(typed) ?? [];
  if (number === '' || !(await hasRun(sql, accountId, BigInt(number)))) return [];
  return [{ group: 'Runs', label: `Run ${number}`, href: `/runs/${number}` }];
}

function kindsOf(typed: string, mode: Mode): Place[] {
  if (typed.length < 2) return [];
  return Object.entries(KINDS)
    .filter(([kind, { label }]) => label.toLowerCase().includes(typed) || kind.includes(typed))
    .slice(0, FEW)
    .map(([kind, { label }]) => ({
      group: 'Discrepancies',
      label,
      href: inMode(`/discrepancies?kind=${kind}`, mode),
    }));
}
