import type { Pace } from './pace.ts';
import { hash } from './seeded-random.ts';

const JITTER = 401;

/** Which invoice was created when, by arithmetic alone: one a space of the pace, jittered, so order holds. */
export class Calendar {
  readonly #seed: number;
  readonly #pace: Pace;
  readonly #endsAt: number;

  constructor(seed: number, pace: Pace, endsAt = Number.POSITIVE_INFINITY) {
    this.#seed = seed;
    this.#pace = pace;
    this.#endsAt = endsAt;
  }

  /** Unix seconds. */
  createdAt(index: number): number {
    const jitter = hash(this.#seed, index, JITTER) / 2 ** 32;
    return Math.floor(this.#pace.timeOf(index + jitter));
  }

  /** How many invoices were created up to and including `at`. */
  countUntil(at: number): number {
    return this.firstFrom(Math.min(Math.floor(at), this.#endsAt) + 1);
  }

  /** The index of the first invoice created at `at` or later, whether or not the shop still lives then. */
  firstFrom(at: number): number {
    if (at === Number.POSITIVE_INFINITY) return at;
    let index = Math.max(0, Math.floor(this.#pace.dueUntil(at)) - 2);
    while (this.createdAt(index) < at) index++;
    return index;
  }
}
