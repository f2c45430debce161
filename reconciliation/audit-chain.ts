import type { Queryable } from '#db/connection.ts';
import { Refusal } from './refusal.ts';

type Checked = {
  lines: number;
  unlinked: number;
  gaps: number;
  broken: bigint | null;
  head: string | null;
  hasHead: boolean;
};

/**
 * Whether the audit is as it was written: every line is linked, no link is missing, and every hash is that of its line
 * and of the link before. A hash that was printed before and kept elsewhere proves that the whole chain was not made
 * anew.
 * @param head such a hash, in hex
 * @throws Refusal `audit_broken` (409), with what is wrong
 */
export async function verifiedAudit(sql: Queryable, head?: string): Promise<{ lines: number; head: string }> {
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
    throw new Refusal('bad_head', 'a head is 64 hexadecimal digits, as this command prints it');
  }
  const [found] = await sql<Checked[]>`
    with link as (
      select position, audit_id, hash,
        lag(hash, 1, ''::bytea) over (order by position) as before,
        position - lag(position, 1, 0::bigint) over (order by position) as step
      from audit_chain
    ), checked as (
      select link.*, link.hash = audit_hash(link.before, audit) is true as is_right
      from link left join audit on audit.id = link.audit_id
    )
    select (select count(*)::int from audit) as lines,
      (select count(*)::int from audit where not exists (select from audit_chain where audit_id = audit.id)) as unlinked,
      (select count(*)::int from checked where step <> 1) as gaps,
      (select min(audit_id) from checked where not is_right) as broken,
      (select encode(hash, 'hex') from audit_chain order by position desc limit 1) as head,
      exists (select from audit_chain where encode(hash, 'hex') = ${head ?? null}::text) as "hasHead"`;
  if (!found) throw new Error('the audit could not be read');
  const wrong = faultOf(found, head);
  if (wrong) throw new Refusal('audit_broken', `the audit was tampered with: ${wrong}`, 409);
  return { lines: found.lines, head: found.head ?? '' };
}

function faultOf({ unlinked, gaps, broken, hasHead }: Checked, head: string | undefined): string | null {
  if (broken !== null) return `line ${broken} is not as it was written, or one before it is missing`;
  if (gaps > 0) return `${gaps} links are missing`;
  if (unlinked > 0) return `${unlinked} lines are not linked`;
  if (head !== undefined && !hasHead) return 'the given head is not in the chain: it was made anew, or cut';
  return null;
}
