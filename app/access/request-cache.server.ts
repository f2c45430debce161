const kept = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Reads something once for a page: its frame and the page within ask for the same. Never while a form is carried out: what
 * it changes is read anew afterwards.
 * @param context the one that app/http/server.ts made for this request
 */
export function readOnce<T>(
  request: Request,
  context: object,
  what: string,
  read: () => Promise<T>,
): Promise<T> {
  if (request.method !== 'GET') return read();
  const known = kept.get(context) ?? new Map<string, Promise<unknown>>();
  kept.set(context, known);
  const promise = (known.get(what) as Promise<T> | undefined) ?? read();
  known.set(what, promise);
  return promise;
}
