import type { Patch, Shown } from '../platform/invoice-view.ts';
import { type Attempt, attemptsOf, type Fate } from './delivery-outcomes.ts';
import { type Figures, paidInFull, type Terms } from './figures.ts';
import type { Opening } from './initial-state.ts';
import type { Dice } from './seeded-random.ts';

/** Something that happens to an invoice: how it is shown from then on (null: not at all), and what is told of it. */
export type SceneEvent = { at: number; shown: Shown | null; attempts: readonly Attempt[] };

/** Where a plot's story is told, event by event. Times in seconds after the event before. */
export class Scene {
  readonly events: SceneEvent[] = [];
  readonly part: 0 | 1;
  readonly dice: Dice;
  readonly terms: Terms;
  readonly figures: Figures;
  shown: Shown;

  constructor(opening: Opening, part: 0 | 1, dice: Dice) {
    this.shown = opening.shown;
    this.terms = opening.terms;
    this.figures = opening.figures;
    this.part = part;
    this.dice = dice;
  }

  /** The status page's way in: created, then processing. */
  begins(fate: Fate = 'delivered'): this {
    this.#add(this.shown.createdAt, {}, fate);
    return this.becomes('processing', this.dice.between(1, 90), {}, fate);
  }

  /** Paid in full. */
  isPaid(fate: Fate = 'delivered', after = this.dice.between(1, 90)): this {
    return this.isPaidWith(paidInFull(this.figures), fate, after);
  }

  isPaidWith(processed: Patch, fate: Fate = 'delivered', after = this.dice.between(1, 90)): this {
    return this.becomes(
      'processed',
      after,
      { ...processed, resolution: 'ok', processedAt: this.#now() + after },
      fate,
    );
  }

  fails(resolution: string | null, fate: Fate = 'delivered'): this {
    const after = this.dice.between(1, 90);
    return this.becomes('process_failed', after, { resolution, failedAt: this.#now() + after }, fate);
  }

  /** Money goes back after some days: first refunding, then `status`. */
  isRefunded(status: 'refunded' | 'partially_refunded', amount: bigint, fate: Fate = 'delivered'): this {
    this.becomes('refunding', this.dice.between(8 * 3600, 3 * 86_400));
    const after = this.dice.between(60, 7200);
    return this.becomes(status, after, { refundedAmount: amount, refundedAt: this.#now() + after }, fate);
  }

  becomes(status: string, after: number, patch: Patch = {}, fate: Fate = 'delivered'): this {
    return this.changes(after, { status, ...patch }, fate);
  }

  /** Another state, with `updated` bumped. */
  changes(after: number, patch: Patch, fate: Fate): this {
    const at = this.#now() + after;
    return this.#add(at, { updatedAt: at, ...patch }, fate);
  }

  /** The API shows something else all at once, and nobody is told. */
  isEdited(patch: Patch, updates: 'updated' | 'same_updated'): this {
    const after = this.dice.between(600, 20 * 3600);
    const { updatedAt } = this.shown;
    return this.changes(after, updates === 'updated' ? patch : { ...patch, updatedAt }, 'lost');
  }

  vanishes(): this {
    this.events.push({ at: this.#now() + this.dice.between(600, 20 * 3600), shown: null, attempts: [] });
    return this;
  }

  #now(): number {
    return this.events.at(-1)?.at ?? this.shown.createdAt;
  }

  #add(at: number, patch: Patch, fate: Fate): this {
    this.shown = { ...this.shown, ...patch };
    this.events.push({ at, shown: this.shown, attempts: attemptsOf(fate, at) });
    return this;
  }
}
