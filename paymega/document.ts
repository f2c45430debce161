import type { ExponentOf } from './currencies.ts';
import { MoneyError, parseMinor } from './money.ts';

/** One invoice as Paymega tells it, by callback or API. Money in minor units; null where it was not told. */
export type Invoice = {
  id: string;
  mode: Mode;
  currency: string;
  amount: bigint;
  referenceId: string | null;
  service: string | null;
  status: string;
  resolution: string | null;
  paymentAmount: bigint | null;
  fee: bigint | null;
  deposit: bigint | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  processedDeposit: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
  processedAt: number | null;
  createdAt: number | null;
  updatedAt: number;
};

export type Mode = 'live' | 'test';

/** A JSON:API resource whose money is still the text that Paymega wrote. */
export type Resource = { id?: unknown; type?: unknown; attributes: Fields; relationships?: unknown };
type Fields = Record<string, unknown>;

/** Not a JSON:API document at all: answered 400 on the callback endpoint, `unreadable` on the API. */
export class NoDocument extends Error {
  override name = 'NoDocument';
}

/** Why an invoice document cannot be taken exactly. */
export type UnreadableReason =
  | 'missing_id'
  | 'missing_status'
  | 'missing_updated'
  | 'unknown_currency'
  | 'bad_amount'
  | 'too_fine'
  | 'too_large'
  | 'bad_attribute'
  | 'repeated_key';

/** An invoice document that is understood but cannot be read exactly: quarantined and shown, never guessed. */
export class UnreadableInvoice extends Error {
  readonly reason: UnreadableReason;
  constructor(reason: UnreadableReason, words: string) {
    super(words);
    this.name = 'UnreadableInvoice';
    this.reason = reason;
  }
}

const MONEY_KEYS = [
  'amount',
  'payment_amount',
  'fee',
  'deposit',
  'processed_amount',
  'processed_fee',
  'processed_deposit',
  'refunded_amount',
  'charged_back_amount',
] as const;

// In valid JSON `"amount":` can only be a key, or the end of a longer key: then a number of a stranger turns into a string.
const MONEY_NUMBER = new RegExp(`("(?:${MONEY_KEYS.join('|')})"\\s*:\\s*)(-?\\d[\\d.eE+-]*)`, 'g');

/**
 * JSON text → value, with every amount left as the numeral that Paymega wrote, so that no money passes through a
 * binary float.
 * @throws NoDocument where it is no JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text).replace(MONEY_NUMBER, '$1"$2"'));
  } catch (cause) {
    // The parser's own words quote the body, which may hold what must not be kept.
    throw new NoDocument('the body is not JSON', { cause });
  }
}

/** A text without the byte order mark that some servers put before it. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * The resource of a single-resource document.
 * @throws NoDocument where there is no `data` with `attributes`
 */
export function readResource(text: string): Resource {
  return readDocument(text).resource;
}

/**
 * The resource of a single-resource document, and whether the text names a key twice in one object: JSON.parse keeps
 * the last one in silence, and a figure that two readers see differently is no figure.
 * @throws NoDocument where there is no `data` with `attributes`
 */
export function readDocument(text: string): { resource: Resource; repeatsKeys: boolean } {
  const document = parseJson(text);
  const data = isFields(document) ? document.data : undefined;
  if (!isResource(data)) throw new NoDocument('the body has no “data” object with “attributes”');
  return { resource: data, repeatsKeys: countWrittenKeys(text) !== countKeys(document) };
}

function countWrittenKeys(text: string): number {
  let written = 0;
  for (const match of text.matchAll(STRING_MAYBE_KEY)) if (match[1]) written++;
  return written;
}

const STRING_MAYBE_KEY = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

// Without recursion: a body may nest deeper than the stack.
function countKeys(document: unknown): number {
  let keys = 0;
  const open = [document];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (!Array.isArray(value)) keys += inside.length;
    for (const item of inside) open.push(item);
  }
  return keys;
}

export function isResource(value: unknown): value is Resource {
  return isFields(value) && isFields(value.attributes);
}

/**
 * A resource → the invoice that it tells.
 * @throws UnreadableInvoice with the reason, where a figure or the identity cannot be taken exactly
 */
export function readInvoice(resource: Resource, exponentOf: ExponentOf): Invoice {
  const { attributes } = resource;
  const id = idOf(resource);
  if (id === null) throw new UnreadableInvoice('missing_id', 'the document has no id');
  const status = text(attributes, 'status');
  if (!status) throw new UnreadableInvoice('missing_status', 'the document has no status');
  const currency = text(attributes, 'currency') ?? '';
  const exponent = exponentOf(currency);
  if (exponent === undefined) {
    throw new UnreadableInvoice('unknown_currency', `the currency “${currency}” is not known here`);
  }
  const amount = money(attributes, 'amount', exponent);
  if (amount === null) throw new UnreadableInvoice('bad_amount', 'the document has no amount');
  const createdAt = seconds(attributes, 'created');
  const updatedAt = seconds(attributes, 'updated') ?? createdAt;
  if (updatedAt === null)
    throw new UnreadableInvoice('missing_updated', 'it has neither “updated” nor “created”');
  return {
    id,
    mode: isTestMode(resource) ? 'test' : 'live',
    currency,
    amount,
    referenceId: text(attributes, 'reference_id'),
    service: text(attributes, 'service') ?? relatedId(resource, 'payment-service'),
    status,
    resolution: text(attributes, 'resolution'),
    paymentAmount: money(attributes, 'payment_amount', exponent),
    fee: money(attributes, 'fee', exponent),
    deposit: money(attributes, 'deposit', exponent),
    processedAmount: money(attributes, 'processed_amount', exponent),
    processedFee: money(attributes, 'processed_fee', exponent),
    processedDeposit: money(attributes, 'processed_deposit', exponent),
    refundedAmount: money(attributes, 'refunded_amount', exponent),
    chargedBackAmount: money(attributes, 'charged_back_amount', exponent),
    processedAt: seconds(attributes, 'processed'),
    createdAt,
    updatedAt,
  };
}

/** Whether it says that it is a test. Absent means live: money is assumed until told otherwise. */
export function isTestMode({ attributes }: Resource): boolean {
  return attributes.test_mode === true || attributes.test_mode === 1;
}

/** The resource's id where it has a usable one, for a document that is otherwise unreadable. */
export function idOf(resource: Resource): string | null {
  const { id } = resource;
  return typeof id === 'string' && /^[\x21-\x7e]{1,100}$/.test(id) ? id : null;
}

/** The invoice's bearer token for the card gateway (`flow_data.metadata.token`); never to be stored or logged. */
export function bearerTokenOf(resource: Resource): string | null {
  const flow = resource.attributes.flow_data;
  const metadata = isFields(flow) ? flow.metadata : undefined;
  return isFields(metadata) && typeof metadata.token === 'string' ? metadata.token : null;
}

function relatedId(resource: Resource, name: string): string | null {
  const related = isFields(resource.relationships) ? resource.relationships[name] : undefined;
  const data = isFields(related) ? related.data : undefined;
  return isFields(data) && typeof data.id === 'string' ? data.id : null;
}

// Paymega (PHP) writes an empty map as [], so "is it a map" is a question everywhere.
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(attributes: Fields, key: string): string | null {
  const value = attributes[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new UnreadableInvoice('bad_attribute', `“${key}” is not a text`);
  if (value.length > 1000 || value.includes('\0')) {
    throw new UnreadableInvoice('bad_attribute', `“${key}” is too long or holds a NUL character`);
  }
  return value;
}

function money(attributes: Fields, key: (typeof MONEY_KEYS)[number], exponent: number): bigint | null {
  const value = attributes[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw new UnreadableInvoice('bad_amount', `“${key}” is not a number`);
  try {
    return parseMinor(value, exponent);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const reason = error.fault === 'not_a_number' ? 'bad_amount' : error.fault;
    throw new UnreadableInvoice(reason, `“${key}”: ${error.message}`);
  }
}

const MAX_SECONDS = 253_402_300_799; // the last second of the year 9999

function seconds(attributes: Fields, key: string): number | null {
  const value = attributes[key];
  if (value === undefined || value === null || value === '' || value === 0) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_SECONDS) {
    throw new UnreadableInvoice('bad_attribute', `“${key}” is not a time in Unix seconds`);
  }
  return value;
}
