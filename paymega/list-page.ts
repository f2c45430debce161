import { PaymegaError } from './errors.ts';
import { isUrl } from './is-url.ts';
import { isDigits, isFields, type Resource, type ResourceList, readResources, textOf } from './resource.ts';

/** What one page of a list holds, and how many Paymega counts in all of the list, where it says so. */
export type Page = { resources: Resource[]; total: number | null } & NextPage;

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
  return { resources, total: wholeNumber(textOf(meta?.total)), ...nextPage(links, asked) };
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
