import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clockHours,
  daysOfRange,
  lengthOf,
  monthOf,
  shifted,
  weekdayOf,
} from '#identity/accounts/day-range.ts';

const ZONES = [
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];

test('the hours of the days of a zone follow each other without a gap, and are what its clocks show', () => {
  const cases = fc.tuple(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 5_000 }));
  fc.assert(
    fc.property(cases, ([timeZone, after]) => {
      const from = shifted({ from: '2011-12-20', to: '2011-12-20' }, after).from;
      const days = daysOfRange(shifted({ from, to: from }, 0), timeZone);
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
      const hours = clockHours(days, timeZone);
      expect(hours[0]?.starts ?? days[0]?.ends).toEqual(days[0]?.starts);
      for (const [place, { hour, starts, ends }] of hours.entries()) {
        expect(Number(clock.format(starts))).toBe(hour);
        expect(Number(clock.format(new Date(ends.getTime() - 1)))).toBe(hour);
        expect(ends).toEqual(hours[place + 1]?.starts ?? days[0]?.ends);
      }
    }),
    { numRuns: 200 },
  );
});

test('an hour is missing where the clocks go forward, and lasts two where they go back', () => {
  const hoursOf = (day: string) =>
    clockHours(daysOfRange({ from: day, to: day }, 'Europe/Berlin'), 'Europe/Berlin');
  expect(hoursOf('2026-03-29').map(({ hour }) => hour)).not.toContain(2);
  const twice = hoursOf('2026-10-25').find(({ hour }) => hour === 2);
  expect((twice?.ends.getTime() ?? 0) - (twice?.starts.getTime() ?? 0)).toBe(7_200_000);
});

test('a range is of so many days, in order, and of no more than a report can look at', () => {
  const range = { from: '2026-02-27', to: '2026-03-02' };
  expect(daysOfRange(range, 'UTC').map(({ day }) => day)).toEqual([
    ...['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'],
  ]);
  expect(lengthOf(range)).toBe(4);
  expect(shifted(range, -4)).toEqual({ from: '2026-02-23', to: '2026-02-26' });
  expect(weekdayOf('2026-10-25')).toBe(7);
  expect(monthOf('2026-12-31', 'Europe/Berlin').ends.toISOString()).toBe('2026-12-31T23:00:00.000Z');
  for (const wrong of [
    { from: '2026-03-03', to: '2026-03-02' },
    { from: '2020-01-01', to: '2026-03-02' },
  ])
    expect(() => daysOfRange(wrong, 'UTC')).toThrow(/must/);
});
