import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '../accounts/business-day.ts';
import { within } from '../accounts/within-days.ts';

/** One line of the audit. */
export type AuditRow = {
  id: bigint;
  at: Date;
  actor: string;
  act: string;
  subject: string;
  details: Record<string, string | number | boolean | null>;
  address: string | null;
};

/** Which lines; days both included. */
export type AuditFilter = DaysOfFilter<'from' | 'to'> & { search?: string | undefined };

/** The audit, newest first; `before` is the id of the last one on the page before. */
export async function auditLines(
  sql: Queryable,
  filter: AuditFilter,
  page: { before?: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  return sql<AuditRow[]>`
    select id, at, actor, act, subject, details, host(address) as address from audit
    where ${conditions(fragments(sql), filter)}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before}`}
    order by id desc limit ${page.limit}`;
}

/** The filter as SQL, on `audit`; list and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: AuditFilter): Fragment {
  const { search } = filter;
  return sql`true
    ${
      search
        ? sql`and (strpos(subject, ${search}) > 0 or strpos(actor, ${search}) > 0 or strpos(act,
          ${search}) > 0
            or strpos(details::text, ${search}) > 0 or host(address) = ${search})`
        : sql``
    }
    ${within(sql, sql`at`, filter)}`;
}
