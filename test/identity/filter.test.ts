import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { day, FilterRefusal, limitUpTo, oneOf, readFilter, text } from '#identity/filter.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

const SCHEMA = z.object({
  state: oneOf(['open', 'closed']).default('open'),
  search: text.optional(),
  from: day.optional(),
  limit: limitUpTo(500).default(100),
});

function wrongWith(given: [string, string][], empty?: 'absent' | 'unreadable'): string[] {
  try {
    readFilter(SCHEMA, given, empty);
    return [];
  } catch (error) {
    if (!(error instanceof FilterRefusal)) throw error;
    return error.unreadable.map(({ name, message }) => `${name} ${message}`);
  }
}

describe('a filter', () => {
  test('is read, with what nobody said at its usual value', () => {
    expect(readFilter(SCHEMA, [['search', '  cpi_1 ']])).toEqual({
      ...{ state: 'open', search: 'cpi_1', limit: 100 },
    });
  });

  test.each<[string, [string, string][], string]>([
    ['no choice', [['state', 'foo']], 'state must be one of open, closed'],
    ['too long', [['search', 'x'.repeat(201)]], 'search may have at most 200 characters'],
    ['a NUL', [['search', 'a\0b']], 'search holds a NUL character, which no text here can hold'],
    ['no number', [['limit', 'abc']], 'limit must be a whole number from 1 to 500'],
    ['too many', [['limit', '9999']], 'limit must be a whole number from 1 to 500'],
    ['none', [['limit', '0']], 'limit must be a whole number from 1 to 500'],
    ['less', [['limit', '-1']], 'limit must be a whole number from 1 to 500'],
    ['a part', [['limit', '1.5']], 'limit must be a whole number from 1 to 500'],
    ['hexadecimal', [['limit', '0x10']], 'limit must be a whole number from 1 to 500'],
    [
      'said twice',
      [
        ['state', 'open'],
        ['state', 'closed'],
      ],
      'state stands there 2 times: say it once',
    ],
    ['no name', [['statee', 'open']], 'statee is no parameter here; there are state, search, from, limit'],
    ['a name of objects', [['__proto__', 'x']], '__proto__ is no parameter here'],
    ['another one', [['toString', 'x']], 'toString is no parameter here'],
  ])('that is %s is refused by its name', (_, given, message) => {
    expect(wrongWith(given)).toEqual([expect.stringContaining(message)]);
  });

  test('tells all that is wrong at once', () => {
    const given: [string, string][] = [
      ['state', 'foo'],
      ['limit', 'x'],
      ['more', ''],
    ];
    expect(wrongWith(given).map((message) => message.split(' ')[0])).toEqual(['more', 'state', 'limit']);
  });

  test('says nothing by an empty field of a page, and is unreadable by an empty one of a program', () => {
    for (const value of ['', '  ']) {
      expect(wrongWith([['search', value]])).toEqual([]);
      expect(wrongWith([['search', value]], 'unreadable')).toEqual(['search is empty: leave it out instead']);
    }
  });
});

describe('a day', () => {
  test.each([
    ...['2026-13-01', '2026-02-30', '2026-2-3', '0000-01-01', '0000-12-31', '10000-01-01', '-2026-01-01'],
    ...['-0001-01-01', '+02026-01-01', 'yesterday', '2026-01-01T00:00:00Z', '２０２６-01-01', '2026-01-01\0'],
  ])('is not %s', (value) => {
    expect(wrongWith([['from', value]])).toEqual([expect.stringContaining('from must be a day')]);
  });

  test('that is taken is one that the database takes, with the day after it', async () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
    const year = fc.constantFrom('0000', '0001', '1582', '1999', '2024', '9999', '10000', '-0001');
    const days = fc.tuple(year, two(13), two(32)).map((parts) => parts.join('-'));
    const taken = fc.sample(days, 3000).filter((one) => day.safeParse(one).success);
    expect(taken.length).toBeGreaterThan(100);
    await database.sql`
      select (one::date + 1)::timestamp at time zone 'Pacific/Kiritimati' from unnest(${taken}::text[]) as one`;
    for (const edge of ['0001-01-01', '9999-12-31']) expect(day.safeParse(edge).success).toBe(true);
  });
});
