import type { Queryable, Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import type { Page, Recognise } from '#paymega/list-page.ts';
import type { PrivateApi } from '#paymega/private-api.ts';
import { BUILD } from '../books/build.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { recogniseDocuments } from '../books/documents-read.ts';
import { mirrorOrQuarantine, type Received, readOrQuarantine } from '../books/quarantine.ts';
import { keepHabits, recallHabits } from './habits.ts';
import { inParallel } from './in-parallel.ts';
import { MOST_REREADINGS, readStretch, type Shortfall, type StretchReader } from './read-stretch.ts';
import type { RunUnderWay } from './run-under-way.ts';
import { isTimeWithin, isWithin, slicesOf, type Window } from './window.ts';

const SLICES_AT_ONCE = 4;
// The parts of the first slice that are short are numbered from 1,000,000 on, and so forth: beside every slice.
const PARTS_OF_A_SLICE = 1_000_000;

/**
 * Phase 1: the window's invoices from Paymega's list into the mirror, slice by slice. A slice that is done is saved as
 * done, so that a run whose worker died goes on with the next one. What a slice's list did not show, though our book or
 * the mirror has it, is put down to be asked for by id; parts of which it showed less than Paymega counts are kept.
 * @throws PaymegaError where the list cannot be read: the run then compares nothing
 */
export async function fetchWindow(tools: CheckTools, run: RunUnderWay): Promise<void> {
  const { sql, privateApi } = tools;
  await layOutSlices(sql, run);
  const open = await sql<{ number: number; from: number; to: number }[]>`
    select number, extract(epoch from slice_from)::int as from, extract(epoch from slice_to)::int as to
    from run_slices where run_id = ${run.id} and fetched_at is null and not is_short order by number`;
  const known = await recallHabits(sql, run.accountId, privateApi);
  const budget = { readings: MOST_REREADINGS };
  try {
    await inParallel(open, SLICES_AT_ONCE, ({ number, ...slice }) =>
      fetchSlice(tools, run, number, slice, budget),
    );
  } finally {
    await keepHabits(sql, run.accountId, privateApi, known);
  }
}

// A run that goes on may have been given a later end: what came since is laid out beside what there is.
async function layOutSlices(sql: Sql, run: RunUnderWay): Promise<void> {
  const id = run.id.toString();
  const [laid] = await sql<{ count: number; end: number | null }[]>`
    select count(*)::int as count, extract(epoch from max(slice_to))::int as end
    from run_slices where run_id = ${id} and not is_short`;
  const { count = 0, end = null } = laid ?? {};
  const slices = slicesOf({ from: end ?? run.window.from, to: run.window.to });
  await sql`
    insert into run_slices (run_id, number, slice_from, slice_to)
    select ${id}, ${count} + number, to_timestamp(slice_from), to_timestamp(slice_to)
    from unnest(${slices.map((_, number) => number)}::int[], ${slices.map(({ from }) => from)}::float8[],
      ${slices.map(({ to }) => to)}::float8[]) as slice(number, slice_from, slice_to)
    on conflict do nothing`;
}

async function fetchSlice(
  tools: CheckTools,
  run: RunUnderWay,
  number: number,
  slice: Window,
  budget: StretchReader['budget'],
): Promise<void> {
  const { sql } = tools;
  await run.assertGoesOn();
  const key = { run: run.id.toString(), number };
  // By the clock that says when our book hears of an invoice.
  await sql`
    update run_slices set began_at = ${new Date()} where run_id = ${key.run} and number = ${number}`;
  const seen = new Set<string>();
  const take = async (page: Page) => {
    const fresh = await readPage(tools, run.accountId, page, slice, seen);
    await mirrorOrQuarantine(sql, run.accountId, fresh, new Date(), readerOf(tools));
    // Behind what was read: of an invoice that a page shows twice, what is new counts.
    for (const { id, created } of page.recognised) if (isTimeWithin(created, slice)) seen.add(id);
    await sql`
      update run_slices set seen = ${seen.size} where run_id = ${key.run} and number = ${number}`;
    run.onProgress();
  };
  const api = withRecognition(tools, run.accountId);
  const reader = { api, signal: run.signal, take, assertGoesOn: run.assertGoesOn, budget };
  const { total, short } = await readStretch(reader, slice);
  await sql.begin(async (transaction) => {
    await keepShort(transaction, key, short);
    await putDownUnseen(transaction, run, slice, seen);
    await transaction`
      update run_slices
      set seen = ${seen.size}, listed = ${seen.size}, provider_total = ${total}, fetched_at = now()
      where run_id = ${key.run} and number = ${number}`;
  });
  run.onProgress();
}

/** Who reads documents: of another build, or told by another key, they are read anew. */
function readerOf({ privateApi, build = BUILD }: CheckTools): string {
  return `${build} ${privateApi.digestKeyId}`;
}

/** The private API, of whose lists is not read again what the mirror was read from. */
function withRecognition(tools: CheckTools, accountId: number): PrivateApi {
  const { sql, privateApi } = tools;
  const reader = readerOf(tools);
  const recognise: Recognise = (documents) => recogniseDocuments(sql, accountId, documents, reader);
  return {
    ...privateApi,
    page: (query, signal) => privateApi.page(query, signal, recognise),
    pageByLink: (link, signal) => privateApi.pageByLink(link, signal, recognise),
  };
}

/** Parts of a slice of which the list showed less than Paymega counts. */
async function keepShort(
  sql: Queryable,
  { run, number }: { run: string; number: number },
  short: readonly Shortfall[],
): Promise<void> {
  const first = (number + 1) * PARTS_OF_A_SLICE;
  await sql`
    delete from run_slices
    where run_id = ${run} and is_short and number >= ${first} and number < ${first + PARTS_OF_A_SLICE}`;
  if (short.length === 0) return;
  await sql`
    insert into run_slices
      (run_id, number, slice_from, slice_to, fetched_at, is_short, listed, provider_total)
    select ${run}, ${first} + nth, to_timestamp(part_from), to_timestamp(part_to), now(), true, listed, total
    from unnest(${short.map((_, nth) => nth)}::int[], ${short.map(({ from }) => from)}::float8[],
      ${short.map(({ to }) => to)}::float8[], ${short.map(({ listed }) => listed)}::int[],
      ${short.map(({ total }) => total)}::int[]) as part(nth, part_from, part_to, listed, total)`;
}

/** The page's invoices that this slice has not seen yet; what cannot be read exactly is held in quarantine. */
async function readPage(
  tools: CheckTools,
  accountId: number,
  page: Page,
  slice: Window,
  seen: Set<string>,
): Promise<Received[]> {
  const fetchedAt = new Date();
  const fresh: Received[] = [];
  for (const resource of page.resources) {
    if (!isWithin(resource, slice)) continue;
    if (resource.id !== null && seen.has(resource.id)) continue;
    if (resource.id !== null) seen.add(resource.id);
    const reported = await readOrQuarantine(tools, accountId, resource, fetchedAt);
    if (!(reported instanceof UnreadableInvoice)) fresh.push({ resource, observation: reported });
  }
  return fresh;
}

/** Invoices of the slice that our book or the mirror has and the list did not show: to be asked for by id. */
async function putDownUnseen(
  sql: Queryable,
  run: RunUnderWay,
  slice: Window,
  seen: Set<string>,
): Promise<void> {
  // In order of creation: then no other index will do than the one that begins where the slice does.
  const within = sql`
    created_at >= to_timestamp(${slice.from}) and created_at < to_timestamp(${slice.to}) order by created_at`;
  await sql`
    insert into run_rechecks (run_id, invoice_id)
    select ${run.id}, id from (
      (
        (select id from invoices where account_id = ${run.accountId} and mode = 'live' and ${within})
        union all (select id from invoices where account_id = ${run.accountId} and mode = 'test'
          and ${within})
        union all (select id from mirror where account_id = ${run.accountId} and ${within})
      )
      except select unnest(${[...seen]}::text[])
    ) as unseen
    on conflict do nothing`;
}
