import { beforeAll, expect, test } from 'vitest';
import { askOwn } from '../../support/own-page.ts';
import { useProduct } from '../../support/product.ts';
import { titleOf } from '../../support/titles.ts';
import { everyPage, oneOfEverything } from './every-page.ts';

const product = useProduct({ hasHistory: true });
const titles = new Map<string, string>();

beforeAll(async () => {
  const cookie = await product.cookieOf('admin');
  const half = await product.cookieOf('viewer', 'code');
  const known = await oneOfEverything(product, cookie);
  for (const { path, address, isHalf } of everyPage(known)) {
    const answer = await askOwn(product.url + address, { headers: { cookie: isHalf ? half : cookie } });
    const text = await answer.text();
    if (answer.headers.get('content-type')?.startsWith('text/html')) titles.set(path, titleOf(text));
    else if (answer.status !== 200) titles.set(path, `answered ${answer.status}`);
  }
});

test('every page says in its title which one it is', () => {
  expect([...titles.keys()].length).toBeGreaterThan(25);
  const without = [...titles].filter(([, title]) => !/^.+ · Counterfoil$/.test(title));
  expect(without).toEqual([]);
});

test('and no two of them have the same one, but the forms of one page', () => {
  const seen = new Map<string, string[]>();
  for (const [path, title] of titles) seen.set(title, [...(seen.get(title) ?? []), path]);
  const shared = [...seen.values()].filter((paths) => {
    const page = paths.toSorted((one, other) => one.length - other.length)[0] ?? '';
    return paths.some((path) => !path.startsWith(page));
  });
  expect(shared).toEqual([]);
});
