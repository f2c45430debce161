/** Some seconds of work for one process: whoever came after so many would wait for an answer in vain. */
const MOST = 2000;
/**
 * So many are begun in one turn of the loop, or a part of those that wait: then it is heard again who else has come. A turn
 * takes 32 new connections (runtime/listen.ts): where turns last long, the last of thousands is heard after a quarter of a minute.
 */
const A_TURN = 64;
const A_PART = 32;
/** Of those who are sent away fewer still: each sends the next one at once. */
const A_PART_SENT_AWAY = 64;

export type Intake = {
  /** Whether so many are under way that the next one is better asked to come again. */
  isFull(): boolean;
  /** Begins a work when it is its turn, in the order in which they came. @returns what comes of it */
  admit<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Settles when it is the turn of one more who is sent away; never in the turn in which it came: libuv reads up to 48 times a
   * thousand sockets before it lets anything else go on, those included that were answered meanwhile.
   */
  sendAway(): Promise<void>;
};

/**
 * Shares out the turns of the loop among what has come: reading a request costs a fraction of what taking it costs, so that
 * who is too many is counted, and answered, soon. Holds state; main.ts makes it.
 */
export function createIntake(most = MOST, aTurn = A_TURN): Intake {
  const toBegin = createTurns(aTurn, A_PART);
  const toSendAway = createTurns(aTurn, A_PART_SENT_AWAY);
  let underWay = 0;
  return {
    isFull: () => underWay >= most,
    async admit(work) {
      underWay++;
      try {
        await toBegin();
        return await work();
      } finally {
        underWay--;
      }
    },
    sendAway: toSendAway,
  };
}

/** @returns settles in a later turn of the loop: so many in one, or a part of those that wait, the oldest first */
function createTurns(aTurn: number, aPart: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let isPlanned = false;

  function plan(): void {
    if (isPlanned || waiting.length === 0) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      // Where many are turned away turns take long: whoever waits must not wait for so many more of them.
      const share = Math.max(aTurn, Math.ceil(waiting.length / aPart));
      for (const begin of waiting.splice(0, share)) begin();
      plan();
    });
  }

  return () =>
    new Promise((begin) => {
      waiting.push(begin);
      plan();
    });
}
