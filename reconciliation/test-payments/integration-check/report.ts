/** One thing that was tried, and what came of it. */
export type CheckedStep = {
  name: string;
  state: 'passed' | 'failed' | 'skipped';
  /** What was seen, or precisely what is broken. */
  message: string | null;
  /** Milliseconds; null where nothing was tried. */
  tookMs: number | null;
};

/** One payment of the check: what it is to prove, and each step on its way. */
export type CheckedCase = {
  title: string;
  /** The id of its test payment; null where none was begun. */
  paymentId: string | null;
  steps: CheckedStep[];
};

/** Everything that an integration check tried. */
export type Report = { cases: CheckedCase[] };

/** What is broken, each with the case and the step in which it showed; nothing where all works. */
export function failuresOf({ cases }: Report): { title: string; step: CheckedStep }[] {
  return cases.flatMap(({ title, steps }) =>
    steps.filter(({ state }) => state === 'failed').map((step) => ({ title, step })),
  );
}
