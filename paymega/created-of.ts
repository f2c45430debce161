import type { Resource } from './document.ts';

const LATEST_SECOND = 253_402_300_799; // of the year 9999

/**
 * When a document says that its invoice was created, Unix seconds, whatever else of it cannot be read; null where it does
 * not say so readably. A numeral as a text is taken for its number: here it only says to which day something belongs.
 */
export function createdOf({ attributes: { created } }: Resource): number | null {
  const seconds = typeof created === 'string' && /^\d{1,12}$/.test(created) ? Number(created) : created;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) return null;
  return seconds > 0 && seconds <= LATEST_SECOND ? seconds : null;
}
