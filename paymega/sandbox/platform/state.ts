import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { type Change, changed, type InvoiceView, readView } from './invoice-view.ts';

const lineSchema = z.union([
  z.object({ created: z.unknown().refine((value) => value !== undefined) }),
  z.object({ changed: z.string(), to: z.record(z.string(), z.unknown()) }),
  z.object({ removed: z.string() }),
]);
type Line = z.infer<typeof lineSchema>;

/** What came about by API calls and by hand. With a file, one line a change, it survives a restart. */
export class State {
  /** Invoices created by API calls, in the order of creation. */
  readonly created: InvoiceView[] = [];
  readonly #places = new Map<string, number>();
  readonly #changes = new Map<string, Change>();
  readonly #removed = new Set<string>();
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const kept = readFileSync(file);
    // A line without its end was being written when the machine went: it never came about.
    const whole = kept.subarray(0, kept.lastIndexOf('\n') + 1);
    if (whole.length < kept.length) truncateSync(file, whole.length);
    for (const text of whole.toString('utf8').split('\n')) {
      if (text !== '') this.#take(lineSchema.parse(JSON.parse(text)));
    }
  }

  get removed(): ReadonlySet<string> {
    return this.#removed;
  }

  /** The ids of procedural invoices that were changed from outside. */
  get changedIds(): Iterable<string> {
    return this.#changes.keys();
  }

  createdById(id: string): InvoiceView | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.created[place];
  }

  /** A procedural invoice with what was done to it from outside. */
  changed(view: InvoiceView): InvoiceView {
    const change = this.#changes.get(view.id);
    return change ? changed(view, change) : view;
  }

  create(view: InvoiceView): void {
    this.#keep({ created: view });
  }

  change(id: string, to: Change): void {
    this.#keep({ changed: id, to });
  }

  remove(id: string): void {
    this.#keep({ removed: id });
  }

  #keep(line: Line): void {
    this.#take(line);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(line, bigintAsText)}\n`);
  }

  #take(line: Line): void {
    if ('removed' in line) this.#removed.add(line.removed);
    else if ('changed' in line) this.#takeChange(line.changed, line.to);
    else {
      const view = readView(line.created);
      this.#places.set(view.id, this.created.push(view) - 1);
    }
  }

  #takeChange(id: string, to: Change): void {
    const place = this.#places.get(id);
    const view = place === undefined ? undefined : this.created[place];
    if (place !== undefined && view) this.created[place] = changed(view, to);
    else this.#changes.set(id, { ...this.#changes.get(id), ...to });
  }
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
