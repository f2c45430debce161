import { hash } from './seeded-random.ts';

const JITTER = 401;
const DAY_SECONDS = 86_400;

/** Which invoice was created when, by arithmetic alone: evenly spaced, jittered within the space, so order holds. */
export class Calendar {
  readonly #seed: number;
  readonly #startsAt: number;
  readonly #spacing: number;
  readonly #endsAt: number;

  /** @param perDay invoices a day; may be a fraction */
  constructor(seed: number, startsAt: number, perDay: number, endsAt = Number.POSITIVE_INFINITY) {
    if (!(perDay > 0)) throw new Error('perDay must be more than 0');
    this.#seed = seed;
    this.#startsAt = startsAt;
    this.#spacing = DAY_SECONDS / perDay;
    this.#endsAt = endsAt;
  }

  /** Unix seconds. */
  createdAt(index: number): number {
    const jitter = hash(this.#seed, index, JITTER) / 2 ** 32;
    return Math.floor(this.#startsAt + (index + jitter) * this.#spacing);
  }

  /** How many invoices were created up to and including `at`. */
  countUntil(at: number): number {
    return this.firstFrom(Math.min(Math.floor(at), this.#endsAt) + 1);
  }

  /** The index of the first invoice created at `at` or later, whether or not the shop still lives then. */
  firstFrom(at: number): number {
    let index = Math.max(0, Math.floor((at - this.#startsAt) / this.#spacing) - 2);
    while (this.createdAt(index) < at) index++;
    return index;
  }
}
