import type { ReadLine } from './read-line.ts';

type Balanced = Pick<ReadLine, 'line' | 'effect' | 'balance' | 'openingBalance'>;

/** What a statement's lines say of its balances, in minor units; null where that is not known. */
export type Run = {
  opening: bigint | null;
  closing: bigint | null;
  /** The first line after which the balance is not what it was before and what moved. */
  broken: { line: number; by: bigint } | null;
};

/**
 * Follows a balance line by line, in the order in which it ran. A line that tells none is taken into
 * account by the next one; across a row that could not be read nothing can be said.
 * @param isTorn whether such a row stands between two lines of the file, or before the first or after the last (null)
 */
export function runOfBalance(
  lines: readonly Balanced[],
  isTorn: (from: number | null, to: number | null) => boolean,
): Run {
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last) return { opening: null, closing: null, broken: null };
  const before = first.balance === null ? null : first.balance - first.effect;
  const opening = isTorn(null, first.line) ? null : (first.openingBalance ?? before);
  let [running, place, broken]: [bigint | null, number | null, Run['broken']] = [opening, null, null];
  for (const { line, effect, balance, openingBalance } of lines) {
    if (place !== null && isTorn(place, line)) running = null;
    const from = openingBalance ?? running;
    const expected = from === null ? null : from + effect;
    if (broken === null && balance !== null && expected !== null && balance !== expected)
      broken = { line, by: balance - expected };
    running = balance ?? expected;
    place = line;
  }
  return { opening, closing: isTorn(last.line, null) ? null : running, broken };
}
