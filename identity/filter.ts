import { z } from 'zod';
import { isStorable } from '#paymega/foreign-text.ts';
import { Refusal } from './refusal.ts';

/** One value of a filter that cannot be read, and what is allowed. */
export type Unreadable = {
  name: string;
  value: string;
  message: string;
  /** All that may be chosen, where that is a closed set. */
  choices?: readonly string[];
  /** There is no parameter of this name. */
  isStrange?: boolean;
};

/** A filter that cannot be read: then nothing is listed, because a list without its filter looks like an answer. */
export class FilterRefusal extends Refusal {
  readonly unreadable: readonly Unreadable[];
  constructor(unreadable: readonly Unreadable[]) {
    super('bad_filter', unreadable.map(({ name, message }) => `${name} ${message}`).join('; '));
    this.name = 'FilterRefusal';
    this.unreadable = unreadable;
  }
}

const MOST_CHARACTERS = 200;

export { isStorable };

/** A text to look for. */
export const text = z
  .string()
  .trim()
  .refine(isStorable, 'holds a NUL character, which no text here can hold')
  .refine((value) => value.length <= MOST_CHARACTERS, `may have at most ${MOST_CHARACTERS} characters`);

/** A day of a calendar that the database and everybody else shares: `YYYY-MM-DD`, of the years 0001 to 9999. */
export const day = z
  .string()
  .refine(
    (value) => !value.startsWith('0000') && z.iso.date().safeParse(value).success,
    'must be a day of the calendar, YYYY-MM-DD, from 0001-01-01 to 9999-12-31',
  );

/** One of a closed set; everything else is told what there is. */
export function oneOf<const Value extends string>(values: readonly Value[]) {
  return z.enum(values);
}

/** The number of a row. */
export const rowNumber = z.string().regex(/^\d{1,18}$/, 'must be a number of at most 18 digits');

/** A currency as people write it, in either case. Whether there is one is the book's to know (`known-values.ts`). */
export const currency = text.transform((code) => code.toUpperCase());

/** How many rows, at the most this many. */
export function limitUpTo(most: number) {
  return z
    .string()
    .refine(
      (value) => /^\d{1,9}$/.test(value) && Number(value) >= 1 && Number(value) <= most,
      `must be a whole number from 1 to ${most}`,
    )
    .transform(Number);
}

type Given = Iterable<readonly [string, string]>;

/**
 * Reads a filter by its one schema, which page, export, API and command line share.
 * @param empty what an empty value is: nothing said, as browsers send fields that nobody filled in; or unreadable, as
 *   with programs, where it is a variable that was never set
 * @throws FilterRefusal (422) with all that cannot be read: a value, a name that is not there, a name that stands twice
 */
export function readFilter<Schema extends z.ZodObject>(
  schema: Schema,
  given: Given,
  empty: 'absent' | 'unreadable' = 'absent',
): z.output<Schema> {
  const unreadable: Unreadable[] = [];
  const single: Record<string, string> = {};
  for (const [name, values] of byName(given)) {
    const value = values.at(-1) ?? '';
    if (!Object.hasOwn(schema.shape, name)) {
      const names = Object.keys(schema.shape).join(', ');
      const message = `is no parameter here${names && `; there are ${names}`}`;
      unreadable.push({ name: name.slice(0, 40), value, message, isStrange: true });
    } else if (values.length > 1) {
      unreadable.push({ name, value, message: `stands there ${values.length} times: say it once` });
    } else if (value.trim() !== '') single[name] = value;
    else if (empty === 'unreadable')
      unreadable.push({ name, value, message: 'is empty: leave it out instead' });
  }
  const read = schema.safeParse(single);
  const wrong = read.success ? [] : read.error.issues.map((issue) => unreadableOf(issue, single));
  const all = [...unreadable, ...wrong];
  if (!read.success || all.length > 0) throw new FilterRefusal(all);
  return read.data;
}

function byName(given: Given): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of given) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

function unreadableOf(issue: z.core.$ZodIssue, single: Readonly<Record<string, string>>): Unreadable {
  const name = String(issue.path[0] ?? '');
  const value = single[name] ?? '';
  if (issue.code !== 'invalid_value') return { name, value, message: issue.message };
  const choices = issue.values.map(String);
  return { name, value, message: `must be one of ${choices.join(', ')}`, choices };
}

type Days = { from?: string | undefined; to?: string | undefined };

/** @throws FilterRefusal where the first day is after the last */
export function assertDaysInOrder({ from, to }: Days): void {
  if (from === undefined || to === undefined || from <= to) return;
  throw new FilterRefusal([{ name: 'from', value: from, message: `must not be after to, which is ${to}` }]);
}
