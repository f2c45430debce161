import type { FaultSwitches } from './faults.ts';

/** A link as one server or another writes it; those that a proxy hides behind know neither its scheme nor its name. */
export function nextLinkOf(link: URL, form: FaultSwitches['nextLink']): string | { href: string } {
  switch (form) {
    case 'absolute':
      return link.href;
    case 'path':
      return link.pathname + link.search;
    case 'query':
      // As written by hand: the page alone, because the rest is as it was.
      return `?page[number]=${link.searchParams.get('page[number]')}`;
    case 'object':
      return { href: link.href };
    case 'other_scheme':
      return link.href.replace(/^http:/, 'https:');
    case 'other_host':
      return Object.assign(new URL(link), { hostname: 'backend.internal', port: '8080' }).href;
  }
}
