import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typedFilter } from '#app/forms/typed-filter.ts';

const live = (text: string) => typedFilter(text, 'live');

describe('a typed filter leads to', () => {
  test.each([
    ['status:processed', '/invoices?status=processed'],
    ['currency:EUR from:2026-03-01 to:2026-03-02', '/invoices?currency=EUR&from=2026-03-01&to=2026-03-02'],
    ['age:old', '/invoices?age=old'],
    ['kind:chargeback', '/discrepancies?kind=chargeback'],
    ['severity:high cause:unknown', '/discrepancies?severity=high&cause=unknown'],
    ['assignee:me state:all day:2026-03-01', '/discrepancies?assignee=me&state=all&day=2026-03-01'],
    ['kind:chargeback from:2026-03-01', '/discrepancies?kind=chargeback&from=2026-03-01'],
  ])('the list that has it: %s → %s', (text, path) => {
    expect(live(text)).toBe(path);
  });

  test('a search for the words without a name, in their order', () => {
    expect(live('order-7 status:processed again')).toBe('/invoices?status=processed&search=order-7+again');
    expect(live('kind:chargeback cpi_1')).toBe('/discrepancies?kind=chargeback&search=cpi_1');
  });

  test('the test payments where one looks at those', () => {
    expect(typedFilter('status:processed', 'test')).toBe('/invoices?status=processed&mode=test');
    expect(typedFilter('kind:chargeback x', 'test')).toBe(
      '/discrepancies?kind=chargeback&search=x&mode=test',
    );
  });

  test('the same whatever the case of its names, and of a currency', () => {
    expect(live('Status:processed CURRENCY:eur')).toBe('/invoices?status=processed&currency=EUR');
  });

  test('the last of two values of one name', () => {
    expect(live('kind:overpaid kind:chargeback')).toBe('/discrepancies?kind=chargeback');
  });

  test('its value as it is, whatever it holds', () => {
    expect(live('status:a:b')).toBe('/invoices?status=a%3Ab');
    expect(live('cause:&state=all#x')).toBe('/discrepancies?cause=%26state%3Dall%23x');
  });
});

describe('a filter whose parts no one list has', () => {
  test.each(['kind:chargeback status:processed', 'age:old severity:high'])(
    'is none, and drops nothing: %s',
    (text) => {
      expect(live(text)).toBeNull();
    },
  );

  test('but a currency is known to both', () => {
    expect(live('kind:chargeback currency:eur')).toBe('/discrepancies?kind=chargeback&currency=EUR');
  });
});

describe('no filter is', () => {
  test.each([
    ...[
      '',
      'order-7',
      '10.00',
      'status:',
      ':processed',
      'status : processed',
      'shop:processed',
      'statuses:x',
    ],
    ...[
      'https://shop.example/',
      'search:x',
      'mode:test',
      'account:other',
      '__proto__:x',
      'constructor:x',
      'to',
    ],
  ])('%j', (text) => {
    expect(live(text)).toBeNull();
  });
});

test('whatever is typed, it leads to a list of ours or nowhere, and loses no word', () => {
  const part = fc.oneof(
    fc.constantFrom('status:x', 'KIND:y', 'to:z', 'age:', 'order-7'),
    fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\s/g, '')),
  );
  fc.assert(
    fc.property(fc.array(part), fc.constantFrom('live', 'test'), (parts, mode) => {
      const typed = typedFilter(parts.join(' ').trim(), mode);
      if (typed === null) return;
      const { origin, pathname, searchParams } = new URL(typed, 'http://own.example');
      expect([origin, ['/invoices', '/discrepancies'].includes(pathname)]).toEqual([
        'http://own.example',
        true,
      ]);
      const message = parts.filter((one) => one !== '' && !/^(status|kind|to):./i.test(one));
      const named = /^(currency|from|age|severity|cause|state|assignee|day):/i;
      const kept = searchParams.get('search')?.split(' ').filter(Boolean) ?? [];
      expect(kept).toEqual(message.filter((word) => !named.test(word) || word === 'age:'));
    }),
  );
});
