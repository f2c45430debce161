/** A 32-bit hash of a number under a seed and a purpose: the same three always give the same figure. */
export function hash(seed: number, number: number, purpose: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(purpose + 0x632be59b, 0xc2b2ae35);
  h = mixed(h ^ Math.imul(number | 0, 0x27d4eb2f));
  return mixed(h ^ Math.imul(Math.floor(number / 2 ** 32) | 0, 0x165667b1)) >>> 0;
}

function mixed(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Random numbers that come out the same whenever they are drawn again from the start. */
export class SeededRandom {
  #state: number;

  constructor(seed: number, number: number, purpose: number) {
    this.#state = hash(seed, number, purpose);
  }

  /** 0 ≤ x < 1 */
  unit(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return (mixed(this.#state) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.unit() * (most - least + 1));
  }

  chance(rate: number): boolean {
    return this.unit() < rate;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.unit() * choices.length)] ?? choices[0];
  }

  /** Normally distributed around 0 with deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }
}
