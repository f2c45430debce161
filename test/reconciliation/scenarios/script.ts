import { sign } from '#paymega/signature.ts';
import { documentText } from '../../support/documents.ts';
import type { Holding } from '../../support/scripted-paymega.ts';
import { type Attributes, DAY, type Scenario, type Telling } from './scenario.ts';

/** Unix seconds: when all runs of the suite take place, as far as the cases are concerned. */
export const NOW = Math.floor(Date.now() / 1000);
export const SECRETS = { live: ['live-secret'], test: ['test-secret'] };

const MINUTE_SECONDS = 60;
const SPREAD_OVER_DAYS = 8;

/** A case with its place in the table, from which its ids, its reference and its times follow. */
export type Cast = { scenario: Scenario; mark: string; place: number; accountId: number };

/** The id of one invoice of a case. */
export function idOf({ mark }: Pick<Cast, 'mark'>, of: string): string {
  return `cpi_${mark}${of}`;
}

/** Unix seconds at which an invoice of a case was created. */
export function createdAt({ scenario, place }: Cast, of: string): number {
  const { ago } = scenario;
  if (typeof ago === 'object') return NOW - (ago[of] ?? 0) * MINUTE_SECONDS;
  // Cases of one day share a second on purpose: a list may show those in any order.
  const first = ago ?? (2 + (place % SPREAD_OVER_DAYS)) * DAY;
  const later = ago === undefined ? (of.charCodeAt(0) - 'a'.charCodeAt(0)) * 10 : 0;
  return NOW - (first - later) * MINUTE_SECONDS;
}

/** A currency that nobody knows until a person of this account adds it. */
export function newCurrencyOf(accountId: number): string {
  return `X${accountId}X`;
}

/** The JSON text of the document that tells this. */
export function documentOf(cast: Cast, telling: Telling): string {
  const created = createdAt(cast, telling.of);
  const attributes = {
    reference_id: 'order-{case}',
    created,
    updated: created + telling.at * MINUTE_SECONDS,
    processed: created + MINUTE_SECONDS,
    ...telling.attributes,
  };
  const id = telling.hasId ? idOf(cast, telling.of) : null;
  const text = documentText(filled(cast, attributes), id);
  return telling.tellsAmountTwice ? text.replace('"amount":', '"amount":1,"amount":') : text;
}

function filled({ mark, accountId }: Cast, attributes: Attributes): Record<string, unknown> {
  const fill = (value: unknown) =>
    typeof value === 'string'
      ? value
          .replaceAll('{case}', mark)
          .replaceAll('{account}', String(accountId))
          .replaceAll('{new currency}', newCurrencyOf(accountId))
      : value;
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, fill(value)]));
}

/** The callback that tells this: its body, its signature, and when it arrives. */
export function callbackOf(
  cast: Cast,
  telling: Telling,
): { rawBody: Buffer; signature: string; receivedAt: Date } {
  const rawBody = Buffer.from(documentOf(cast, telling));
  const mode = telling.attributes.test_mode === true ? 'test' : 'live';
  const signer = telling.signedWith === 'its_mode' ? mode : telling.signedWith;
  const told = createdAt(cast, telling.of) + telling.at * MINUTE_SECONDS;
  return {
    rawBody,
    signature: sign(`${signer}-secret`, rawBody),
    receivedAt: new Date((told + 1 + telling.arrivesAfter * MINUTE_SECONDS) * 1000),
  };
}

/** What Paymega's book holds once it was told this. */
export function holdingOf(cast: Cast, telling: Telling): Holding {
  const { isListed, byId, byReference, attributes } = telling;
  const { reference_id } = filled(cast, { reference_id: 'order-{case}', ...attributes });
  return {
    document: documentOf(cast, telling),
    created: createdAt(cast, telling.of),
    reference: typeof reference_id === 'string' ? reference_id : null,
    isListed,
    byId,
    byReference,
  };
}
