import { PaymegaError } from '#paymega/errors.ts';
import type { Page } from '#paymega/list-page.ts';
import type { ListQuery, PrivateApi } from '#paymega/private-api.ts';
import { nameOf, namesOn, type Reading, readList } from '#paymega/read-list.ts';
import { STATUSES } from '#paymega/statuses.ts';
import { isTimeWithin, isWithin, type Window } from './window.ts';

/** A stretch of which Paymega counts more than its list showed; `total` is null where it does not count. */
export type Shortfall = Window & { listed: number; total: number | null };

/** What reads a stretch, and takes each page that it is shown. */
export type StretchReader = {
  api: PrivateApi;
  signal: AbortSignal;
  take(page: Page): Promise<void>;
  /** Throws where the run is not to go on. */
  assertGoesOn(): Promise<void>;
  /** How many more readings there may be because a list was not whole, in all of the run. */
  budget: { readings: number };
};

/** How often a list may be read once more, in all of a run, because it was not whole. */
export const MOST_REREADINGS = 5000;

const LARGEST_PAGE = 500;
// The second and third are for a list whose pages did not fit together: other borders between the pages show what
// fell between two of them.
const SHARES = [1, 0.974, 0.622];
const MOST_REPETITIONS = 8;

type Stretch = { window: Window; listed: Set<string>; total: number | null; pages: number };
type Outcome = { listed: number; total: number | null; short: Shortfall[] };

/**
 * Reads the list of a stretch until it is whole: all that Paymega counts was shown or, where it does not count, nothing
 * was shown twice. What is not whole is read with other borders between the pages, in the opposite order and status by
 * status, then by halves, down to a second; and a second that takes several pages once more in all these ways.
 * @returns how many Paymega counts, and the parts of which the list still did not show all
 * @throws PaymegaError
 */
export async function readStretch(reader: StretchReader, window: Window, isPart = false): Promise<Outcome> {
  const stretch: Stretch = { window, listed: new Set(), total: null, pages: 0 };
  const { budget, api, signal } = reader;
  for (const share of isPart ? [1] : SHARES) {
    if (await readOnce(reader, stretch, { share, isFirst: !isPart && share === 1 })) return outcome(stretch);
    if (budget.readings <= 0) break;
  }
  if (await isTotalOfAll(api, stretch, signal)) return readStretch(reader, window, isPart);
  if (!isPart && (await readOtherwise(reader, stretch))) return outcome(stretch);
  if (window.to - window.from > 1 && budget.readings > 0) return readHalves(reader, stretch);
  const mayTurnOver = isPart && stretch.pages > 1 && budget.readings > 0;
  if (mayTurnOver && ((await readOtherwise(reader, stretch)) || (await readOften(reader, stretch))))
    return outcome(stretch);
  return outcome(stretch, [shortfall(stretch)]);
}

function outcome({ listed, total }: Stretch, short: Shortfall[] = []): Outcome {
  return { listed: listed.size, total, short };
}

function shortfall({ window, listed, total }: Stretch): Shortfall {
  return { ...window, listed: listed.size, total };
}

async function readHalves(reader: StretchReader, stretch: Stretch): Promise<Outcome> {
  const { from, to } = stretch.window;
  const middle = from + Math.floor((to - from) / 2);
  const later = await readStretch(reader, { from: middle, to }, true);
  const earlier = await readStretch(reader, { from, to: middle }, true);
  const listed = Math.max(stretch.listed.size, later.listed + earlier.listed);
  const short = [...earlier.short, ...later.short];
  // The halves claim to be whole, and hold less than was counted for both: then it is not known which half lacks it.
  const isContradiction = short.length === 0 && stretch.total !== null && listed < stretch.total;
  if (isContradiction) short.push({ ...stretch.window, listed: listed, total: stretch.total });
  return { listed, total: stretch.total, short };
}

type Manner = { share?: number; query?: ListQuery; isFirst?: boolean };

/** @returns whether all of the stretch has been shown by now */
async function readOnce(reader: StretchReader, stretch: Stretch, manner: Manner): Promise<boolean> {
  const reading = await readInManner(reader, stretch, manner);
  stretch.pages = Math.max(stretch.pages, reading.pages);
  if (reading.total !== null) stretch.total = Math.max(reading.total, stretch.total ?? 0);
  if (stretch.total === null) return reading.repeats === 0 && !reading.isCut;
  // A server that forgets the window counts, and shows, what lies outside it, too.
  return Math.max(stretch.listed.size, reading.names.size) >= stretch.total;
}

async function readInManner(
  reader: StretchReader,
  { window, listed }: Stretch,
  { share = 1, query = {}, isFirst = false }: Manner,
): Promise<Reading> {
  const { api, signal, budget } = reader;
  if (!isFirst) {
    budget.readings--;
    await reader.assertGoesOn();
  }
  const size = Math.max(1, Math.round((api.habits.pageSize ?? LARGEST_PAGE) * share));
  const asked = { from: window.from, to: window.to - 1, ...query };
  return readList(
    api,
    asked,
    size,
    async (page) => {
      for (const resource of page.resources) if (isWithin(resource, window)) listed.add(nameOf(resource));
      for (const { id, created } of page.recognised) if (isTimeWithin(created, window)) listed.add(id);
      await reader.take(page);
      return true;
    },
    signal,
  );
}

/**
 * Whether `meta.total` counts all of the account, whatever was asked for: then it counts as many in a second of 1970, of
 * which nothing is shown, as without a filter (before and after it, because the account grows).
 */
async function isTotalOfAll(api: PrivateApi, { total }: Stretch, signal: AbortSignal): Promise<boolean> {
  const { habits } = api;
  if (total === null || habits.countsWindow !== null) return false;
  const first = { number: habits.firstPage ?? 1, size: 1 };
  const ask = (query: ListQuery) => orRefused(api.page({ ...query, ...first }, signal));
  const before = await ask({});
  const nothing = await ask({ from: 1, to: 1 });
  const after = await ask({});
  const [least, counted, most] = [before, nothing, after].map((page) => page?.total ?? 0);
  const isEmpty = nothing !== null && !showsAny(nothing) && showsAny(before);
  const isOfAll =
    isEmpty && (counted ?? 0) > 0 && (least ?? 0) <= (counted ?? 0) && (counted ?? 0) <= (most ?? 0);
  habits.countsWindow = !isOfAll;
  return isOfAll;
}

function showsAny(page: Page | null): boolean {
  return page !== null && namesOn(page).length > 0;
}

/** In the opposite order, then status by status. @returns whether all of it has been shown by now */
async function readOtherwise(reader: StretchReader, stretch: Stretch): Promise<boolean> {
  const isAll = () => stretch.total !== null && stretch.listed.size >= stretch.total;
  await orRefused(readInManner(reader, stretch, { query: { order: 'created' } }));
  if (isAll()) return true;
  const byStatus: (Reading | null)[] = [];
  for (const status of Object.keys(STATUSES)) {
    byStatus.push(await orRefused(readInManner(reader, stretch, { query: { status } })));
    if (isAll()) return true;
  }
  return stretch.total === null && areWhole(byStatus, stretch);
}

/** Again and again, as long as something new is shown. @returns whether all of it has been shown by now */
async function readOften(reader: StretchReader, stretch: Stretch): Promise<boolean> {
  for (let nth = 0, before = -1; nth < MOST_REPETITIONS && before < stretch.listed.size; nth++) {
    before = stretch.listed.size;
    if (await readOnce(reader, stretch, { share: SHARES[nth % SHARES.length] ?? 1 })) return true;
  }
  return false;
}

/** Whether lists of one status each were read without trouble, and hold everything that any list has shown. */
function areWhole(readings: readonly (Reading | null)[], { listed }: Stretch): boolean {
  const read = new Set(readings.flatMap((reading) => [...(reading?.names ?? [])]));
  return (
    readings.every((reading) => reading !== null && reading.repeats === 0 && !reading.isCut) &&
    [...listed].every((name) => read.has(name))
  );
}

/** What a server may refuse, as one that knows no such filter or order does. */
async function orRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PaymegaError && error.fault === 'invalid') return null;
    throw error;
  }
}
