import { fragments, type Queryable, type Tag } from '#db/connection.ts';

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

/** Which lines; days are those of the zone, both included. */
export type AuditFilter = {
  search?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  zone: string;
};

/** The audit, newest first; `before` is the id of the last one on the page before. */
export async function auditLines(
  sql: Queryable,
  filter: AuditFilter,
  page: { before?: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  return sql<AuditRow[]>`
    select id, at, actor, act, subject, details, host(address) as address from audit
    where ${conditions(fragments(sql), filter)}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before.toString()}`}
    order by id desc limit ${page.limit}`;
}

/** The filter as SQL, on `audit`; list and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: AuditFilter): Fragment {
  const { search, from, to, zone } = filter;
  return sql`true
    ${
      search
        ? sql`and (strpos(subject, ${search}) > 0 or strpos(actor, ${search}) > 0 or strpos(act, ${search}) > 0
            or strpos(details::text, ${search}) > 0 or host(address) = ${search})`
        : sql``
    }
    ${from ? sql`and at >= ${from}::date::timestamp at time zone ${zone}` : sql``}
    ${to ? sql`and at < (${to}::date + 1)::timestamp at time zone ${zone}` : sql``}`;
}
