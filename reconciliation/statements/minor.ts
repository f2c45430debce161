/** All of them together. */
export function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, one) => sum + one, 0n);
}

/** The least of some amounts; nought of none. */
export function leastOf(amounts: readonly bigint[]): bigint {
  return amounts.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
}

/** The greatest of some amounts; nought of none. */
export function greatestOf(amounts: readonly bigint[]): bigint {
  return amounts.toSorted((a, b) => (a > b ? -1 : 1))[0] ?? 0n;
}
