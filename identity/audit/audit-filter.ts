import { z } from 'zod';
import { assertDaysInOrder, day, text } from '../filter.ts';
import type { AuditFilter } from './audit-list.ts';

/** What names the lines of the audit, in an address and in its export alike. */
export const AUDIT_FILTER = z.object({
  search: text.optional(),
  act: text.optional(),
  from: day.optional(),
  to: day.optional(),
});

/** The filter of the audit, by the days of this zone. @throws FilterRefusal (422) where they are in the wrong order */
export function auditFilter(asked: z.output<typeof AUDIT_FILTER>, timeZone: string): AuditFilter {
  assertDaysInOrder(asked);
  return { search: asked.search, act: asked.act, from: asked.from, to: asked.to, timeZone };
}
