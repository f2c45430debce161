/** How many payments took so many seconds. */
export type Took = { seconds: number; count: number };

/**
 * Of how many payments it is known how long they took, and within which time so many of them were final
 * (nearest rank).
 */
export type Durations = { measured: number; median: number | null; p90: number | null; p99: number | null };

/**
 * Percentiles of counted durations: exact, the smallest duration within which that share of the payments
 * lies.
 */
export function durationsOf(took: readonly Took[]): Durations {
  const sorted = took.toSorted((a, b) => a.seconds - b.seconds);
  const measured = sorted.reduce((sum, { count }) => sum + count, 0);
  const within = (percent: number) => {
    let left = Math.ceil((measured * percent) / 100);
    for (const { seconds, count } of sorted) {
      left -= count;
      if (left <= 0) return seconds;
    }
    return null;
  };
  return { measured, median: within(50), p90: within(90), p99: within(99) };
}
