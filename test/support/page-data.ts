/** What the loader of a path without a frame of its own answers to the page's scripts. */
export async function loaderData(url: string, path: string, cookie: string): Promise<unknown> {
  const [pathname, search = ''] = path.split('?');
  const answer = await fetch(`${url}${pathname}.data?${search}`, { headers: { cookie }, redirect: 'manual' });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
  const flat: unknown = JSON.parse((await answer.text()).split('\n')[0] ?? '');
  if (!Array.isArray(flat)) throw new Error(`${path} answered no data`);
  const { root: _root, ...routes } = thawed(flat, 0) as Record<string, { data: unknown } | null>;
  return Object.values(routes).find((route) => (route?.data ?? null) !== null)?.data;
}

/** Remix writes each value once and names it by its place; places below zero are values without text. */
function thawed(flat: readonly unknown[], place: number): unknown {
  if (place < 0) return null;
  const value = flat[place];
  if (Array.isArray(value)) {
    return value[0] === 'B' ? BigInt(value[1]) : value.map((one: number) => thawed(flat, one));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, number>);
  return Object.fromEntries(entries.map(([name, one]) => [flat[Number(name.slice(1))], thawed(flat, one)]));
}
