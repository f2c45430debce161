import { databaseErrorOf, isConnectionError, type Queryable, type Sql } from '#db/connection.ts';
import { Refusal } from '../refusal.ts';
import { type AuditLine, linkHash } from './audit-encoding.ts';

/** The last link of the chain: kept elsewhere, it proves later that what was before it is as it was. */
export type AuditHead = { number: bigint; hash: string; at: Date };

export type VerifiedAudit = {
  lines: number;
  /** The hash of the last link; empty where there is no line. */
  head: string;
  /** Number and time of the last link, where there is one. */
  number?: bigint;
  at?: Date;
};

const ROWS_AT_ONCE = 1000;
const FAULTS_TOLD = 10;
const WRITTEN_HEAD = /^(?:([1-9]\d{0,18}):)?([0-9a-f]{64})$/;

/** The head of the chain, or null where nothing was written yet. */
export async function auditHead(sql: Queryable): Promise<AuditHead | null> {
  const [head] = await sql<AuditHead[]>`
    select position as number, encode(hash, 'hex') as hash, at
    from audit_chain join audit on audit.id = audit_id order by position desc limit 1`;
  return head ?? null;
}

/**
 * Whether the audit is as it was written: every line is linked, no number is missing or stands twice, and every hash is
 * that of its line and of the link before. The hashes are computed here, row by row as they come: the database is asked
 * for what it holds, and not believed what it says of that.
 * @param head the hash of a head that was kept elsewhere, or number and hash (`17:ab…`): it must still be in the chain
 * @throws Refusal `audit_broken` (409), with what is wrong where
 */
export async function verifiedAudit(sql: Queryable, head?: string): Promise<VerifiedAudit> {
  const kept = head === undefined ? null : keptHead(head);
  // One view of both tables, however much is written meanwhile.
  const verified = (within: Queryable) => verifiedWithin(within, kept);
  return isPool(sql) ? sql.begin('isolation level repeatable read read only', verified) : verified(sql);
}

function isPool(sql: Queryable): sql is Sql {
  return 'begin' in sql;
}

type KeptHead = { number: bigint | null; hash: string };

function keptHead(written: string): KeptHead {
  const [, number, hash] = WRITTEN_HEAD.exec(written) ?? [];
  if (hash === undefined) {
    const message =
      'a head is 64 hexadecimal digits, or a number, a colon and these, as this command prints it';
    throw new Refusal('bad_head', message);
  }
  return { number: number === undefined ? null : BigInt(number), hash };
}

async function verifiedWithin(sql: Queryable, kept: KeptHead | null): Promise<VerifiedAudit> {
  const faults = new Faults();
  const walk = new Walk(kept, faults);
  for await (const links of linksOf(sql)) for (const link of links) walk.past(link);
  await lookAtLines(sql, walk, faults);
  if (walk.links === 0) await lookForSigns(sql, faults);
  walk.end();
  await lookAtFunction(sql, faults);
  if (faults.count > 0) throw new Refusal('audit_broken', faults.sentence(), 409);
  const { links, before, number, at } = walk;
  return { lines: links, head: before, ...(at && { number, at }) };
}

/** What is wrong, the first of it in words: an audit of millions may be wrong in all of them. */
class Faults {
  count = 0;
  readonly #told: string[] = [];

  add(message: string): void {
    this.count++;
    if (this.count <= FAULTS_TOLD) this.#told.push(message);
  }

  sentence(): string {
    const more = this.count - this.#told.length;
    return `the audit was tampered with: ${this.#told.join('; ')}${more > 0 ? `; and ${more} faults more` : ''}`;
  }
}

type Link = Omit<AuditLine, 'id'> & { id: bigint | null; number: bigint; lineId: bigint; hash: string };

// Every value is written out by its type alone, by nothing that a session sets and no function of ours.
function linksOf(sql: Queryable): AsyncIterable<Link[]> {
  return sql<Link[]>`
    select position as number, audit_id as line_id, encode(hash, 'hex') as hash, audit.id,
      extract(epoch from at)::text as epoch, actor, person_id, act, subject, details::text as details,
      address::text as address
    from audit_chain left join audit on audit.id = audit_id order by position`.cursor(ROWS_AT_ONCE);
}

/** Goes from link to link, and remembers no more than the last one. */
class Walk {
  links = 0;
  removed = 0;
  number = 0n;
  before = '';
  at: Date | null = null;
  #isHeadSeen = false;

  constructor(
    private readonly kept: KeptHead | null,
    private readonly faults: Faults,
  ) {}

  past({ number, lineId, hash, id, ...line }: Link): void {
    const place = `line ${lineId} (number ${number})`;
    this.#expectNext(number);
    if (id === null) {
      this.removed++;
      this.faults.add(`${place} was removed`);
    } else if (linkHash(this.before, { ...line, id }) !== hash)
      this.faults.add(`${place} is not as it was written, or what came before it is missing`);
    if (hash === this.kept?.hash && (this.kept.number ?? number) === number) this.#isHeadSeen = true;
    // On with what is written there: one fault is not told as the fault of all that follows.
    this.before = hash;
    this.number = number;
    this.at = id === null ? null : new Date(Number(line.epoch) * 1000);
    this.links++;
  }

  #expectNext(number: bigint): void {
    const expected = this.number + 1n;
    if (number === expected) return;
    if (number < expected) this.faults.add(`the number ${number} stands twice`);
    else if (number === expected + 1n) this.faults.add(`number ${expected} is missing`);
    else this.faults.add(`the numbers ${expected} to ${number - 1n} are missing`);
  }

  end(): void {
    if (!this.kept || this.#isHeadSeen) return;
    const { number } = this.kept;
    const where = number === null ? 'in the chain' : `number ${number} of the chain`;
    this.faults.add(`the given head is not ${where}: it was made anew, or cut`);
  }
}

async function lookAtLines(sql: Queryable, { links, removed }: Walk, faults: Faults): Promise<void> {
  const [lines] = await sql<{ all: number; unlinked: number; first: bigint | null }[]>`
    select (select count(*)::int from audit) as all, count(*)::int as unlinked, min(id) as first
    from audit where not exists (select from audit_chain where audit_id = audit.id)`;
  if (!lines) throw new Error('the audit could not be read');
  if (lines.unlinked > 0)
    faults.add(`${lines.unlinked} lines are not linked, the first of them line ${lines.first}`);
  if (lines.all - lines.unlinked !== links - removed)
    faults.add(`${links - removed} links are of ${lines.all - lines.unlinked} lines: one is linked twice`);
}

/** Nothing is also what somebody leaves who empties it: what else the database knows says whether there were lines. */
async function lookForSigns(sql: Queryable, faults: Faults): Promise<void> {
  const [signs] = await sql<{ given: bigint | null; acts: string | null }[]>`
    select case when is_called then last_value end as given,
      case
        when exists (select from tokens) then 'tokens'
        when exists (select from day_closes) then 'closed days'
        when exists (select from check_batches) then 'checks in bulk'
        when exists (select from runs where trigger in ('person', 'program'))
          then 'runs that somebody ordered'
      end as acts
    from audit_id_seq`;
  if (signs?.given)
    faults.add(`the audit is empty, though its lines were numbered up to ${signs.given}: they were removed`);
  else if (signs?.acts)
    faults.add(`the audit is empty, though there are ${signs.acts}, each of which wrote a line`);
}

const PROBE = {
  ...{
    id: 1n,
    epoch: '1700000000.000001',
    actor: 'person:„ä“',
    personId: null,
    act: 'probe',
    subject: '\\"',
  },
  ...{ details: '{"a": null, "bb": 1.50}', address: '2001:db8::/32' },
} as const;

// A function that was replaced would be noticed with the first line that it links: better before.
async function lookAtFunction(sql: Queryable, faults: Faults): Promise<void> {
  const { id, actor, act, subject, details, address } = PROBE;
  const hashed = sql<{ hash: string | null }[]>`
    select encode(audit_hash('', row(${id}::bigint, timestamptz '2023-11-14 22:13:20.000001+00',
      ${actor}::text, null::int, ${act}::text, ${subject}::text, ${details}::jsonb, ${address}::inet)::audit),
        'hex') as hash`;
  const [probed] = await hashed.catch((error: unknown) => {
    if (!databaseErrorOf(error) || isConnectionError(error)) throw error;
    return [];
  });
  if (probed?.hash !== linkHash('', PROBE))
    faults.add('the function audit_hash of the database is not ours: what it links is not the chain');
}
