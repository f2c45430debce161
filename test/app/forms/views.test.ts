import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryOf, viewsOf } from '#app/forms/views.ts';

const GIVEN = { All: '', Pending: 'pending=yes' };
const HERE = 'https://shop.example/invoices';
const shown = (search: string, ...saved: string[]) => {
  const kept = saved.map((query, place) => ({ id: place + 1, name: `view ${place + 1}`, query }));
  return viewsOf(new URL(HERE + search), GIVEN, kept);
};
const activeOf = (search: string, ...saved: string[]) =>
  shown(search, ...saved)
    .views.filter(({ isActive }) => isActive)
    .map(({ name }) => name);

describe('the filter of an address', () => {
  test.each([
    ['', ''],
    ['?status=processed', 'status=processed'],
    ['?status=processed&currency=EUR', 'currency=EUR&status=processed'],
    ['?status=&currency=EUR&search=', 'currency=EUR'],
    ['?mode=live&status=processed', 'status=processed'],
    ['?mode=test&status=processed', 'mode=test&status=processed'],
    ['?after=x&before=y&preview=7&account=shop&status=processed', 'status=processed'],
    ['?search=a+b%26c', 'search=a+b%26c'],
  ])('%j is %j: without where one is in the list, and what is empty', (search, query) => {
    expect(queryOf(search)).toBe(query);
  });
});

describe('the views of a list', () => {
  test('are those that come with the product, then one’s own', () => {
    expect(shown('?a=1', 'status=processed').views).toEqual([
      { name: 'All', href: '/invoices', isActive: false },
      { name: 'Pending', href: '/invoices?pending=yes', isActive: false },
      { name: 'view 1', id: 1, href: '/invoices?status=processed', isActive: false },
    ]);
  });

  test('offer the filter to be kept where it is none of them yet', () => {
    expect(shown('?status=processed&after=x').query).toBe('status=processed');
    expect(shown('?status=processed', 'status=processed').query).toBeNull();
    expect([shown('').query, shown('?pending=yes').query]).toEqual([null, null]);
  });

  test('know the one that is shown, also further down its list or beside a preview', () => {
    expect(activeOf('')).toEqual(['All']);
    expect(activeOf('?pending=yes&after=x&account=shop')).toEqual(['Pending']);
    expect(activeOf('?preview=7&b=2&a=1', 'a=1&b=2', 'a=1')).toEqual(['view 1']);
    expect(activeOf('?status=failed')).toEqual([]);
  });

  test('that come with the product stay with the test payments', () => {
    const { views } = shown('?mode=test&pending=yes', 'pending=yes', 'mode=test&pending=yes');
    expect(views.map(({ href, isActive }) => [href, isActive])).toEqual([
      ['/invoices?mode=test', false],
      ['/invoices?pending=yes&mode=test', true],
      ['/invoices?pending=yes', false],
      ['/invoices?mode=test&pending=yes', true],
    ]);
  });
});

// Names that are no part of a filter, and the mode that is meant where none is named, are told apart above.
const filter = fc.uniqueArray(
  fc.tuple(
    fc.oneof(fc.constantFrom('kind', 'status', 'search', 'from'), fc.string({ unit: 'grapheme' })),
    fc.string({ unit: 'grapheme', minLength: 1 }),
  ),
  { selector: ([name]) => name, maxLength: 8 },
);
const isOfFilter = ([name]: [string, string]) => !/^(after|before|preview|account|mode)$/.test(name);
const shuffled = filter.chain((params) => {
  const kept = params.filter(isOfFilter);
  const all = fc.shuffledSubarray(kept, { minLength: kept.length, maxLength: kept.length });
  return fc.tuple(fc.constant(kept), all);
});

test('a filter that was kept is found again whatever the order of its params, and nothing else is', () => {
  fc.assert(
    fc.property(shuffled, ([params, others]) => {
      const query = queryOf(`?${new URLSearchParams(params)}`);
      const search = `?${new URLSearchParams([['after', 'x'], ...others, ['mode', 'live'], ['empty', '']])}`;
      const { views, query: offered } = viewsOf(new URL(HERE + search), {}, [
        { id: 1, name: 'mine', query },
        { id: 2, name: 'another', query: `${query}&one=more` },
      ]);
      expect([views.map(({ isActive }) => isActive), offered]).toEqual([[true, false], null]);
    }),
  );
});

test('the address of a view is that of the filter that was kept', () => {
  fc.assert(
    fc.property(filter, (params) => {
      const query = queryOf(`?${new URLSearchParams(params)}`);
      const [view] = viewsOf(new URL(HERE), {}, [{ id: 1, name: 'mine', query }]).views;
      expect(queryOf(new URL(view?.href ?? '', HERE).search)).toBe(query);
    }),
  );
});
