import type { RouteConfigEntry } from '@remix-run/route-config';
import routes from '#app/routes.ts';

/** One address of app/routes.ts, such as `/runs/:id`. */
export type Route = { path: string; file: string };

/** Every address that the console and its API answer. */
export function everyRoute(): Route[] {
  return addresses(routes, '');
}

function addresses(entries: readonly RouteConfigEntry[], above: string): Route[] {
  return entries.flatMap(({ path, index, file, children }) => {
    const here = path === undefined ? above : `${above}/${path}`;
    const own = path === undefined && !index ? [] : [{ path: here || '/', file }];
    return [...own, ...addresses(children ?? [], here)];
  });
}
