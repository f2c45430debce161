import type { Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { PaymegaError } from '#paymega/errors.ts';
import type { Page } from '#paymega/list-page.ts';
import { readList } from '#paymega/read-list.ts';
import { isDigits, type Resource, textOf } from '#paymega/resource.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { mirrorOrQuarantine, type Received, readOrQuarantine } from '../books/quarantine.ts';
import type { RunUnderWay } from './run-under-way.ts';
import type { Run } from './runs.ts';

const OVERLAP_SECONDS = 3600;
const PAGE_SIZE = 500;

type Outcome = NonNullable<Run['changes']>;

/**
 * What has changed since the last run, whenever it was created: a refund of a payment from before the window, say, whose
 * callback was lost. Reads Paymega's list from the last change downwards (*assumed*: ListOrder) to the end of the last run
 * that could, less an overlap. What it tells of older payments goes into the mirror, and is compared by this run as what
 * is asked for by id. A server that does not sort so is noticed, and not believed; the run goes on and says so.
 */
export async function fetchChanges(tools: CheckTools, run: RunUnderWay): Promise<void> {
  if (run.scope !== 'recent' && run.scope !== 'deep') return;
  const since = await readUntil(tools.sql, run.accountId);
  if (since === null) return;
  const reported = new Changes(since);
  const outcome = await readChanges(tools, run, reported);
  const isBelieved = outcome !== 'read' || !(await leavesOut(tools.sql, run, reported));
  await tools.sql`
    update runs set changes = ${isBelieved ? outcome : 'ignored'}, changes_since = to_timestamp(${since}),
      changes_seen = ${reported.older}
    where id = ${run.id}`;
}

/** Down to when the list was read by change; runs from before that was done count as if they had. Unix seconds. */
async function readUntil(sql: Sql, accountId: number): Promise<number | null> {
  const [last] = await sql<{ until: number | null }[]>`
    select floor(extract(epoch from max(window_to)))::float8 as until from runs
    where account_id = ${accountId} and scope in ('recent', 'deep') and state = 'finished'
      and coalesce(changes, 'read') = 'read'`;
  return typeof last?.until === 'number' ? last.until - OVERLAP_SECONDS : null;
}

/** What the list has told so far, and whether it goes by change. */
class Changes {
  readonly since: number;
  readonly ids = new Set<string>();
  /** How many of them were created before the run's window. */
  older = 0;
  isInOrder = true;
  isAtEnd = false;
  #last = Number.POSITIVE_INFINITY;

  constructor(since: number) {
    this.since = since;
  }

  /** The part of a page that changed since; the list is over behind it where anything did not. */
  take(resources: readonly Resource[]): Resource[] {
    return resources.filter((resource) => {
      const at = changedAt(resource);
      if (at === null) return true;
      this.isInOrder &&= at <= this.#last;
      this.#last = at;
      this.isAtEnd ||= at < this.since;
      return at >= this.since;
    });
  }
}

function changedAt({ attributes: { updated, created } }: Resource): number | null {
  const at = textOf(updated) ?? textOf(created);
  return at !== null && isDigits(at) ? Number(at) : null;
}

async function readChanges(tools: CheckTools, run: RunUnderWay, reported: Changes): Promise<Outcome> {
  const take = async (page: Page) => {
    await run.assertGoesOn();
    const changed = reported.take(page.resources);
    if (!reported.isInOrder) return false;
    await keep(tools, run, changed, reported);
    run.onProgress();
    return !reported.isAtEnd;
  };
  try {
    await readList(tools.privateApi, { order: '-updated' }, PAGE_SIZE, take, run.signal);
    return reported.isInOrder ? 'read' : 'ignored';
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    return error.fault === 'invalid' ? 'refused' : 'no_answer';
  }
}

async function keep(
  { sql, exponentOf }: CheckTools,
  { id, accountId, window }: RunUnderWay,
  changed: readonly Resource[],
  reported: Changes,
): Promise<void> {
  const fetchedAt = new Date();
  const fresh = new Map<string, Received>();
  for (const resource of changed) {
    const read = await readOrQuarantine({ sql, exponentOf }, accountId, resource, fetchedAt);
    if (read instanceof UnreadableInvoice || reported.ids.has(read.id)) continue;
    reported.ids.add(read.id);
    fresh.set(read.id, { resource, observation: read });
  }
  const all = await mirrorOrQuarantine(sql, accountId, [...fresh.values()], fetchedAt);
  // What is as young as the window, or younger, is this run's anyhow, or the next one's.
  const older = all.filter(({ createdAt }) => (createdAt ?? 0) < window.from).map((one) => one.id);
  reported.older += older.length;
  await sql`
    insert into run_rechecks (run_id, invoice_id, outcome, asked_at)
    select ${id}, invoice_id, 'changed', ${fetchedAt} from unnest(${older}::text[]) as changed(invoice_id)
    on conflict (run_id, invoice_id) do update set outcome = 'changed', asked_at = excluded.asked_at`;
}

/** Whether the window's own list, read just before, told of a change that this one does not show. */
async function leavesOut(sql: Sql, run: RunUnderWay, { since, ids }: Changes): Promise<boolean> {
  const [row] = await sql<{ leavesOut: boolean }[]>`
    select exists (
      select from mirror
      where account_id = ${run.accountId}
        and created_at >= to_timestamp(${run.window.from}) and created_at < to_timestamp(${run.window.to})
        and updated_at >= to_timestamp(${since}) and updated_at < to_timestamp(${run.window.to})
        and not exists (
          select from run_rechecks where (run_id, invoice_id) = (${run.id}, mirror.id))
        and not exists (select from unnest(${[...ids]}::text[]) as listed(id) where listed.id = mirror.id)
    ) as leaves_out`;
  return row?.leavesOut ?? false;
}
