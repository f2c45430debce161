/** How many delays fell in one step: 0 is below a second, step n from 1.1^(n-1) seconds to 1.1^n (delay_step in SQL). */
export type DelayStep = { step: number; count: number };

const GROWTH = 1.1;

/**
 * The delay in seconds that this share of all delays does not exceed, right to a tenth; null where there is none.
 * @param steps in ascending order
 * @param share 0.5 for the median
 */
export function delayAt(steps: readonly DelayStep[], share: number): number | null {
  const all = steps.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  for (const { step, count } of steps) {
    if (before + count >= share * all && count > 0) {
      const within = (share * all - before) / count;
      const [from, to] = step === 0 ? [0, 1] : [GROWTH ** (step - 1), GROWTH ** step];
      return from + (to - from) * within;
    }
    before += count;
  }
  return null;
}
