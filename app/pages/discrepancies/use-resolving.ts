import { useNavigation } from '@remix-run/react';

const NONE: ReadonlySet<string> = new Set();

/**
 * The discrepancies that are just being resolved, by id: a list of unresolved ones may leave them out at once. Should the
 * server refuse, they are back with its words.
 */
export function useResolving(): ReadonlySet<string> {
  const { formAction, formData } = useNavigation();
  if (!formAction || !formData) return NONE;
  const { pathname, searchParams } = new URL(formAction, 'http://here');
  if (pathname === '/discrepancies/resolution') return new Set(searchParams.getAll('preview'));
  return pathname === '/discrepancies/resolutions' ? new Set(formData.getAll('selected').map(String)) : NONE;
}
