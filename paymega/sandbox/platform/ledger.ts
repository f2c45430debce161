import type { History } from '../history/history.ts';
import { FIRST_CREATED_INDEX, idOf } from '../history/ids.ts';
import { type Indexes, indexesOf } from '../history/indexes.ts';
import type { Change, InvoiceView } from './invoice-view.ts';
import type { State } from './state.ts';

/** The invoices of a span of creation time, oldest first, none of them built before it is asked for. */
export type Span = { total: number; at: (place: number) => InvoiceView };

/** Paymega's book as a whole: the procedural history, what API calls created, and what was changed by hand. */
export class Ledger {
  readonly #history: History;
  readonly #state: State;
  readonly #now: () => number;

  /** @param now whole Unix seconds */
  constructor(history: History, state: State, now: () => number) {
    this.#history = history;
    this.#state = state;
    this.#now = now;
  }

  /** The invoice as it is now; null where there is none (any longer). */
  invoice(id: string): InvoiceView | null {
    if (this.#state.removed.has(id)) return null;
    const created = this.#state.createdById(id);
    if (created) return created;
    const now = this.#now();
    const index = this.#history.index(id, now);
    const view = index === null ? null : this.#history.viewAt(index, now);
    return view && this.#state.changed(view);
  }

  isCreatedByCall(id: string): boolean {
    return this.#state.createdById(id) !== undefined;
  }

  /** All invoices that bear the reference, oldest first. */
  byReference(reference: string): InvoiceView[] {
    const now = this.#now();
    const ids = new Set([
      ...this.#history.candidates(reference, now).map((index) => this.#history.id(index)),
      ...this.#state.changedIds,
      ...this.#state.created.filter((one) => one.referenceId === reference).map(({ id }) => id),
    ]);
    return [...ids]
      .flatMap((id) => this.invoice(id) ?? [])
      .filter(({ referenceId }) => referenceId === reference)
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  /** The invoices created from `from` to `to`, both included. */
  span(from: number, to: number): Span {
    const now = this.#now();
    const range = this.#history.range(from, to, now);
    const created = this.#state.created.filter(
      (one) => one.createdAt >= from && one.createdAt <= to && !this.#state.removed.has(one.id),
    );
    const places: Indexes = indexesOf(this.#history, range, this.#hidden(range, now), created);
    return { total: places.total, at: (place) => this.#viewsOf(places.at(place), now) };
  }

  /** A procedural invoice's state with what was done to it by hand; null where it was removed. */
  withChanges(view: InvoiceView): InvoiceView | null {
    return this.#state.removed.has(view.id) ? null : this.#state.changed(view);
  }

  /** The id of the next invoice that an API call creates. */
  nextId(): string {
    return idOf(this.#history.seed, FIRST_CREATED_INDEX + this.#state.created.length);
  }

  create(view: InvoiceView): void {
    this.#state.create(view);
  }

  /** Changes an invoice, and bumps `updated` unless the change says otherwise. */
  change(id: string, change: Change): InvoiceView | null {
    this.#state.change(id, { updatedAt: this.#now(), ...change });
    return this.invoice(id);
  }

  remove(id: string): void {
    this.#state.remove(id);
  }

  #hidden(range: { first: number; end: number }, now: number): number[] {
    const removed = [...this.#state.removed]
      .flatMap((id) => this.#history.index(id, now) ?? [])
      .filter((index) => index >= range.first && index < range.end);
    const all = new Set([...this.#history.vanished(range, now), ...removed]);
    return [...all].sort((a, b) => a - b);
  }

  #viewsOf(entry: number | InvoiceView, now: number): InvoiceView {
    if (typeof entry !== 'number') return entry;
    const view = this.#history.viewAt(entry, now);
    if (!view) throw new Error(`invoice ${entry} is listed but not shown`);
    return this.#state.changed(view);
  }
}
