import type { AuditFilter } from '#reconciliation/audit-list.ts';
import { optionalDay, optionalText } from '../../form.ts';

/** What an address says of which lines of the audit are wanted. */
export function auditFilter({ searchParams }: URL, timeZone: string): AuditFilter {
  return {
    search: optionalText.catch(undefined).parse(searchParams.get('search') ?? ''),
    from: optionalDay.parse(searchParams.get('from') ?? undefined),
    to: optionalDay.parse(searchParams.get('to') ?? undefined),
    timeZone,
  };
}
