/** A heap whose least item comes out first. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #order: (a: T, b: T) => number;

  constructor(order: (a: T, b: T) => number) {
    this.#order = order;
  }

  get least(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    let place = this.#items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#swapIfLess(place, parent)) break;
      place = parent;
    }
  }

  pop(): T | undefined {
    const least = this.#items[0];
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return least;
    this.#items[0] = last;
    for (let place = 0; ; ) {
      const child = this.#lesserChild(place);
      if (child === null || !this.#swapIfLess(child, place)) return least;
      place = child;
    }
  }

  #lesserChild(place: number): number | null {
    const left = 2 * place + 1;
    const [a, b] = [this.#items[left], this.#items[left + 1]];
    if (a === undefined) return null;
    return b !== undefined && this.#order(b, a) < 0 ? left + 1 : left;
  }

  #swapIfLess(lower: number, upper: number): boolean {
    const [a, b] = [this.#items[lower], this.#items[upper]];
    if (a === undefined || b === undefined || this.#order(a, b) >= 0) return false;
    this.#items[lower] = b;
    this.#items[upper] = a;
    return true;
  }
}
