import { createHash } from 'node:crypto';
import type { Resource } from '#paymega/resource.ts';

const SHOWN_CHARACTERS = 80;

/**
 * Under which name a document is held that cannot be read: its invoice's id; else the id that it tells, whatever is wrong
 * with that one, so that all that is told of it is one item; else a name of its own.
 * @param otherwise for what tells no id at all
 */
export function quarantineSubject({ id, toldId }: Resource, otherwise: string): string {
  if (id !== null || toldId === null) return id ?? otherwise;
  const shown = toldId.slice(0, SHOWN_CHARACTERS).replaceAll('\0', '\uFFFD');
  if (shown === toldId) return `id:${toldId}`;
  return `id:${shown}…${createHash('sha256').update(toldId).digest('hex').slice(0, 12)}`;
}
