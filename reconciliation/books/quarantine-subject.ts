import { createHash } from 'node:crypto';
import type { Resource } from '#paymega/resource.ts';

const SHOWN_CHARACTERS = 80;

/**
 * Under which name a document is held that cannot be read: its invoice's id; else the id that it tells, whatever is wrong
 * with that one, so that all that is told of it is one item; else a name of its own.
 * @param otherwise for what tells no id at all
 */
export function quarantineSubject({ id, reportedId }: Resource, otherwise: string): string {
  if (id !== null || reportedId === null) return id ?? otherwise;
  const excerpt = reportedId.slice(0, SHOWN_CHARACTERS).replaceAll('\0', '\uFFFD');
  if (excerpt === reportedId) return `id:${reportedId}`;
  return `id:${excerpt}…${createHash('sha256').update(reportedId).digest('hex').slice(0, 12)}`;
}
