import { grouped } from './grouped.ts';
import type { StatementLine } from './matched-lines.ts';

/** A return that no line of its own tells. Amounts in minor units, above nothing. */
export type OpenReturn = {
  invoiceId: string;
  referenceId: string | null;
  type: 'refund' | 'chargeback';
  /** The days on which it may have happened. */
  days: readonly string[];
  currency: string;
  service: string | null;
  amount: bigint;
};

export type GroupMatch = { line: StatementLine; returns: OpenReturn[] };

/** Beyond so many returns, which of them add up is not tried out: only all of them together are. */
const MOST_TRIED = 24;
const MOST_STEPS = 200_000;

/**
 * Lines that stand for several returns of a day, each with those that it stands for: all open returns of
 * its day, currency and service together, or of one reference or prefix of one; else the only ones that add
 * up to it. What could be read in two ways is not matched. The order of lines and of returns changes
 * nothing.
 */
export function matchGroups(lines: readonly StatementLine[], open: readonly OpenReturn[]): GroupMatch[] {
  const matches: GroupMatch[] = [];
  const taken = new Set<OpenReturn>();
  const byKey = grouped(
    lines.toSorted(byPlace),
    (line) => `${line.day} ${line.currency} ${line.type} ${line.service}`,
  );
  const groups = [...byKey].toSorted(
    ([a], [b]) => (isNarrow(b) ? 1 : 0) - (isNarrow(a) ? 1 : 0) || (a < b ? -1 : 1),
  );
  for (const [, own] of groups) {
    const left = candidatesOf(own[0] as StatementLine, open).filter((one) => !taken.has(one));
    for (const match of matched(own, left)) {
      for (const one of match.returns) taken.add(one);
      matches.push(match);
    }
  }
  return matches;
}

function isNarrow(key: string): boolean {
  return !key.endsWith(' null');
}

function candidatesOf(line: StatementLine, open: readonly OpenReturn[]): OpenReturn[] {
  return open
    .filter(
      (one) =>
        one.type === line.type &&
        one.currency === line.currency &&
        one.days.includes(line.day) &&
        (line.service === null || one.service === null || one.service === line.service),
    )
    .toSorted((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}

function matched(lines: readonly StatementLine[], candidates: readonly OpenReturn[]): GroupMatch[] {
  const [only, ...more] = lines;
  if (only && more.length === 0 && totalOf(candidates) === -only.amount && candidates.length > 0)
    return [{ line: only, returns: [...candidates] }];
  const matches: GroupMatch[] = [];
  let left = [...candidates];
  // The larger first: what is left for the smaller ones is less to choose from.
  for (const line of lines.toSorted((a, b) =>
    a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : byPlace(a, b),
  )) {
    const returns = ofReference(line, left) ?? onlySum(left, -line.amount);
    if (!returns) continue;
    matches.push({ line, returns });
    left = left.filter((one) => !returns.includes(one));
  }
  return matches;
}

/** Those whose reference, or its beginning, the line names, where they add up. */
function ofReference(
  { referenceId, description, amount }: StatementLine,
  left: readonly OpenReturn[],
): OpenReturn[] | null {
  const words = [referenceId, description]
    .flatMap((text) => text?.split(/[\s,;:()]+/) ?? [])
    .filter((word) => word.length > 2);
  const named = left.filter((one) => {
    const own = [one.referenceId, one.invoiceId].flatMap((id) => id ?? []);
    return words.some((word) =>
      own.some((id) => id === word || (word === referenceId && id.startsWith(word))),
    );
  });
  return named.length > 0 && totalOf(named) === -amount ? named : null;
}

function totalOf(returns: readonly OpenReturn[]): bigint {
  return returns.reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * The only choice of returns that adds up; null where there is none, or more than one, or too many to try.
 */
function onlySum(returns: readonly OpenReturn[], target: bigint): OpenReturn[] | null {
  if (totalOf(returns) === target && returns.length > 0) return [...returns];
  if (returns.length > MOST_TRIED || target <= 0n) return null;
  const found: OpenReturn[][] = [];
  let steps = 0;
  const sorted = returns.toSorted((a, b) =>
    a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : a.invoiceId < b.invoiceId ? -1 : 1,
  );
  const rest = sorted.map((_, place) => totalOf(sorted.slice(place)));
  const walk = (place: number, left: bigint, chosen: OpenReturn[]): void => {
    if (found.length > 1 || ++steps > MOST_STEPS) return;
    if (left === 0n) return void found.push(chosen);
    const next = sorted[place];
    if (!next || left < 0n || (rest[place] ?? 0n) < left) return;
    walk(place + 1, left - next.amount, [...chosen, next]);
    walk(place + 1, left, chosen);
  };
  walk(0, target, []);
  return steps <= MOST_STEPS && found.length === 1 ? (found[0] ?? null) : null;
}

function byPlace(a: StatementLine, b: StatementLine): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : a.line - b.line;
}
