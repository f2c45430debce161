import { hash } from './seeded-random.ts';

const PREFIX = 'cpi_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 9; // 62^9 > 2^48
const HALF = 2 ** 24;
const ROUNDS = 4;

/** Indexes from here on belong to invoices that were created by API calls; those below are procedural. */
export const FIRST_CREATED_INDEX = 2 ** 47;

/** An invoice's id: its index, scrambled under the seed so that neighbours look unrelated. */
export function idOf(seed: number, index: number): string {
  let left = Math.floor(index / HALF);
  let right = index % HALF;
  for (let round = 0; round < ROUNDS; round++) {
    [left, right] = [right, left ^ (hash(seed, right, round) % HALF)];
  }
  return PREFIX + inAlphabet(left * HALF + right);
}

/** The index that an id stands for; null where it is no id of this sandbox's form. */
export function indexOf(seed: number, id: string): number | null {
  const scrambled = id.startsWith(PREFIX) ? fromAlphabet(id.slice(PREFIX.length)) : null;
  if (scrambled === null) return null;
  let left = Math.floor(scrambled / HALF);
  let right = scrambled % HALF;
  for (let round = ROUNDS - 1; round >= 0; round--) {
    [left, right] = [right ^ (hash(seed, left, round) % HALF), left];
  }
  return left * HALF + right;
}

function inAlphabet(value: number): string {
  let digits = '';
  for (let rest = value; digits.length < LENGTH; rest = Math.floor(rest / ALPHABET.length)) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
  }
  return digits;
}

function fromAlphabet(digits: string): number | null {
  if (digits.length !== LENGTH) return null;
  let value = 0;
  for (const digit of digits) {
    const place = ALPHABET.indexOf(digit);
    if (place < 0) return null;
    value = value * ALPHABET.length + place;
  }
  return value < HALF * HALF ? value : null;
}
