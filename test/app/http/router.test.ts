import { matchRoutes } from '@remix-run/react';
import fc from 'fast-check';
import { expect, test } from 'vitest';

type RouteObject = Parameters<typeof matchRoutes>[0][number];

const SEGMENT = fc.constantFrom('invoices', 'runs', ':id', ':other', 'new', '*', 'a?', 'export.csv');
const PATH = fc.array(SEGMENT, { maxLength: 3 }).map((segments) => segments.join('/'));

/** Trees of routes as an application has them: pages in pages, index pages and pages without a path. */
const ROUTES = fc.letrec<{ route: RouteObject; routes: RouteObject[] }>((tie) => ({
  route: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    PATH.map((path): RouteObject => ({ path: endedByStar(path) })),
    fc.constant<RouteObject>({ index: true }),
    fc
      .record({ path: fc.option(PATH, { nil: undefined }), children: tie('routes') })
      .map(({ path, children }): RouteObject => ({ ...(path && { path: withoutStar(path) }), children })),
  ),
  routes: fc.array(tie('route'), { minLength: 1, maxLength: 5 }),
})).routes;
const ASKED = fc
  .array(fc.constantFrom('invoices', 'runs', '7', 'new', 'a', 'export.csv', '%25', 'ä', 'x'.repeat(250)), {
    maxLength: 4,
  })
  .map((segments) => `/${segments.join('/')}`);

const withoutStar = (path: string) => path.replaceAll('*', 'star');
/** A star stands at the end alone. */
const endedByStar = (path: string) => path.replace(/\*(?=.)/g, 'star');

const told = (routes: RouteObject[], address: string) =>
  matchRoutes(routes, address)?.map(({ pathname, params, route }) => [
    pathname,
    params,
    route.path ?? null,
  ]) ?? null;

test('an address that was asked before leads where it led, whatever was asked in between', () => {
  fc.assert(
    fc.property(ROUTES, fc.array(ASKED, { minLength: 1, maxLength: 12 }), (routes, addresses) => {
      const afresh = addresses.map((address) => told(structuredClone(routes), address));
      const first = addresses.map((address) => told(routes, address));
      const again = addresses.map((address) => told(routes, address));
      expect(first).toEqual(afresh);
      expect(again).toEqual(afresh);
    }),
    { numRuns: 300 },
  );
});

test('a thousand addresses later it leads there as well', () => {
  const routes: RouteObject[] = [
    { path: 'new' },
    { path: ':id', children: [{ path: 'new' }] },
    { path: '*' },
  ];
  const before = told(routes, '/7/new');
  for (let n = 0; n < 1100; n++) expect(told(routes, `/${n}/new`)?.[0]?.[1]).toEqual({ id: String(n) });
  expect(told(routes, '/7/new')).toEqual(before);
  expect(before).toEqual([
    ['/7', { id: '7' }, ':id'],
    ['/7/new', { id: '7' }, 'new'],
  ]);
});
