import { z } from 'zod';
import { hash } from '../history/seeded-random.ts';

const faultRate = z
  .union([z.number().min(0).max(1), z.object({ count: z.number().int().min(0) })])
  .default(0);

const faultRates = {
  // Calls of the private API and the card gateway.
  dropConnection: faultRate,
  hang: faultRate,
  html: faultRate,
  halfJson: faultRate,
  status401: faultRate,
  status403: faultRate,
  status429: faultRate,
  status500: faultRate,
  // Creations of invoices.
  dropBeforeCreate: faultRate,
  createThenDrop: faultRate,
  duplicate429: faultRate,
  // Pages of a list.
  noLinks: faultRate,
  noTotal: faultRate,
  ignoreCreatedFilter: faultRate,
  repeatItems: faultRate,
  skipItems: faultRate,
  unstableOrder: faultRate,
  // Callbacks that are sent live.
  callbackLoss: faultRate,
  callbackDouble: faultRate,
  // New ones go to the end: the place of a fault is part of what it draws.
  callbackBadSignature: faultRate,
  // Calls of the card gateway, before anything is done.
  gatewayDown: faultRate,
  gateway401: faultRate,
  gateway422: faultRate,
  gateway429: faultRate,
  gateway500: faultRate,
  // Answers to sales that were done.
  saleThen500: faultRate,
  saleThenCut: faultRate,
  saleThenHang: faultRate,
  // Answers to creations that were done.
  creationUnreadable: faultRate,
  creationThen500: faultRate,
  creationThen408: faultRate,
  wrongAmountInAnswer: faultRate,
  liveInAnswer: faultRate,
  otherReferenceInAnswer: faultRate,
  otherCurrencyInAnswer: faultRate,
  // Answers to refunds that were done.
  refundThen500: faultRate,
  refundUnknown: faultRate,
  // The bank: a page without a form, an answer sent by itself as well, a challenge that is redirected.
  acsSilent: faultRate,
  acsTwice: faultRate,
  acsRedirect: faultRate,
  // Files of the portal: a line missing, one twice, figures that are off, refunds in one line, a file or row that is none.
  statementLineMissing: faultRate,
  statementLineTwice: faultRate,
  statementAmountOff: faultRate,
  statementFeeOff: faultRate,
  statementRefundsGrouped: faultRate,
  statementBalanceBroken: faultRate,
  statementDayAbsent: faultRate,
  statementOtherHeader: faultRate,
  statementBadRow: faultRate,
};

/** How servers differ from this one when nothing is wrong with them. */
const habits = {
  /** A page that is to hold more is refused; null: more is cut to the most, and nothing is said. */
  refusesPagesAbove: z.number().int().min(1).nullable().default(null),
  refusalStatus: z.union([z.literal(400), z.literal(422)]).default(422),
  /** What a page behind the last one is. */
  pastEnd: z
    .union([z.literal('empty'), z.literal('last_page'), z.literal(400), z.literal(404)])
    .default('empty'),
  nextLink: z.enum(['absolute', 'path', 'query', 'object', 'other_scheme', 'other_host']).default('absolute'),
  /** A byte order mark before each answer. */
  mark: z.boolean().default(false),
  /** `meta.total`: a number, a text, or a number of all there is, whatever was asked for. */
  total: z.enum(['number', 'text', 'of_all']).default('number'),
  /** How a list of nothing is answered. */
  nothing: z.union([z.literal(200), z.literal(204), z.literal(404)]).default(200),
  firstPage: z.union([z.literal(0), z.literal(1)]).default(1),
  /** What becomes of `sort=-updated`. */
  byChange: z.enum(['kept', 'ignored', 'refused']).default('kept'),
  /** Counted by `meta.total`, but never shown by lists that are newest first, not of one status, or by any. */
  hiddenShare: z.number().min(0).max(1).default(0),
  hiddenFrom: z.enum(['newest_first', 'unfiltered', 'lists']).default('lists'),
};

/** Everything that can be made to go wrong. */
export type FaultName = keyof typeof faultRates;

const FAULT_NAMES = Object.keys(faultRates);

/** How often a fault strikes: a share of the occasions (0 to 1), or the next so many of them. */
export type FaultRate = number | { count: number };

type Habits = z.infer<z.ZodObject<typeof habits>>;

export type FaultSwitches = Record<FaultName, FaultRate> &
  Habits & {
    /** What `status429` asks for; null leaves the header out. */
    retryAfterSeconds: number | null;
    /** Each call waits so long before it is looked at. */
    slowMs: number;
    htmlStatus: 200 | 502;
  };

const switchesSchema = z.strictObject({
  ...faultRates,
  ...habits,
  retryAfterSeconds: z.number().min(0).nullable().default(1),
  slowMs: z.number().min(0).default(0),
  htmlStatus: z.union([z.literal(200), z.literal(502)]).default(502),
});

/** Reads switches from JSON; what is not named is off. Throws a ZodError on an unknown name. */
export function readSwitches(value: unknown): FaultSwitches {
  return switchesSchema.parse(value);
}

/** Decides, the same way for the same seed and the same sequence of calls, where a fault strikes. */
export class Faults {
  readonly switches: FaultSwitches = readSwitches({});
  readonly #seed: number;
  readonly #occasions = new Map<FaultName, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  strikes(name: FaultName): boolean {
    const faultRate = this.switches[name];
    if (faultRate === 0) return false;
    if (typeof faultRate === 'object') {
      this.switches[name] = faultRate.count > 1 ? { count: faultRate.count - 1 } : 0;
      return faultRate.count > 0;
    }
    return this.figure(name) / 2 ** 32 < faultRate;
  }

  /** The next deterministic 32-bit figure of a fault. */
  figure(name: FaultName): number {
    const occasion = this.#occasions.get(name) ?? 0;
    this.#occasions.set(name, occasion + 1);
    return hash(this.#seed, occasion, 501 + FAULT_NAMES.indexOf(name));
  }
}
