import { useNavigation } from '@remix-run/react';

const NONE: ReadonlySet<string> = new Set();

/**
 * The discrepancies that are just being resolved, by id: a list of unresolved ones may leave them out at once. Should the
 * server refuse, they are back with its words.
 */
export function useResolving(): ReadonlySet<string> {
  const { formAction, formData } = useNavigation();
  if (!formAction || !formData) return NONE;
  const { pathname } = new URL(formAction, 'http://here');
  const [, one] = /^\/discrepancies\/(\d+)\/resolution$/.exec(pathname) ?? [];
  if (one) return new Set([one]);
  return pathname === '/discrepancies/resolutions' ? new Set(formData.getAll('selected').map(String)) : NONE;
}
