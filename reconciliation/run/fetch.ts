import type { Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import type { Page } from '#paymega/private-api.ts';
import { type Resource, textOf } from '#paymega/resource.ts';
import { mirrorInvoices } from '../book/mirror.ts';
import type { Observation } from '../book/observation.ts';
import { readOrHold } from '../book/quarantine.ts';
import { inParallel } from '../in-parallel.ts';
import type { RunTools, RunUnderWay } from './run.ts';
import { slicesOf, type Window } from './window.ts';

// The second and third are for a slice whose pages did not fit together: other borders between the pages show what
// fell between two of them.
const PAGE_SIZES = [500, 487, 311];
const SLICES_AT_ONCE = 4;
const MAX_PAGES = 20_000;

/**
 * Phase 1: the window's invoices from Paymega's list into the mirror, slice by slice. A slice that is done is saved as
 * done, so that a run whose worker died goes on with the next one. What a slice's list did not show, though our book or
 * the mirror has it, is put down to be asked for by id.
 * @throws PaymegaError where the list cannot be read: the run then compares nothing
 */
export async function fetchWindow(tools: RunTools, run: RunUnderWay): Promise<void> {
  const { sql } = tools;
  await layOutSlices(sql, run);
  const open = await sql<{ number: number; from: number; to: number }[]>`
    select number, extract(epoch from slice_from)::int as from, extract(epoch from slice_to)::int as to
    from run_slices where run_id = ${run.id.toString()} and fetched_at is null order by number`;
  await inParallel(open, SLICES_AT_ONCE, ({ number, ...slice }) => fetchSlice(tools, run, number, slice));
}

async function layOutSlices(sql: Sql, run: RunUnderWay): Promise<void> {
  const slices = slicesOf(run.window);
  await sql`
    insert into run_slices (run_id, number, slice_from, slice_to)
    select ${run.id.toString()}, number, to_timestamp(slice_from), to_timestamp(slice_to)
    from unnest(${slices.map((_, number) => number)}::int[], ${slices.map(({ from }) => from)}::float8[],
      ${slices.map(({ to }) => to)}::float8[]) as slice(number, slice_from, slice_to)
    on conflict do nothing`;
}

async function fetchSlice(tools: RunTools, run: RunUnderWay, number: number, slice: Window): Promise<void> {
  const { sql } = tools;
  await run.assertGoesOn();
  await sql`update run_slices set began_at = now() where run_id = ${run.id.toString()} and number = ${number}`;
  const seen = new Set<string>();
  for (const size of PAGE_SIZES) {
    let isWhole = true;
    let listed = 0;
    for await (const page of pages(tools, slice, size, run.signal)) {
      listed += page.resources.length;
      const fresh = await readPage(tools, run.accountId, page, slice, seen);
      await mirrorInvoices(sql, fresh, new Date());
      await sql`
        update run_slices set seen = ${seen.size} where run_id = ${run.id.toString()} and number = ${number}`;
      isWhole = listed <= seen.size && (page.total === null || page.next !== null || seen.size >= page.total);
      run.onProgress();
    }
    if (isWhole) break;
  }
  await putDownUnseen(sql, run, slice, seen);
  await sql`
    update run_slices set seen = ${seen.size}, fetched_at = now()
    where run_id = ${run.id.toString()} and number = ${number}`;
  run.onProgress();
}

// Follows `next` where the server links; else counts pages until one brings nothing new: a page that is shorter than
// asked may only mean that the server caps its size.
async function* pages(
  { privateApi }: RunTools,
  slice: Window,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const known = new Set<unknown>();
  let link: string | null | undefined;
  for (let number = 1; number <= MAX_PAGES; number++) {
    const query = { from: slice.from, to: slice.to - 1, number, size };
    const page = link ? await privateApi.pageByLink(link, signal) : await privateApi.page(query, signal);
    const before = known.size;
    for (const { id } of page.resources) known.add(id);
    if (page.resources.length > 0) yield page;
    if (page.next === null || known.size === before) return;
    if (page.next === undefined && page.total !== null && known.size >= page.total) return;
    link = page.next;
  }
  throw new Error(`a slice of the list did not end within ${MAX_PAGES} pages`);
}

/** The page's invoices that this slice has not seen yet; what cannot be read exactly is held in quarantine. */
async function readPage(
  tools: RunTools,
  accountId: number,
  page: Page,
  slice: Window,
  seen: Set<string>,
): Promise<Observation[]> {
  const fetchedAt = new Date();
  const fresh: Observation[] = [];
  for (const resource of page.resources) {
    if (isForeign(resource, slice)) continue;
    if (resource.id !== null && seen.has(resource.id)) continue;
    if (resource.id !== null) seen.add(resource.id);
    const told = await readOrHold(tools, accountId, resource, fetchedAt);
    if (!(told instanceof UnreadableInvoice)) fresh.push(told);
  }
  return fresh;
}

/** Whether it belongs to another slice: a server that ignores the filter must not make this one look complete. */
function isForeign({ attributes }: Resource, { from, to }: Window): boolean {
  const created = Number(textOf(attributes.created) ?? Number.NaN);
  return created < from || created >= to;
}

/** Invoices of the slice that our book or the mirror has and the list did not show: to be asked for by id. */
async function putDownUnseen(sql: Sql, run: RunUnderWay, slice: Window, seen: Set<string>): Promise<void> {
  // In order of creation: then no other index will do than the one that begins where the slice does.
  const within = sql`
    created_at >= to_timestamp(${slice.from}) and created_at < to_timestamp(${slice.to}) order by created_at`;
  await sql`
    insert into run_rechecks (run_id, invoice_id)
    select ${run.id.toString()}, id from (
      (
        (select id from invoices where account_id = ${run.accountId} and mode = 'live' and ${within})
        union all (select id from invoices where account_id = ${run.accountId} and mode = 'test' and ${within})
        union all (select id from mirror where account_id = ${run.accountId} and ${within})
      )
      except select unnest(${[...seen]}::text[])
    ) as unseen
    on conflict do nothing`;
}
