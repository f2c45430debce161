type Routes = Readonly<
  Record<string, { parentId?: string | undefined; path?: string | undefined } | undefined>
>;

export const NO_ROUTE = '(no route)';
const MOST_PARTS = 1000;
/** The patterns of a build's routes, taken apart once: every request is matched with them. */
const patternsOf = new WeakMap<Routes, readonly { pattern: string; parts: readonly string[] }[]>();

/**
 * What the log calls an address: the pattern of its route (`/password/:secret`), never the address itself, which may hold
 * a secret.
 * @param routes as the build has them
 * @returns `NO_ROUTE` where there is none of ours
 */
export function routePattern(routes: Routes, pathname: string): string {
  const asked = partsOf(pathname.replace(/\.data$/, ''));
  return ranked(routes).find(({ parts }) => isFor(parts, asked))?.pattern ?? NO_ROUTE;
}

/** As the router does: those first that leave the fewest parts open. */
function ranked(routes: Routes) {
  const known = patternsOf.get(routes);
  if (known) return known;
  const patterns = Object.keys(routes)
    .map((id) => patternOf(routes, id))
    .toSorted((one, other) => openParts(one) - openParts(other))
    .map((pattern) => ({ pattern, parts: partsOf(pattern) }));
  patternsOf.set(routes, patterns);
  return patterns;
}

function patternOf(routes: Routes, id: string): string {
  const parts: string[] = [];
  for (let place: string | undefined = id; place !== undefined; place = routes[place]?.parentId) {
    const path = routes[place]?.path;
    if (path) parts.unshift(path);
  }
  return `/${parts.join('/')}`;
}

function isFor(pattern: readonly string[], asked: readonly string[]): boolean {
  const hasRest = pattern.at(-1) === '*';
  const fixed = hasRest ? pattern.slice(0, -1) : pattern;
  if (hasRest ? asked.length < fixed.length : asked.length !== fixed.length) return false;
  return fixed.every((part, place) => part.startsWith(':') || part === asked[place]?.toLowerCase());
}

function openParts(pattern: string): number {
  const parts = partsOf(pattern);
  // What takes all that is nowhere else comes last, and of several the nearest one first.
  if (parts.at(-1) === '*') return MOST_PARTS - parts.length;
  return parts.filter((part) => part.startsWith(':')).length;
}

function partsOf(path: string): string[] {
  return path.split('/').filter(Boolean);
}
