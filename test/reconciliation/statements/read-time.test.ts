import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { timesOf } from '#reconciliation/statements/read-time.ts';

// Zones whose clocks change at midnight, by half an hour, twice a year or never.
const ZONES = [
  'America/Havana',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'UTC',
];
const date = fc.date({ min: new Date('2015-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });

/** As a file writes it: a wall clock without a zone. */
const written = (at: Date) => at.toISOString().slice(0, 19).replace('T', ' ');

describe('a time of a file is the instant', () => {
  test('at which the clocks first showed it, whatever was read before', () => {
    const times = fc.record({
      near: date,
      minutes: fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), times, (zone, { near, minutes }) => {
        const read = timesOf('ymd', zone);
        for (const minute of minutes) {
          const text = written(new Date(near.getTime() + minute * 60_000));
          const expected = Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
          expect(read(text)?.getTime(), `${zone} ${text}`).toBe(expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('that its own offset says, beside others that have none', () => {
    const read = timesOf('dmy', 'Europe/Berlin');
    expect(read('24.11.2026 10:00')?.toISOString()).toBe('2026-11-24T09:00:00.000Z');
    expect(read('24.11.2026 10:00:00+05:30')?.toISOString()).toBe('2026-11-24T04:30:00.000Z');
    expect(read('24.11.26 10:00 PM')?.toISOString()).toBe('2026-11-24T21:00:00.000Z');
    expect(read('24.11.2026 10:00:00 Z')?.toISOString()).toBe('2026-11-24T10:00:00.000Z');
  });

  test.each([
    '24.11.2026 24:00',
    '24.11.2026 10:60',
    '24.11.2026 10:00:60',
    '30.02.2026',
    '24.13.2026 10:00',
    '',
  ])('or none: “%s”', (text) => {
    const read = timesOf('dmy', 'Europe/Berlin');
    read('24.11.2026 10:00');
    expect(read(text)).toBeNull();
  });
});
