import { type JsonRead, Numeral, type Span } from './json.ts';
import { readWithSecrets, redactRead } from './redact.ts';

/**
 * A JSON:API resource as Paymega told it, its numbers still the numerals that were written, without what must never be
 * stored or logged: that was taken out before anybody could read it (redact.ts).
 */
export type Resource = {
  /** null where none was told, or what was told can be no invoice's. */
  id: string | null;
  /** What was told as the id, whatever it is worth; null where it was no text. */
  reportedId: string | null;
  attributes: Fields;
  relationships: unknown;
  /** Its document, `{"data": …}`, letter for letter but for what was taken out. */
  text: string;
  /** It names a key twice in one object: what two readers see differently is not to be believed. */
  repeatsKeys: boolean;
  /** Of its text as it was told, where a list is read whose documents are to be recognised (list-page.ts). */
  digest?: string;
};

export type Fields = Record<string, unknown>;

/** A list of resources; `links` and `meta` are null where they were not told, or tell one thing twice. */
export type ResourceList = { resources: Resource[]; links: Fields | null; meta: Fields | null };

/** Not a JSON:API document at all: answered 400 on the callback endpoint, `unreadable` on the API. */
export class NoDocument extends Error {
  override name = 'NoDocument';
}

/** Characters of an id at the most; the platform's own are shorter than 40 (assumed: 255 is what others allow). */
export const MOST_ID_CHARACTERS = 255;

// Dots alone would lead elsewhere in the address under which it is asked for.
const ID = new RegExp(`^(?!\\.{1,2}$)[\\x21-\\x7e]{1,${MOST_ID_CHARACTERS}}$`);

/**
 * The resource of a single-resource document.
 * @throws NoDocument where there is no `data` with `attributes`
 */
export function readResource(answer: string): Resource {
  const text = withoutMark(answer);
  const read = parse(text);
  const data = isFields(read.value) ? read.value.data : null;
  const resource = resourceOf(read, data, text, [0, text.length], read.repeats.length > 0);
  if (!resource) throw new NoDocument('the body has no “data” object with “attributes”');
  return resource;
}

/**
 * The resources of a list, each with its own text, so that what is wrong with one spoils no other.
 * @throws NoDocument where `data` is no list of resources, or is told twice
 */
export function readResources(answer: string): ResourceList {
  const text = withoutMark(answer);
  const read = parse(text);
  const document = isFields(read.value) ? read.value : {};
  if (repeatsOutside(read, Object.values(document))) throw new NoDocument('it names a key twice');
  const resources = itemsOf(document).map((item) => {
    const span = read.spans.get(item) ?? ([0, 0] as const);
    const resource = resourceOf(read, item, text, span, repeatsWithin(read, item));
    if (resource) resource.text = `{"data":${resource.text}}`;
    return resource;
  });
  if (!resources.every((one) => one !== null)) throw new NoDocument('it is not a list of invoices');
  const told = (value: unknown) => (isFields(value) && !repeatsWithin(read, value) ? value : null);
  return { resources, links: told(document.links), meta: told(document.meta) };
}

// PHP writes a list whose numbers have gaps as an object; some tell of nothing by null.
function itemsOf({ data, meta }: Fields): unknown[] {
  if (Array.isArray(data)) return data;
  if (data === null && isFields(meta) && textOf(meta.total) === '0') return [];
  const isNumbered = isFields(data) && Object.keys(data).length > 0 && Object.keys(data).every(isDigits);
  return isNumbered ? Object.values(data) : [null];
}

/** Whether it is a whole number, digit for digit, that a float holds exactly. */
export function isDigits(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

/** A text without the byte order mark that some servers put before it. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parse(text: string): JsonRead {
  try {
    return readWithSecrets(text);
  } catch (cause) {
    // The parser's own words may quote the body, which may hold what must not be kept.
    throw new NoDocument('the body is not JSON', { cause });
  }
}

function resourceOf(
  read: JsonRead,
  data: unknown,
  text: string,
  span: Span,
  repeatsKeys: boolean,
): Resource | null {
  if (!isFields(data) || !isFields(data.attributes)) return null;
  const bearerToken = bearerTokenIn(data.attributes);
  const redacted = redactRead(read, text, span, idIn(data));
  const { attributes, relationships } = data;
  // Hidden as a whole there is nothing left to read.
  if (!isFields(attributes)) return null;
  const id = idIn(data);
  const resource = {
    id: id === null ? null : detached(id),
    reportedId: textOf(data.id),
    attributes,
    relationships,
    text: redacted,
    repeatsKeys,
  };
  if (bearerToken !== null) BEARER_TOKENS.set(resource, bearerToken);
  return resource;
}

/**
 * The same letters, all of them ASCII, as a text of its own: a part of a text keeps the whole text in memory, and ids are kept
 * while thousands of pages come and go.
 */
export function detached(ascii: string): string {
  return Buffer.from(ascii, 'latin1').toString('latin1');
}

function idIn({ id }: Fields): string | null {
  const told = textOf(id);
  return told !== null && ID.test(told) ? told : null;
}

function repeatsWithin({ repeats, spans }: JsonRead, value: unknown): boolean {
  const [start, end] = spans.get(value) ?? [0, 0];
  return repeats.some((at) => at > start && at < end);
}

function repeatsOutside({ repeats, spans }: JsonRead, values: readonly unknown[]): boolean {
  const inside = values.map((value) => spans.get(value) ?? ([0, 0] as const));
  return repeats.some((at) => !inside.some(([start, end]) => at > start && at < end));
}

/** A value where a text is meant: a number is the numeral that was written, digit for digit; null for anything else. */
export function textOf(value: unknown): string | null {
  if (value instanceof Numeral) return value.written;
  return typeof value === 'string' && value !== '' ? value : null;
}

// Beside the resources, so that nothing that shows, keeps or copies one can bring its token along.
const BEARER_TOKENS = new WeakMap<Resource, string>();

/** The invoice's bearer token for the card gateway (`flow_data.metadata.token`); never to be stored or logged. */
export function bearerTokenOf(resource: Resource): string | null {
  return BEARER_TOKENS.get(resource) ?? null;
}

function bearerTokenIn({ flow_data: flow }: Fields): string | null {
  const metadata = isFields(flow) ? flow.metadata : undefined;
  return isFields(metadata) ? textOf(metadata.token) : null;
}

/** The ids of what a resource is related to, by the name of the relation. */
export function relatedIds({ relationships }: Resource): Fields {
  const related = Object.entries(isFields(relationships) ? relationships : {});
  return Object.fromEntries(
    related.map(([name, to]) => [name, isFields(to) && isFields(to.data) ? to.data.id : null]),
  );
}

// Paymega (PHP) writes an empty map as [], so "is it a map" is a question everywhere.
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeral);
}
