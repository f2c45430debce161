import type { InvoiceView } from '../platform/invoice-view.ts';
import { Assignment, BLOCK, type Part } from './assignment.ts';
import { Calendar } from './calendar.ts';
import { FIRST_CREATED_INDEX, idOf, indexOf } from './ids.ts';
import { firstOfReference, type Shop } from './initial-state.ts';
import { evenPace, FIRST_MONDAY, shopPace } from './pace.ts';
import type { ScenarioChoice } from './scenarios.ts';
import type { TimelineEvent } from './timeline.ts';
import { timelineOf } from './timelines.ts';
import { SHOP_TRADE, SHOWCASE_TRADE, type Trade } from './trades.ts';

/** Half open: from `first` up to and without `end`. */
export type IndexRange = { first: number; end: number };

export type HistorySettings = {
  seed: number;
  startsAt: number;
  perDay: number;
  endsAt?: number;
  scenarios?: ScenarioChoice;
  /** Unix seconds: a Monday's midnight on the shop's clocks, for a choice that goes by weekday and hour. */
  mondayAt?: number;
  shop: Shop;
};

/**
 * The procedural invoices. Everything about invoice i follows from the seed and i, so that millions of them are there
 * without being held.
 */
export class History {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly #casting: Assignment;
  readonly #shop: Shop;
  readonly #trade: Trade;
  readonly #vanishing = new Map<number, readonly Vanishing[]>();

  constructor(settings: HistorySettings) {
    this.seed = settings.seed;
    const { seed, startsAt, perDay, endsAt, scenarios = 'all', mondayAt = FIRST_MONDAY, shop } = settings;
    const isShop = scenarios === 'shop';
    const pace = isShop ? shopPace(seed, startsAt, perDay, mondayAt) : evenPace(startsAt, perDay);
    this.calendar = new Calendar(seed, pace, endsAt);
    this.#casting = new Assignment(seed, scenarios);
    this.#shop = shop;
    this.#trade = isShop ? SHOP_TRADE : SHOWCASE_TRADE;
  }

  id(index: number): string {
    return idOf(this.seed, index);
  }

  /** The index of a procedural invoice that exists at `at`; null for any other id. */
  index(id: string, at: number): number | null {
    const index = indexOf(this.seed, id);
    if (index === null || index >= FIRST_CREATED_INDEX) return null;
    return index < this.calendar.countUntil(at) ? index : null;
  }

  part(index: number): Part {
    return this.#casting.part(index);
  }

  timeline(index: number): readonly TimelineEvent[] {
    const { scenario, part } = this.part(index);
    const createdAt = this.calendar.createdAt(index);
    return timelineOf(
      { seed: this.seed, id: this.id(index), index, first: index - part, scenario, createdAt },
      this.#shop,
      this.#trade,
    );
  }

  /** How the invoice is shown at `at`; null where it does not exist yet, or no longer. */
  viewAt(index: number, at: number): InvoiceView | null {
    let view: InvoiceView | null = null;
    for (const event of this.timeline(index)) if (event.at <= at) view = event.view;
    return view;
  }

  /** The invoices created from `from` to `to`, both included, as far as they exist at `at`. */
  range(from: number, to: number, at: number): IndexRange {
    const end = this.calendar.countUntil(Math.min(to, at));
    return { first: Math.min(this.calendar.firstFrom(Math.ceil(from)), end), end };
  }

  /** The invoices that may bear a reference. */
  candidates(reference: string, at: number): number[] {
    const first = firstOfReference(reference);
    const end = this.calendar.countUntil(at);
    return first === null ? [] : [first, first + 1].filter((index) => index < end);
  }

  /** Those of the range that have vanished by `at`, in order. */
  vanished({ first, end }: IndexRange, at: number): number[] {
    const found: number[] = [];
    for (let block = Math.floor(first / BLOCK); block * BLOCK < end; block++) {
      for (const { index, vanishesAt } of this.#vanishingIn(block)) {
        if (index >= first && index < end && vanishesAt <= at) found.push(index);
      }
    }
    return found;
  }

  #vanishingIn(block: number): readonly Vanishing[] {
    const kept = this.#vanishing.get(block);
    if (kept) return kept;
    const vanishing = this.#casting.block(block).flatMap(({ scenario }, place): Vanishing[] => {
      const index = block * BLOCK + place;
      const end =
        scenario === 'vanished' ? this.timeline(index).find(({ view }) => view === null) : undefined;
      return end ? [{ index, vanishesAt: end.at }] : [];
    });
    this.#vanishing.set(block, vanishing);
    return vanishing;
  }
}

type Vanishing = { index: number; vanishesAt: number };
