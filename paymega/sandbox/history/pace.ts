import { hash } from './seeded-random.ts';

/** How fast invoices come: how many are due by when, from the beginning of the history on. Unix seconds. */
export type Pace = {
  /** How many are due until `at`; a fraction between two. */
  dueUntil: (at: number) => number;
  /** When so many are due: the other way round. */
  timeOf: (due: number) => number;
};

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const WEEK_HOURS = 7 * 24;
/** After so many weeks the same hours come again: all is arithmetic, however far ahead one asks. */
const WEEKS = 52;
const DAY_LUCK = 411;
const HOUR_LUCK = 412;

/** 1970-01-05: a Monday. */
export const FIRST_MONDAY = 4 * DAY_SECONDS;

// Monday first: people buy before and on the weekend, and less on its last day.
const WEEKDAYS = [1, 0.92, 0.93, 1, 1.18, 1.16, 0.81];
// From midnight on: little at night, a first height at noon, the highest in the evening.
const HOURS = [
  ...[0.34, 0.2, 0.12, 0.08, 0.08, 0.14, 0.34, 0.66, 0.98, 1.2, 1.3, 1.38],
  ...[1.46, 1.34, 1.22, 1.22, 1.28, 1.4, 1.56, 1.78, 1.86, 1.62, 1.1, 0.64],
];

/** Evenly, day and night. */
export function evenPace(startsAt: number, perDay: number): Pace {
  const spacing = DAY_SECONDS / positive(perDay);
  return {
    dueUntil: (at) => (at - startsAt) / spacing,
    timeOf: (due) => startsAt + due * spacing,
  };
}

/**
 * As people buy: by weekday and hour, with better and worse days.
 * @param perDay on average over a year
 * @param mondayAt Unix seconds: the midnight at which a Monday begins on the shop's clocks
 */
export function shopPace(seed: number, startsAt: number, perDay: number, mondayAt: number): Pace {
  const until = dueByHour(seed, positive(perDay));
  const total = until.at(-1) ?? 0;
  const period = WEEKS * WEEK_HOURS * HOUR_SECONDS;
  const sinceMonday = (at: number) => {
    const rounds = Math.floor((at - mondayAt) / period);
    const hours = (at - mondayAt - rounds * period) / HOUR_SECONDS;
    const whole = Math.floor(hours);
    const before = until[whole] ?? 0;
    return rounds * total + before + (hours - whole) * ((until[whole + 1] ?? total) - before);
  };
  const atStart = sinceMonday(startsAt);
  return {
    dueUntil: (at) => sinceMonday(at) - atStart,
    timeOf: (due) => {
      const rounds = Math.floor((due + atStart) / total);
      const rest = due + atStart - rounds * total;
      const hour = lastNotAbove(until, rest);
      const before = until[hour] ?? 0;
      const part = (rest - before) / ((until[hour + 1] ?? total) - before);
      return mondayAt + rounds * period + (hour + part) * HOUR_SECONDS;
    },
  };
}

/** How many are due until the beginning of each hour of the round, and at its end. */
function dueByHour(seed: number, perDay: number): number[] {
  const weights = Array.from({ length: WEEKS * WEEK_HOURS }, (_, hour) => {
    const day = Math.floor(hour / 24);
    const luck = around(0.12, hash(seed, day, DAY_LUCK)) * around(0.3, hash(seed, hour, HOUR_LUCK));
    return (WEEKDAYS[day % 7] ?? 1) * (HOURS[hour % 24] ?? 1) * luck;
  });
  const scale = (perDay * WEEKS * 7) / weights.reduce((sum, weight) => sum + weight, 0);
  const until = [0];
  for (const weight of weights) until.push((until.at(-1) ?? 0) + weight * scale);
  return until;
}

function around(breadth: number, chance: number): number {
  return 1 - breadth + (2 * breadth * chance) / 2 ** 32;
}

/** The place of the last of ascending figures that is at most `value`; the one before the end at the most. */
function lastNotAbove(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function positive(perDay: number): number {
  if (!(perDay > 0)) throw new Error('perDay must be more than 0');
  return perDay;
}
