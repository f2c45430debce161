import { secondsAttribute, UnreadableInvoice } from './attributes.ts';
import { Numeral } from './json.ts';
import type { Resource } from './resource.ts';

/**
 * When a document says that its invoice was created, Unix seconds, whatever else of it cannot be read; null where it does
 * not say so readably. A numeral as a text is taken for its number: here it only says to which day something belongs.
 */
export function createdOf({ attributes: { created } }: Resource): number | null {
  const written = typeof created === 'string' && /^\d{1,12}$/.test(created) ? new Numeral(created) : created;
  try {
    return secondsAttribute({ created: written }, 'created');
  } catch (error) {
    if (error instanceof UnreadableInvoice) return null;
    throw error;
  }
}
