import { PLOTS, type PlotChoice, type PlotName, sharesOf } from './scenarios.ts';
import { Dice } from './seeded-random.ts';

/** Any 2 × BLOCK − 1 invoices in a row hold a whole block, and each block holds every chosen plot. */
export const BLOCK = 1250;

const BLOCKS_KEPT = 64;
const PURPOSE = 101;

/** The plot of an invoice, and which of the plot's invoices it is (0 or 1). */
export type Part = { plot: PlotName; part: 0 | 1 };

/** Gives each index its part. Blocks are dealt when they are asked for; only the last few are kept. */
export class Casting {
  readonly #seed: number;
  readonly #units: readonly PlotName[];
  readonly #blocks = new Map<number, Part[]>();

  constructor(seed: number, choice: PlotChoice) {
    this.#seed = seed;
    this.#units = unitsOf(sharesOf(choice));
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
    const parts = dealt(this.#units, new Dice(this.#seed, number, PURPOSE));
    this.#blocks.set(number, parts);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > BLOCKS_KEPT && oldest !== undefined) this.#blocks.delete(oldest);
    return parts;
  }
}

/** The plots of one block, once per occurrence: at least one of each, filled up with the most frequent single one. */
function unitsOf(shares: ReadonlyMap<PlotName, number>): PlotName[] {
  const units: PlotName[] = [];
  const byShare = [...shares].sort(([, a], [, b]) => b - a);
  const filler = byShare.find(([name]) => PLOTS[name].parts === 1)?.[0] ?? byShare[0]?.[0] ?? 'smooth';
  let room = BLOCK;
  for (const [name, share] of byShare) {
    if (name === filler) continue;
    const { parts } = PLOTS[name];
    const count = Math.max(1, Math.round((share * BLOCK) / parts));
    for (let n = 0; n < count; n++) units.push(name);
    room -= count * parts;
  }
  if (room < PLOTS[filler].parts) throw new Error('the weights of the plots do not fit into a block');
  for (; room > 0; room -= PLOTS[filler].parts) units.push(filler);
  return units;
}

function dealt(units: readonly PlotName[], dice: Dice): Part[] {
  const shuffled = [...units];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = dice.between(0, last);
    const [a, b] = [shuffled[last], shuffled[other]];
    if (a && b) [shuffled[last], shuffled[other]] = [b, a];
  }
  return shuffled.flatMap((plot): Part[] =>
    PLOTS[plot].parts === 1
      ? [{ plot, part: 0 }]
      : [
          { plot, part: 0 },
          { plot, part: 1 },
        ],
  );
}
