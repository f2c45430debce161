/** A number of a JSON text as it was written there: `17.00`, `1e3`, twenty digits. None passes through a binary float. */
export class Numeral {
  readonly written: string;
  constructor(written: string) {
    this.written = written;
  }
}

/** What a JSON text says, its numbers as numerals. */
export type JsonRead = {
  value: unknown;
  /** Where in the text an object names a key that it has named before; the last one counts, as for JSON.parse. */
  repeats: readonly number[];
  /** Where in the text the maps and lists of the three outermost levels stand. */
  spans: ReadonlyMap<unknown, Span>;
  /** What the look saw, in the order in which it ends in the text. */
  seen: readonly Seen[];
};

/** A place of a text, and of the document that was read from it, at which something was seen. */
export type Seen = {
  span: Span;
  /** The map or list in which it stands; null for the outermost value. */
  into: Fields | unknown[] | null;
  /** Its key, or the place in the list. */
  key: string | number;
  /** Whether it is the key itself. */
  isKey: boolean;
  value: unknown;
  /** What is to stand there instead. */
  instead: string;
};

/**
 * Looks at every key (`key` is null then) and every value, also those that a repeated key replaces; says what is to stand
 * there instead, null where it may stay.
 */
export type Look = (value: unknown, key: string | null) => string | null;

/** From, and until before. */
export type Span = readonly [start: number, end: number];

type Fields = Record<string, unknown>;
type Open = { value: Fields | unknown[]; key: string; start: number };

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [LIST, LIST_END, MAP, MAP_END] = [0x5b, 0x5d, 0x7b, 0x7d];
const [BLANK, DIGIT_NINE] = [0x20, 0x39];
const NUMERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS = new Map<number, [string, unknown]>([
  [0x74, ['true', true]],
  [0x66, ['false', false]],
  [0x6e, ['null', null]],
]);
const SPANNED_LEVELS = 3;

/**
 * Reads a JSON text in one pass and without recursion, however deep it nests: what JSON.parse would give, but numbers
 * as they were written, and what JSON.parse keeps silent about.
 * @throws SyntaxError where it is no JSON
 */
export function readJson(text: string, look: Look | null = null): JsonRead {
  return new JsonReader(text, look).read();
}

class JsonReader {
  readonly #text: string;
  readonly #open: Open[] = [];
  readonly #repeats: number[] = [];
  readonly #spans = new Map<unknown, Span>();
  readonly #seen: Seen[] = [];
  readonly #look: Look | null;
  #at = 0;

  constructor(text: string, look: Look | null) {
    this.#text = text;
    this.#look = look;
  }

  read(): JsonRead {
    this.#skipBlanks();
    for (;;) {
      const start = this.#at;
      const started = this.#startValue();
      if (started === OPENED) continue;
      const value = this.#endValues(started, start);
      if (value === OPENED) continue;
      return { value, repeats: this.#repeats, spans: this.#spans, seen: this.#seen };
    }
  }

  /** A whole value, or the beginning of a map or list in which another value follows. */
  #startValue(): unknown {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#string();
    if (code === MAP || code === LIST) return this.#container(code === MAP);
    const literal = code > DIGIT_NINE ? LITERALS.get(code) : undefined;
    if (!literal) return this.#numeral();
    const [word, value] = literal;
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  #container(isMap: boolean): unknown {
    const start = this.#at++;
    const value = isMap ? {} : [];
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) === (isMap ? MAP_END : LIST_END)) {
      this.#at++;
      this.#noteSpan(value, start);
      return value;
    }
    this.#open.push({ value, key: isMap ? this.#key(value) : '', start });
    return OPENED;
  }

  /** Puts a value where it belongs, and ends the maps and lists that end with it. */
  #endValues(first: unknown, from: number): unknown {
    let value = first;
    let start = from;
    for (;;) {
      const top = this.#open.at(-1);
      if (this.#look) this.#lookAt(this.#look, value, start, top);
      this.#skipBlanks();
      if (!top) return this.#at === this.#text.length ? value : this.#fail();
      this.#put(top, value);
      const code = this.#text.charCodeAt(this.#at++);
      const isList = Array.isArray(top.value);
      if (code === COMMA) {
        this.#skipBlanks();
        if (!isList) top.key = this.#key(top.value);
        return OPENED;
      }
      if (code !== (isList ? LIST_END : MAP_END)) this.#fail();
      this.#open.pop();
      this.#noteSpan(top.value, top.start);
      value = top.value;
      start = top.start;
    }
  }

  #lookAt(look: Look, value: unknown, start: number, top: Open | undefined): void {
    const into = top?.value ?? null;
    const isInList = Array.isArray(into);
    const instead = look(value, isInList || !top ? '' : top.key);
    if (instead === null) return;
    const key = isInList ? into.length : (top?.key ?? '');
    this.#seen.push({ span: [start, this.#at], into, key, isKey: false, value, instead });
  }

  #put({ value: into, key }: Open, value: unknown): void {
    if (Array.isArray(into)) {
      into.push(value);
      return;
    }
    if (Object.hasOwn(into, key)) this.#repeats.push(this.#at);
    if (key !== '__proto__') into[key] = value;
    else Object.defineProperty(into, key, { value, writable: true, enumerable: true, configurable: true });
  }

  #key(into: Open['value']): string {
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== QUOTE) this.#fail();
    const key = this.#string();
    const instead = this.#look?.(key, null) ?? null;
    if (instead !== null && instead !== this.#text.slice(start + 1, this.#at - 1))
      this.#seen.push({ span: [start, this.#at], into, key, isKey: true, value: key, instead });
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at++) !== COLON) this.#fail();
    this.#skipBlanks();
    return key;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let end = start;
    let isEscaped = false;
    for (;;) {
      const code = text.charCodeAt(end);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        isEscaped = true;
        end++;
      } else if (!(code >= 0x20)) this.#fail();
      end++;
    }
    this.#at = end + 1;
    return isEscaped ? JSON.parse(text.slice(start - 1, end + 1)) : text.slice(start, end);
  }

  #numeral(): Numeral {
    NUMERAL.lastIndex = this.#at;
    if (!NUMERAL.test(this.#text)) this.#fail();
    const written = this.#text.slice(this.#at, NUMERAL.lastIndex);
    this.#at = NUMERAL.lastIndex;
    return new Numeral(written);
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      // Also at the end, where there is no code at all.
      if (!(code <= BLANK)) return;
      if (code !== BLANK && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #noteSpan(value: unknown, start: number): void {
    if (this.#open.length < SPANNED_LEVELS) this.#spans.set(value, [start, this.#at]);
  }

  #fail(): never {
    throw new SyntaxError(`no JSON at character ${this.#at}`);
  }
}

const OPENED = Symbol('opened');
