import { isUrl } from '#paymega/is-url.ts';

/**
 * The address that a request line asks for, on our own origin; null where it is none. What stands in a whole address
 * (`POST https://host/path`) before the path is the client's word, as its Host is: the path alone counts.
 * @param origin ours, without a closing slash
 */
export function addressOf(target: string, origin: string): URL | null {
  const path = originForm(target);
  return /^\/(?![/\\])/.test(path) && isUrl(origin + path) ? new URL(origin + path) : null;
}

/** A request target without scheme and host, where it has them. */
export function originForm(target: string): string {
  const [host] = /^https?:\/\/[^/?#\\]*/i.exec(target) ?? [];
  if (host === undefined) return target;
  const rest = target.slice(host.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * The account that the address of a callback names, '' where it names none, null where it is no such address. Senders and
 * proxies write it in many ways (`//callbacks`, `/Callbacks/`, `/%63allbacks`, a whole address): each is the same to us,
 * since a callback that we do not take for one is lost.
 */
export function callbackSlugOf(target: string): string | null {
  const [path = ''] = originForm(target).split(/[?#]/);
  const parts: string[] = [];
  for (const part of unescaped(path).toLowerCase().split(/[/\\]/)) {
    if (part.trim() === '..') parts.pop();
    else if (part.trim() !== '' && part.trim() !== '.') parts.push(part.trim());
  }
  const [first, ...slug] = parts;
  return first === 'callbacks' ? slug.join('/') : null;
}

// Never fails, whatever the escapes: names of accounts are ASCII.
function unescaped(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
