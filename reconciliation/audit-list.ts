import type { Queryable } from '#db/connection.ts';

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

/** The audit, newest first; `before` is the id of the last one on the page before. */
export async function auditLines(
  sql: Queryable,
  filter: { search?: string | undefined },
  page: { before?: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  const { search } = filter;
  return sql<AuditRow[]>`
    select id, at, actor, act, subject, details, host(address) as address from audit
    where true
      ${search ? sql`and (strpos(subject, ${search}) > 0 or strpos(actor, ${search}) > 0 or strpos(act, ${search}) > 0)` : sql``}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before.toString()}`}
    order by id desc limit ${page.limit}`;
}
