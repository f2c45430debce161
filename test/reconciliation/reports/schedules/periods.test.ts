import { describe, expect, test } from 'vitest';
import { latestDue, periodOf } from '#reconciliation/reports/schedules/periods.ts';

const at = (text: string) => new Date(text);

describe('the latest period that is due', () => {
  test.each([
    ['day', 6, 'Europe/Berlin', '2026-11-25T04:59:59Z', '2026-11-23', '2026-11-23'],
    ['day', 6, 'Europe/Berlin', '2026-11-25T05:00:00Z', '2026-11-24', '2026-11-24'],
    // The clocks leap from two to three: the hour comes at three.
    ['day', 2, 'Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-27', '2026-03-27'],
    ['day', 2, 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-28', '2026-03-28'],
    // They show half past two twice: the first counts.
    ['day', 2, 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-24', '2026-10-24'],
    ['week', 7, 'America/New_York', '2026-11-23T11:59:59Z', '2026-11-09', '2026-11-15'],
    ['week', 7, 'America/New_York', '2026-11-23T12:00:00Z', '2026-11-16', '2026-11-22'],
    ['month', 0, 'Asia/Kathmandu', '2026-02-28T18:15:00Z', '2026-02-01', '2026-02-28'],
    ['month', 0, 'Asia/Kathmandu', '2026-02-28T18:14:59Z', '2026-01-01', '2026-01-31'],
  ] as const)('%s at %i in %s, seen at %s', (period, hour, zone, now, from, to) => {
    expect(latestDue(period, hour, zone, at(now))).toMatchObject({ from, to });
  });
});

test('a day is in the week from Monday to Sunday, and in its month', () => {
  expect(periodOf('week', '2026-11-25')).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  expect(periodOf('month', '2024-02-29')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(periodOf('day', '2026-11-25')).toEqual({ from: '2026-11-25', to: '2026-11-25' });
});
