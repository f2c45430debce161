import { expect, test } from 'vitest';
import { routePattern } from '#app/http/route-pattern.ts';
import { everyRoute } from '../../support/routes.ts';

const ROUTES = Object.fromEntries(
  everyRoute().map(({ path, file }) => [file, { path: path.replace(/^\//, '') }]),
);

test.each([
  ['/password/a-secret', '/password/:secret'],
  ['/Password/a-secret', '/password/:secret'],
  ['/password/a-secret/', '/password/:secret'],
  ['/password/a-secret.data', '/password/:secret'],
  ['/password/forgotten', '/password/forgotten'],
  ['/', '/'],
  ['/invoices/cpi_1/status-checks', '/invoices/:id/status-checks'],
  ['/api/v1/what/ever', '/api/v1/*'],
  ['/api/v1/runs/7', '/api/v1/runs/:id'],
  ['/password/a-secret/more', '/*'],
  ['/a-secret', '/*'],
])('%s is called %s', (pathname, pattern) => {
  expect(routePattern(ROUTES, pathname)).toBe(pattern);
});

test('a route within others is called by all of their paths', () => {
  const routes = {
    root: { path: '' },
    frame: { parentId: 'root' },
    people: { parentId: 'frame', path: 'people' },
    person: { parentId: 'people', path: ':id' },
  };
  expect(routePattern(routes, '/people/7')).toBe('/people/:id');
});
