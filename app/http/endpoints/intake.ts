/** Some seconds of work for one process: whoever came after so many would wait for an answer in vain. */
const MOST = 2000;
/** So many are begun in one turn of the loop, or a quarter of those that wait: then it is heard again who else has come. */
const A_TURN = 64;
const A_PART = 4;

export type Intake = {
  /** Whether so many are under way that the next one is better asked to come again. */
  isFull(): boolean;
  /** Begins a work when it is its turn, in the order in which they came. @returns what comes of it */
  admit<T>(work: () => Promise<T>): Promise<T>;
};

/**
 * Shares out the turns of the loop among what has come: reading a request costs a fraction of what taking it costs, so that
 * who is too many is counted, and answered, at once. Holds state; main.ts makes it.
 */
export function createIntake(most = MOST, aTurn = A_TURN): Intake {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let isPlanned = false;

  function plan(): void {
    if (isPlanned || waiting.length === 0) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      // Where many are turned away turns take long: whoever waits must not wait for so many more of them.
      const share = Math.max(aTurn, Math.ceil(waiting.length / A_PART));
      for (const begin of waiting.splice(0, share)) begin();
      plan();
    });
  }

  return {
    isFull: () => underWay >= most,
    async admit(work) {
      underWay++;
      try {
        await new Promise<void>((begin) => {
          waiting.push(begin);
          plan();
        });
        return await work();
      } finally {
        underWay--;
      }
    },
  };
}
