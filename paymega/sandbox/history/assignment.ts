import { SCENARIOS, type ScenarioChoice, type ScenarioName, sharesOf } from './scenarios.ts';
import { SeededRandom } from './seeded-random.ts';

/**
 * Any 2 × BLOCK − 1 invoices in a row hold a whole block, and each block holds every chosen scenario; that
 * of a shop only as many as there are on average.
 */
export const BLOCK = 1250;

const BLOCKS_KEPT = 64;
const PURPOSE = 101;
const COUNTS = 102;

/** The scenario of an invoice, and which of the scenario's invoices it is (0 or 1). */
export type Part = { scenario: ScenarioName; part: 0 | 1 };

/** Gives each index its part. Blocks are dealt when they are asked for; only the last few are kept. */
export class Assignment {
  readonly #seed: number;
  readonly #units: (block: number) => readonly ScenarioName[];
  readonly #blocks = new Map<number, Part[]>();

  constructor(seed: number, choice: ScenarioChoice) {
    this.#seed = seed;
    const shares = sharesOf(choice);
    this.#units = (block) =>
      unitsOf(
        shares,
        choice === 'shop' ? onAverage(seed, block) : (expected) => Math.max(1, Math.round(expected)),
      );
  }

  part(index: number): Part {
    const part = this.block(Math.floor(index / BLOCK))[index % BLOCK];
    if (!part) throw new Error(`no part for invoice ${index}`);
    return part;
  }

  /** The parts of a block's invoices, in order. */
  block(number: number): readonly Part[] {
    const kept = this.#blocks.get(number);
    if (kept) return kept;
    const parts = dealt(this.#units(number), new SeededRandom(this.#seed, number, PURPOSE));
    this.#blocks.set(number, parts);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > BLOCKS_KEPT && oldest !== undefined) this.#blocks.delete(oldest);
    return parts;
  }
}

/** Counts that are whole in each block, and over many blocks what was expected. */
function onAverage(seed: number, block: number): (expected: number) => number {
  const random = new SeededRandom(seed, block, COUNTS);
  return (expected) => Math.floor(expected + random.unit());
}

/** The scenarios of one block, once per occurrence, filled up with the most frequent single one. */
function unitsOf(
  shares: ReadonlyMap<ScenarioName, number>,
  countOf: (expected: number) => number,
): ScenarioName[] {
  const units: ScenarioName[] = [];
  const byShare = [...shares].sort(([, a], [, b]) => b - a);
  const filler = byShare.find(([name]) => SCENARIOS[name].parts === 1)?.[0] ?? byShare[0]?.[0] ?? 'smooth';
  let room = BLOCK;
  for (const [name, share] of byShare) {
    if (name === filler) continue;
    const { parts } = SCENARIOS[name];
    const count = countOf((share * BLOCK) / parts);
    for (let n = 0; n < count; n++) units.push(name);
    room -= count * parts;
  }
  if (room < SCENARIOS[filler].parts) throw new Error('the weights of the scenarios do not fit into a block');
  for (; room > 0; room -= SCENARIOS[filler].parts) units.push(filler);
  return units;
}

function dealt(units: readonly ScenarioName[], random: SeededRandom): Part[] {
  const shuffled = [...units];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.between(0, last);
    const [a, b] = [shuffled[last], shuffled[other]];
    if (a && b) [shuffled[last], shuffled[other]] = [b, a];
  }
  return shuffled.flatMap((scenario): Part[] =>
    SCENARIOS[scenario].parts === 1
      ? [{ scenario, part: 0 }]
      : [
          { scenario, part: 0 },
          { scenario, part: 1 },
        ],
  );
}
