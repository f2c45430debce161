import type { Sent } from './load.ts';
import type { Supervised } from './supervised.ts';

/** What is counted while things are killed, and told at the end. */
export type Tally = {
  readyAgain(target: string, ms: number): void;
  /** Writes the figures to the output of the test. */
  tell(what: string, sent: readonly Sent[], stored: number, processes: readonly Supervised[]): void;
};

export function createTally(targets: readonly string[]): Tally {
  const readyMs = new Map<string, number[]>(targets.map((target) => [target, []]));
  return {
    readyAgain: (target, ms) => void readyMs.get(target)?.push(ms),
    tell(what, sent, stored, processes) {
      const count = (answer: number | 'none') => sent.filter((one) => one.answer === answer).length;
      const kinds = [...readyMs].map(
        ([target, times]) => `${target} ${times.length} (${inTheMiddle(times)})`,
      );
      const sum = (of: (one: Supervised) => number) => processes.reduce((all, one) => all + of(one), 0);
      console.log(
        [
          `${what}: ${kinds.join(', ')}`,
          `${sent.length} callbacks sent: ${count(200)} answered 200, ${count(503)} with 503, ${count('none')} not`,
          `${stored} in the store, none of the answered ones lost, none doubled; ${sum((one) => one.starts())} starts, ${sum((one) => one.ownEnds())} that ended by themselves`,
        ].join('\n'),
      );
    },
  };
}

function inTheMiddle(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const seconds = (ms = 0) => (ms / 1000).toFixed(1);
  return `ready again after ${seconds(sorted[Math.floor(sorted.length / 2)])} s in the middle, ${seconds(sorted.at(-1))} at most`;
}
