import { hash } from 'node:crypto';
import { PaymegaError } from './errors.ts';
import { isUrl } from './is-url.ts';
import { listedDocuments } from './listed-documents.ts';
import {
  isDigits,
  isFields,
  type Resource,
  type ResourceList,
  readResources,
  textOf,
  withoutMark,
} from './resource.ts';

/** What one page of a list holds, and how many Paymega counts in all of the list, where it says so. */
export type Page = {
  resources: Resource[];
  /** What was recognised, and so not read. */
  recognised: readonly Recognised[];
  total: number | null;
} & NextPage;

/** An invoice whose document was read before, letter for letter; when it says that it was created, Unix seconds. */
export type Recognised = { id: string; created: number };

/** Which of these documents were read before, by id and digest (documentDigest), in their order. */
export type Recognise = (documents: readonly { id: string; digest: string }[]) => Promise<readonly boolean[]>;

/** A page whose documents have been found, and are yet to be read. */
export type OpenPage = {
  documents: readonly { id: string; digest: string }[];
  /** Reads what was not recognised. @throws NoDocument, PaymegaError */
  read: (isRecognised: readonly boolean[]) => Page;
};

const DIGEST_DIGITS = 32;

/**
 * The first 16 bytes of the SHA-256 of a key and a document's text as it was told, in hexadecimal digits. By a key, because a
 * text may hold what must not be kept: of a card's check code a plain digest would tell.
 */
function documentDigest(key: string, text: string): string {
  return hash('sha256', `${key}\n${text}`).slice(0, DIGEST_DIGITS);
}

/**
 * What a page says of the one after it. `next` is null on the last one; undefined where the server does not say, or names
 * an address that is not its own: that is never asked, it would get our key. `nextNumber` is the page that the link
 * names, `isNotLast` says that there was a link, `firstNumber` is the page that it calls the first.
 */
export type NextPage = {
  next: string | null | undefined;
  nextNumber?: number;
  firstNumber?: number;
  isNotLast?: true;
};

/** A page of a list as it was answered at an address. @throws NoDocument where it is none; PaymegaError for its links */
export function readPage(text: string, asked: URL): Page {
  const { resources, links, meta } = readResources(text);
  return { resources, recognised: [], total: wholeNumber(textOf(meta?.total)), ...nextPage(links, asked) };
}

/**
 * A page whose documents are to be looked up before they are read; where they cannot be told apart it is read at once.
 * @param key of the digests
 * @throws NoDocument where it is none; PaymegaError for its links
 */
export function openPage(answer: string, asked: URL, key: string): OpenPage {
  const text = withoutMark(answer);
  const listed = listedDocuments(text);
  if (!listed) {
    const page = readPage(text, asked);
    return { documents: [], read: () => page };
  }
  const told = listed.documents.map(({ start, end, names }) => {
    const own = text.slice(start, end);
    return { own, names, digest: documentDigest(key, own) };
  });
  const named = told.flatMap(({ names, digest }) => (names ? { ...names, digest } : []));
  return {
    documents: named,
    read(isRecognised) {
      const recognised = named.filter((_, place) => isRecognised[place]);
      const digests = new Set(recognised.map(({ digest }) => digest));
      const unknown = told.filter(({ digest }) => !digests.has(digest));
      const rest = `${text.slice(0, listed.from)}${unknown.map(({ own }) => own).join(',')}${text.slice(listed.to)}`;
      const page = readPage(rest, asked);
      for (const [place, { digest }] of unknown.entries()) {
        const resource = page.resources[place];
        if (resource) resource.digest = digest;
      }
      return { ...page, recognised };
    },
  };
}

/** A link as an address of the same server. @throws PaymegaError where it is none: our key would go elsewhere */
export function sameOrigin(link: string, base: URL): URL {
  const url = addressOf(link, base);
  if (url.origin === base.origin) return url;
  const message = `Paymega’s next link leads to another origin (${url.origin}); not followed`;
  throw new PaymegaError('unreadable', message);
}

function nextPage(links: ResourceList['links'], asked: URL): NextPage {
  if (!links || !('next' in links)) return { next: undefined };
  const firstNumber = numberIn(addressIn(links.first), asked);
  const first = firstNumber === null ? {} : { firstNumber };
  const link = addressIn(links.next);
  if (link === null) return { next: null, ...first };
  const url = addressOf(link, asked);
  const nextNumber = numberIn(link, asked);
  return {
    next: url.origin === asked.origin ? url.href : undefined,
    ...(nextNumber !== null && { nextNumber }),
    ...first,
    isNotLast: true,
  };
}

// JSON:API lets a link be an object that holds its address.
function addressIn(link: unknown): string | null {
  const address = isFields(link) ? link.href : link;
  return typeof address === 'string' && address !== '' ? address : null;
}

function numberIn(link: string | null, asked: URL): number | null {
  if (link === null || !isUrl(link, asked.href)) return null;
  return wholeNumber(new URL(link, asked).searchParams.get('page[number]'));
}

function addressOf(link: string, base: URL): URL {
  if (isUrl(link, base.href)) return new URL(link, base);
  throw new PaymegaError('unreadable', 'Paymega’s next link is no address');
}

/** A count; null for anything else. */
function wholeNumber(text: string | null): number | null {
  return text !== null && isDigits(text) ? Number(text) : null;
}
