import TinyQueue from 'tinyqueue';

type Task = { due: number; order: number; run: () => void };

const TICK_MS = 50;

/** What is to happen later, by the sandbox's own clock: a clock that is set forward brings it about at once. */
export class Scheduler {
  readonly #now: () => number;
  readonly #tasks = new TinyQueue<Task>([], (a, b) => a.due - b.due || a.order - b.order);
  readonly #timer: NodeJS.Timeout;
  #order = 0;

  /** @param now Unix seconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#timer = setInterval(() => this.#runDue(), TICK_MS);
    this.#timer.unref();
  }

  at(due: number, run: () => void): void {
    this.#tasks.push({ due, order: this.#order++, run });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #runDue(): void {
    const now = this.#now();
    for (let next = this.#tasks.peek(); next && next.due <= now; next = this.#tasks.peek()) {
      this.#tasks.pop();
      next.run();
    }
  }
}
