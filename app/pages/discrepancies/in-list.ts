import { queryOf } from '../../forms/views.ts';

/**
 * What the address of a discrepancy says of the list that it was opened from, behind its mode; nothing of the
 * usual one.
 */
export function inListOf(search: string): string {
  const query = queryOf(search);
  return query === '' ? '' : `&list=${encodeURIComponent(query)}`;
}
