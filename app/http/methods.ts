import type { ServerBuild } from '@remix-run/node';
import { matchRoutes } from '@remix-run/react';
import { NO_ROUTE, routePattern } from './route-pattern.ts';

const READ = ['GET', 'HEAD'];

/** The machines' endpoints, which answer before any page does. */
const ENDPOINTS: readonly [RegExp, readonly string[]][] = [
  [/^\/(healthz|readyz)$/, READ],
  [/^\/callbacks(\/[^/]+)?\/?$/, ['POST']],
  [/^\/bank-answers\/[^/]+$/, ['GET', 'POST']],
];

type Routes = ServerBuild['routes'];
type Node = { id: string; path?: string; index?: boolean; children: Node[] };

/** By the pattern of its address: what the router finds there is the same, and costs a millisecond each time. */
const methodsOf = new WeakMap<Routes, Map<string, readonly string[]>>();

/**
 * The methods that an address takes, for `Allow` (RFC 9110, 15.5.6); none where nothing is there. A page, or the data of
 * one, is read; what has an action takes forms by POST, and nothing by PUT, PATCH or DELETE.
 */
export function methodsAt(target: string, { routes }: Pick<ServerBuild, 'routes'>): string[] {
  const pathname = pathnameOf(target);
  const ofEndpoints = ENDPOINTS.flatMap(([where, methods]) => (where.test(pathname) ? methods : []));
  return [...new Set([...methodsOfRoute(pathname, routes), ...ofEndpoints])];
}

/** Whether a page's address is that of an act: nothing is there to be read. */
export function takesOnlyForms(target: string, { routes }: Pick<ServerBuild, 'routes'>): boolean {
  return methodsOfRoute(pathnameOf(target), routes).join() === 'POST';
}

/** The page of an address, also where a script asks for its data alone. */
function pathnameOf(target: string): string {
  const [path = ''] = target.split('?');
  return path.replace(/\.data$/, '').replace(/^\/_root$/, '/');
}

function methodsOfRoute(pathname: string, routes: Routes): readonly string[] {
  const pattern = routePattern(routes, pathname);
  // Written in another way, it may be a route all the same: the router decides.
  if (pattern === NO_ROUTE || pathname.includes('%')) return matchedMethods(pathname, routes);
  const known = methodsOf.get(routes) ?? new Map<string, readonly string[]>();
  methodsOf.set(routes, known);
  const methods = known.get(pattern) ?? matchedMethods(pathname, routes);
  known.set(pattern, methods);
  return methods;
}

function matchedMethods(pathname: string, routes: Routes): string[] {
  const leaf = matchRoutes(childrenOf(undefined, routes) as Parameters<typeof matchRoutes>[0], pathname)?.at(
    -1,
  );
  const module = leaf && routes[leaf.route.id ?? '']?.module;
  // A route for all that is nowhere else says itself that nothing is there.
  if (!module || leaf.route.path?.endsWith('*')) return [];
  return [...(module.loader || module.default ? READ : []), ...(module.action ? ['POST'] : [])];
}

function childrenOf(parentId: string | undefined, routes: Routes): Node[] {
  return Object.values(routes).flatMap((route) =>
    route && (route.parentId || undefined) === parentId
      ? [
          {
            id: route.id,
            ...(route.path !== undefined && { path: route.path }),
            ...(route.index && { index: true }),
            children: childrenOf(route.id, routes),
          },
        ]
      : [],
  );
}
