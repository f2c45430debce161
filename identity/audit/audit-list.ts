import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '../accounts/business-day.ts';
import { within } from '../accounts/within-days.ts';

/** One line of the audit. */
export type AuditRow = {
  id: bigint;
  at: Date;
  actor: string;
  /** What the person who acted is called now; null where no person did. */
  person: string | null;
  act: string;
  subject: string;
  /** What the person is called whom it is about, where it is about one. */
  subjectPerson: string | null;
  details: Record<string, string | number | boolean | null>;
  address: string | null;
};

/** Which lines; days both included. */
export type AuditFilter = DaysOfFilter<'from' | 'to'> & {
  search?: string | undefined;
  act?: string | undefined;
};

/** The audit, newest first; `before` is the id of the last one on the page before. */
export async function auditLines(
  sql: Queryable,
  filter: AuditFilter,
  page: { before?: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  return sql<AuditRow[]>`
    select id, at, actor, act, subject, details, host(address) as address,
      (select label from people where id = audit.person_id) as person,
      (select label from people where 'person:' || id = audit.subject) as subject_person
    from audit
    where ${conditions(fragments(sql), filter)}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before}`}
    order by id desc limit ${page.limit}`;
}

/** The filter as SQL, on `audit`; list and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: AuditFilter): Fragment {
  const { search, act } = filter;
  return sql`true
    ${act ? sql`and act = ${act}` : sql``}
    ${
      search
        ? sql`and (strpos(subject, ${search}) > 0 or strpos(actor, ${search}) > 0 or strpos(act,
          ${search}) > 0
            or strpos(details::text, ${search}) > 0 or host(address) = ${search})`
        : sql``
    }
    ${within(sql, sql`at`, filter)}`;
}
