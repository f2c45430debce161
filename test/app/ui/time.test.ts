import { expect, test } from 'vitest';
import { ageText } from '#app/ui/values/age-text.ts';
import { localTime } from '#app/ui/values/local-time.ts';

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [45.9, '45 s'],
  [60, '1 m'],
  [61, '1 m 1 s'],
  [11_520, '3 h 12 m'],
  [3_600, '1 h'],
  [3_601, '1 h'],
  [86_399, '23 h 59 m'],
  [86_400, '1 d'],
  [90_000, '1 d 1 h'],
  [8_640_000, '100 d'],
])('%s seconds are %s', (seconds, message) => {
  expect(ageText(seconds)).toBe(message);
});

test('an instant is shown on the clocks of the zone, midnight as 00', () => {
  expect(localTime(new Date('2026-10-31T23:00:00Z'), 'Europe/Berlin')).toBe('2026-11-01 00:00:00');
  expect(localTime(new Date('2026-10-31T23:00:00Z'), 'UTC')).toBe('2026-10-31 23:00:00');
  expect(localTime(new Date('2026-10-31T23:00:00Z'), 'Asia/Kathmandu')).toBe('2026-11-01 04:45:00');
});

test('the hour that a clock change repeats is shown twice, as the clocks do', () => {
  expect(localTime(new Date('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toBe('2026-10-25 02:30:00');
  expect(localTime(new Date('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toBe('2026-10-25 02:30:00');
});
