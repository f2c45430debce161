import type { SavedView } from '#identity/people/saved-views.ts';
import type { View } from '../ui/lists/views.tsx';

/** What stands in an address and is no part of a filter. */
const NOT_FILTER = ['after', 'before', 'preview', 'account'];

/** The filter of an address as text, the same for the same filter. */
export function queryOf(search: string): string {
  const params = new URLSearchParams(search);
  for (const name of NOT_FILTER) params.delete(name);
  if (params.get('mode') === 'live') params.delete('mode');
  for (const [name, value] of [...params]) if (value === '') params.delete(name);
  params.sort();
  return params.toString();
}

/**
 * The views of a list, and the filter that could be kept as one: null where it is one already.
 * @param given those that come with the product, by name
 */
export function viewsOf(
  url: URL,
  given: Readonly<Record<string, string>>,
  saved: readonly SavedView[],
): { views: View[]; query: string | null } {
  const query = queryOf(url.search);
  const unsorted = queryOf(withoutSort(url.search));
  const mode = url.searchParams.get('mode') === 'test' ? 'mode=test' : '';
  const views = [
    ...Object.entries(given).map(([name, text]) => ({ name, text: [text, mode].filter(Boolean).join('&') })),
    ...saved.map(({ id, name, query: text }) => ({ name, text, id })),
  ].map(({ text, ...view }) => ({
    ...view,
    href: text ? `${url.pathname}?${text}` : url.pathname,
    isExact: queryOf(text) === query,
    // A view without an order of its own is seen in whatever order one has chosen.
    isActive:
      queryOf(text) === query || (!new URLSearchParams(text).has('sort') && queryOf(text) === unsorted),
  }));
  const isKept = views.some(({ isExact }) => isExact);
  const isElsewhere = (view: (typeof views)[number]) => isKept && !view.isExact;
  return {
    views: views.map(({ isExact, ...view }) =>
      isElsewhere({ ...view, isExact }) ? { ...view, isActive: false } : view,
    ),
    query: isKept ? null : query,
  };
}

function withoutSort(search: string): string {
  const params = new URLSearchParams(search);
  params.delete('sort');
  return params.toString();
}
