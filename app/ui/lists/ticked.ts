import type { Amount } from '../values/money.tsx';

/** The rows of a list that are ticked. */
export type Ticked = {
  count: number;
  /** The sum of their money, for each currency by itself. */
  amounts: readonly Amount[];
  /** How many there are of which the money is not known. */
  unknown: number;
  /** What each of them is, as its row says (`Selectable.sort`), every one once. */
  sorts: readonly string[];
};

export const NONE_TICKED: Ticked = { count: 0, amounts: [], unknown: 0, sorts: [] };

/** What a checkbox tells of the money of its row, for countTicked. */
export function moneyOfBox(amount: Amount | null): Record<string, string> {
  if (amount === null) return {};
  const { minor, currency, exponent } = amount;
  return { 'data-minor': minor.toString(), 'data-currency': currency, 'data-exponent': String(exponent) };
}

/** Counts the checkboxes of a form that are ticked, with the money of their rows. */
export function countTicked(form: string): Ticked {
  const boxes = document.querySelectorAll<HTMLInputElement>(`[data-select][form="${form}"]:checked`);
  const sums = new Map<string, Amount>();
  const sorts = new Set<string>();
  let unknown = 0;
  for (const { dataset } of boxes) {
    const { minor, currency, exponent, sort } = dataset;
    if (sort) sorts.add(sort);
    if (minor === undefined || currency === undefined) unknown++;
    else {
      const sum = (sums.get(currency)?.minor ?? 0n) + BigInt(minor);
      sums.set(currency, { minor: sum, currency, exponent: Number(exponent) });
    }
  }
  const amounts = [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return { count: boxes.length, amounts, unknown, sorts: [...sorts] };
}
