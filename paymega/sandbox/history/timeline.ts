import type { InvoiceView, Patch } from '../platform/invoice-view.ts';
import { type Attempt, attemptsOf, type DeliveryOutcome } from './delivery-outcomes.ts';
import { type Figures, paidInFull, type Terms } from './figures.ts';
import type { InitialState } from './initial-state.ts';
import type { SeededRandom } from './seeded-random.ts';

/**
 * Something that happens to an invoice: how it is shown from then on (null: not at all), and what is told of
 * it.
 */
export type TimelineEvent = { at: number; view: InvoiceView | null; attempts: readonly Attempt[] };

/** Where a scenario's timeline is told, event by event. Times in seconds after the event before. */
export class Timeline {
  readonly events: TimelineEvent[] = [];
  readonly part: 0 | 1;
  readonly random: SeededRandom;
  readonly terms: Terms;
  readonly figures: Figures;
  view: InvoiceView;

  constructor(initialState: InitialState, part: 0 | 1, random: SeededRandom) {
    this.view = initialState.view;
    this.terms = initialState.terms;
    this.figures = initialState.figures;
    this.part = part;
    this.random = random;
  }

  /** The status page's way in: created, then processing. */
  begins(outcome: DeliveryOutcome = 'delivered'): this {
    this.#add(this.view.createdAt, {}, outcome);
    return this.becomes('processing', this.random.between(1, 90), {}, outcome);
  }

  /** Paid in full. */
  isPaid(outcome: DeliveryOutcome = 'delivered', after = this.random.between(1, 90)): this {
    return this.isPaidWith(paidInFull(this.figures), outcome, after);
  }

  isPaidWith(
    processed: Patch,
    outcome: DeliveryOutcome = 'delivered',
    after = this.random.between(1, 90),
  ): this {
    return this.becomes(
      'processed',
      after,
      { ...processed, resolution: 'ok', processedAt: this.#now() + after },
      outcome,
    );
  }

  fails(resolution: string | null, outcome: DeliveryOutcome = 'delivered'): this {
    const after = this.random.between(1, 90);
    return this.becomes('process_failed', after, { resolution, failedAt: this.#now() + after }, outcome);
  }

  /** Money goes back after some days: first refunding, then `status`. */
  isRefunded(
    status: 'refunded' | 'partially_refunded',
    amount: bigint,
    outcome: DeliveryOutcome = 'delivered',
  ): this {
    this.becomes('refunding', this.random.between(8 * 3600, 3 * 86_400));
    const after = this.random.between(60, 7200);
    return this.becomes(status, after, { refundedAmount: amount, refundedAt: this.#now() + after }, outcome);
  }

  becomes(status: string, after: number, patch: Patch = {}, outcome: DeliveryOutcome = 'delivered'): this {
    return this.changes(after, { status, ...patch }, outcome);
  }

  /** Another state, with `updated` bumped. */
  changes(after: number, patch: Patch, outcome: DeliveryOutcome): this {
    const at = this.#now() + after;
    return this.#add(at, { updatedAt: at, ...patch }, outcome);
  }

  /** The API shows something else all at once, and nobody is told. */
  isEdited(patch: Patch, updates: 'updated' | 'same_updated'): this {
    const after = this.random.between(600, 20 * 3600);
    const { updatedAt } = this.view;
    return this.changes(after, updates === 'updated' ? patch : { ...patch, updatedAt }, 'lost');
  }

  vanishes(): this {
    this.events.push({ at: this.#now() + this.random.between(600, 20 * 3600), view: null, attempts: [] });
    return this;
  }

  #now(): number {
    return this.events.at(-1)?.at ?? this.view.createdAt;
  }

  #add(at: number, patch: Patch, outcome: DeliveryOutcome): this {
    this.view = { ...this.view, ...patch };
    this.events.push({ at, view: this.view, attempts: attemptsOf(outcome, at) });
    return this;
  }
}
