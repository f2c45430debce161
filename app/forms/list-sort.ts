import { z } from 'zod';
import { FilterRefusal, oneOf } from '#identity/filter.ts';
import { type Place, reversed, type Sort } from '#reconciliation/books/list-order.ts';
import { withParams } from './address.ts';
import { cursorOf, rowKey, rowTime } from './form.ts';

/** A way to sort a list in words: what stands first, and first when it is turned round. */
export type SortWords = {
  label: string;
  first: string;
  reversed: string;
  /** Which way the column of it runs then, for those who hear the page. */
  direction: 'asc' | 'desc';
};

/** A link to a list in another order; of the present one, to it turned round. */
export type SortLink = { key: string; label: string; href: string; direction: 'asc' | 'desc' | null };

/** An order as it stands in an address: its name, with a minus before it where it is turned round. */
export type SortName<Key extends string> = Key | `-${Key}`;

const LARGEST = 2n ** 63n - 1n;
// All in one: a further check is asked even where the one before it failed.
const wholeNumber = z
  .string()
  .refine((text) => /^-?\d{1,19}$/.test(text) && BigInt(text) <= LARGEST && BigInt(text) >= -LARGEST);
const VALUES = { timestamptz: rowTime, bigint: wholeNumber, text: rowKey };

/** What an address may say of the order of a list, and of where in it a page begins. */
export function sortedBy<Key extends string>(
  sorts: Readonly<Record<Key, Sort>>,
  usual: NoInfer<SortName<Key>>,
) {
  const keys = Object.keys(sorts) as Key[];
  const places = keys.map((key) =>
    z.strictObject(Object.fromEntries(sorts[key].keys.map(({ name, type }) => [name, VALUES[type]]))),
  );
  const names = keys.flatMap((key): SortName<Key>[] => [key, `-${key}`]);
  return { sort: oneOf(names).default(usual as never), after: cursorOf(z.union(places)).optional() };
}

/**
 * The order that an address names.
 * @throws FilterRefusal (422) where its page begins at a place of another order
 */
export function sortOf<Key extends string>(
  sorts: Readonly<Record<Key, Sort>>,
  { sort: name, after }: { sort: SortName<Key>; after?: Place | undefined },
): Sort {
  const sort = sorts[keyOf(name)];
  if (after && sort.keys.some((key) => after[key.name] === undefined)) {
    const message = 'is a place of this list in another order: begin without it';
    throw new FilterRefusal([{ name: 'after', value: '', message }]);
  }
  return isReversed(name) ? reversed(sort) : sort;
}

/** The links of a list to its orders, and what stands first in the present one. */
export function sortLinks<Key extends string>(
  url: URL,
  words: Readonly<Record<Key, SortWords>>,
  name: SortName<Key>,
  usual: SortName<Key>,
): { sorts: SortLink[]; order: string } {
  const present = keyOf(name);
  const sorts = (Object.keys(words) as Key[]).map((key) => {
    const { label, direction } = words[key];
    const isPresent = key === present;
    const next: SortName<Key> = isPresent && !isReversed(name) ? `-${key}` : key;
    const href = withParams(url, { sort: next === usual ? undefined : next, after: undefined });
    return {
      key,
      label,
      href,
      direction: isPresent ? (isReversed(name) ? otherWay(direction) : direction) : null,
    };
  });
  return { sorts, order: isReversed(name) ? words[present].reversed : words[present].first };
}

function keyOf<Key extends string>(name: SortName<Key>): Key {
  return name.replace(/^-/, '') as Key;
}

function isReversed(name: string): boolean {
  return name.startsWith('-');
}

function otherWay(direction: 'asc' | 'desc'): 'asc' | 'desc' {
  return direction === 'asc' ? 'desc' : 'asc';
}
