import { PaymegaError } from './errors.ts';
import type { Page } from './list-page.ts';
import type { Habits, ListQuery, PrivateApi } from './private-api.ts';
import type { Resource } from './resource.ts';

/** How one reading of a list went. */
export type Reading = {
  /** Everything that was shown, by `nameOf`. */
  names: ReadonlySet<string>;
  /** How many pages it took. */
  pages: number;
  /** How often something was shown again: the borders between pages moved. */
  repeats: number;
  /** How many Paymega counts in the list, at the most; null where it does not say, or counts something else. */
  total: number | null;
  /** Whether it broke off where there may be more. */
  isCut: boolean;
};

/** Works on a page; false says that no more is wanted. */
export type Take = (page: Page) => Promise<boolean>;

type Step = { number: number; link?: string };

const MAX_PAGES = 20_000;
// Where a page of that size is refused, the next smaller one is asked for, in the end without a size.
const SIZES = [250, 100, 50, 25, 10, null] as const;
const REFUSED_SIZE = [400, 413, 414, 416, 422];
const BEHIND_THE_END = [400, 404, 410, 416, 422];

/**
 * Reads a list page by page, with whatever habits its server has (all *assumed*: paging is documented nowhere). The page
 * that a link names is asked for by its number, with the query as it was; other links are followed only on our own
 * origin. Without a link pages are counted until one brings nothing new, or is refused: a page that is shorter than asked
 * may only mean that the server caps its size. What is learnt of the server stands in `api.habits`.
 * @throws PaymegaError
 */
export async function readList(
  api: PrivateApi,
  query: ListQuery,
  wanted: number,
  take: Take,
  signal?: AbortSignal,
): Promise<Reading> {
  const listing = new Listing(api.habits);
  const begin: Step = { number: api.habits.firstPage ?? 1 };
  let { page, size } = await firstPage(api, query, begin.number, wanted, signal);
  for (let step = begin, nth = 1; nth <= MAX_PAGES; nth++) {
    const isNews = listing.add(page);
    if (isNews && !(await take(page))) return listing.reading();
    const next = isNews ? nextStep(page, step, listing, size) : null;
    if (!next) {
      listing.isCut = !isNews && page.isNotLast === true;
      await lookBeforeTheFirst(api, query, size, listing, take, signal);
      return listing.reading();
    }
    const following = await pageOrEnd(api, query, next, size, listing, signal);
    if (!following) return listing.reading();
    [page, step] = [following, next];
  }
  throw new Error(`a list did not end within ${MAX_PAGES} pages`);
}

/** What a reading has shown so far. */
class Listing {
  readonly names = new Set<string>();
  isCut = false;
  /** Whether any page said what comes after it. */
  isLinked = false;
  /** Whether any page called page 0 the first one. */
  countsFromZero = false;
  readonly #habits: Habits;
  #pages = 0;
  #repeats = 0;
  #total: number | null = null;
  #longest = 0;
  #last = 0;

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  /** @returns whether it holds anything new: what repeats a page as a whole is no page, but the end */
  add(page: Page): boolean {
    const { total, next, firstNumber, isNotLast } = page;
    const shown = namesOn(page);
    const before = this.names.size;
    for (const name of shown) this.names.add(name);
    const fresh = this.names.size - before;
    this.#pages++;
    if (fresh > 0) this.#repeats += shown.length - fresh;
    if (total !== null) this.#total = Math.max(total, this.#total ?? 0);
    this.isLinked ||= next !== undefined || isNotLast === true;
    this.countsFromZero ||= firstNumber === 0;
    this.#last = shown.length;
    this.#longest = Math.max(this.#longest, this.#last);
    return fresh > 0;
  }

  get total(): number | null {
    return this.#habits.countsWindow === false ? null : this.#total;
  }

  /** Whether all that Paymega counts was shown; null where it does not count. */
  get isAll(): boolean | null {
    return this.total === null ? null : this.names.size >= this.total;
  }

  /** Whether the last page was as long as any: then there may well be another one. */
  get mayGoOn(): boolean {
    return this.#last >= this.#longest;
  }

  reading(): Reading {
    return {
      names: this.names,
      pages: this.#pages,
      repeats: this.#repeats,
      total: this.total,
      isCut: this.isCut && !this.isAll,
    };
  }
}

function nextStep(page: Page, { number }: Step, listing: Listing, size: number | null): Step | null {
  if (page.next === null) return null;
  if (page.nextNumber !== undefined) return { number: page.nextNumber };
  if (page.next !== undefined) return { number: number + 1, link: page.next };
  const isFull = namesOn(page).length >= (size ?? Number.POSITIVE_INFINITY);
  return !page.isNotLast && listing.isAll && !isFull ? null : { number: number + 1 };
}

async function firstPage(
  api: PrivateApi,
  query: ListQuery,
  number: number,
  wanted: number,
  signal?: AbortSignal,
): Promise<{ page: Page; size: number | null }> {
  const most = api.habits.pageSize;
  const begin = most === null ? null : Math.min(most, wanted);
  const smaller = SIZES.filter((size) => begin !== null && (size ?? 0) < begin);
  const refusals: PaymegaError[] = [];
  for (const size of [begin, ...smaller]) {
    try {
      const page = await api.page({ ...query, number, size }, signal);
      if (size !== begin && begin === most) api.habits.pageSize = size;
      return { page, size };
    } catch (error) {
      if (isOf(error, [404]) && (await answersLists(api, size, signal)))
        return { page: { resources: [], recognised: [], next: null, total: null }, size };
      if (!isOf(error, REFUSED_SIZE)) throw error;
      refusals.push(error);
    }
  }
  // It is something else that it does not like.
  throw refusals[0];
}

/** Whether it is only this list that is answered by 404: some servers say so that there is nothing in it. */
async function answersLists(api: PrivateApi, size: number | null, signal?: AbortSignal): Promise<boolean> {
  try {
    await api.page({ number: api.habits.firstPage ?? 1, size }, signal);
    return true;
  } catch (error) {
    if (isOf(error, BEHIND_THE_END)) return false;
    throw error;
  }
}

/** A page after the first; null where the server refuses it, because there is none. */
async function pageOrEnd(
  api: PrivateApi,
  query: ListQuery,
  { number, link }: Step,
  size: number | null,
  listing: Listing,
  signal?: AbortSignal,
): Promise<Page | null> {
  try {
    if (link !== undefined) {
      const page = await api.pageByLink(link, signal).catch((error) => {
        if (isOf(error, BEHIND_THE_END)) return null;
        throw error;
      });
      if (page) return page;
    }
    return await api.page({ ...query, number, size }, signal);
  } catch (error) {
    const isEnd = isOf(error, BEHIND_THE_END) || (listing.isAll && isOf(error, [500, 502, 503]));
    if (!isEnd) throw error;
    listing.isCut = listing.mayGoOn;
    return null;
  }
}

/**
 * Where something is amiss, and it is not known from which number pages are counted: whether there is a page 0. It is the
 * first one if it shares nothing with the others; a server that counts from 1 refuses it, or takes it for page 1.
 */
async function lookBeforeTheFirst(
  api: PrivateApi,
  query: ListQuery,
  size: number | null,
  listing: Listing,
  take: Take,
  signal?: AbortSignal,
): Promise<void> {
  const { habits } = api;
  const isAmiss = listing.countsFromZero || !(listing.isAll ?? listing.isLinked);
  if (habits.firstPage !== null || !isAmiss) return;
  try {
    const page = await api.page({ ...query, number: 0, size }, signal);
    const shown = namesOn(page);
    if (shown.length === 0) return;
    const isFirst = shown.every((name) => !listing.names.has(name));
    habits.firstPage = isFirst ? 0 : 1;
    if (isFirst && listing.add(page)) await take(page);
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    if (error.fault === 'invalid' || error.fault === 'server_error') habits.firstPage = 1;
  }
}

/** By what each invoice on a page is known. */
export function namesOn({ resources, recognised }: Page): string[] {
  return [...resources.map(nameOf), ...recognised.map(({ id }) => id)];
}

/** By what a resource is known: its id, or all that it says where it has none. */
export function nameOf(resource: Resource): string {
  return resource.id ?? resource.text;
}

function isOf(error: unknown, statuses: readonly number[]): error is PaymegaError {
  return error instanceof PaymegaError && error.status !== null && statuses.includes(error.status);
}
