import { hash } from '#paymega/sandbox/history/seeded-random.ts';

/** What a list needs to know of an invoice. */
type Listed = { document: string; created: number };

/** A page as it is about to be written; `total` and `links` are null where they are left out. */
export type ListedPage = {
  documents: string[];
  total: number | null;
  links: { next: string | null } | null;
};

const FIRST_SIZE = 500;
const PAGE_CAP = 5;
const ONE_IN = 40;

/** Trouble that depends on what is asked and on nothing else, so that the same seed gives the same trouble. */
export class ListTrouble {
  readonly #seed: number;
  readonly #now: number;
  /** How many questions got no answer so far. */
  struck = 0;
  readonly #asked = new Map<number, number>();

  /** @param now Unix seconds; windows are known by their distance from it */
  constructor(seed: number, now: number) {
    this.#seed = seed;
    this.#now = now;
  }

  /** Whether this question gets no answer: some do not at first, and do the next time. */
  strikes(url: URL): boolean {
    const figure = this.figure(url);
    if (figure % ONE_IN !== 0) return false;
    const times = this.#asked.get(figure) ?? 0;
    this.#asked.set(figure, times + 1);
    if (times % 2 !== 0) return false;
    this.struck++;
    return true;
  }

  /** What is wrong with all pages of one stretch of the list. */
  sliceHabit(url: URL): 'skips_and_repeats' | 'bare_and_unstable' | 'no_links' | 'no_total' {
    const from = Number(url.searchParams.get('filter[created][from]') ?? 0);
    const habits = ['skips_and_repeats', 'bare_and_unstable', 'no_links', 'no_total'] as const;
    return habits[hash(this.#seed, this.#now - from, 7) % 4] ?? 'no_links';
  }

  figure(url: URL): number {
    const parts = [...url.pathname].map((letter) => letter.charCodeAt(0));
    for (const [key, value] of url.searchParams) {
      const isTime = key.startsWith('filter[created]');
      if (isTime) parts.push(this.#now - Number(value));
      else for (const letter of value) parts.push(letter.charCodeAt(0));
    }
    return parts.reduce((sum, part, place) => hash(sum, part, place), this.#seed);
  }
}

/** One page of what is listed: plain, or capped and with the habit of its stretch. */
export function troubledPage(trouble: ListTrouble | null, url: URL, listed: readonly Listed[]): ListedPage {
  const asked = Number(url.searchParams.get('page[size]') ?? 50);
  const number = Number(url.searchParams.get('page[number]') ?? 1);
  const size = trouble ? Math.min(asked, PAGE_CAP) : asked;
  const start = (number - 1) * size;
  const next = new URL(url);
  next.searchParams.set('page[number]', String(number + 1));
  const links = { next: start + size < listed.length ? next.href : null };
  const documents = listed.map(({ document }) => document);
  const page = { documents: documents.slice(start, start + size), total: listed.length, links };
  if (!trouble) return page;
  // Borders between pages go wrong on the first reading of a stretch; a second reading can mend it.
  const isFirst = asked === FIRST_SIZE;
  switch (trouble.sliceHabit(url)) {
    case 'skips_and_repeats':
      return isFirst ? { ...page, documents: shifted(documents, start, size) } : page;
    case 'bare_and_unstable': {
      const order = isFirst ? shuffledInSeconds(listed, trouble.figure(url)) : documents;
      return { documents: order.slice(start, start + size), total: null, links: null };
    }
    case 'no_links':
      return { ...page, links: null };
    case 'no_total':
      return { ...page, total: null };
  }
}

/** The page begins with the last item of the one before, and lacks its own second one. */
function shifted(documents: readonly string[], start: number, size: number): string[] {
  const page = documents.slice(start, start + size).filter((_, place) => place !== 1);
  const before = start > 0 ? documents.slice(start - 1, start) : [];
  return [...before, ...page];
}

function shuffledInSeconds(listed: readonly Listed[], seed: number): string[] {
  return listed
    .map(({ document, created }, place) => ({ document, created, draw: hash(seed, place, 3) }))
    .toSorted((a, b) => b.created - a.created || a.draw - b.draw)
    .map(({ document }) => document);
}
