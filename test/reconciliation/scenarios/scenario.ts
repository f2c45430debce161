import type { CAUSES, KindName, Resolution, Severity } from '#reconciliation/discrepancies/kinds.ts';
import type { Reply } from '../../support/scripted-paymega.ts';

/** What a document says beyond a paid 100.00 USD; `{case}` in a text is the case's own mark, `{account}` the account's id. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One state of one invoice of the case, told some minutes after the invoice was created. */
export type Telling = {
  /** Which invoice of the case: `a` is created first, `b` ten minutes later, … */
  of: string;
  at: number;
  attributes: Attributes;
  /** False where the document names no id. */
  hasId: boolean;
  /** Callbacks: whose secret it is signed with, if not that of its mode. */
  signedWith: 'its_mode' | 'live' | 'test' | 'stranger';
  /** Callbacks: minutes between the state and its arrival here. */
  arrivesAfter: number;
  /** Callbacks: the body tells the amount twice. */
  tellsAmountTwice: boolean;
  /** Paymega's book: what its API makes of it. */
  isListed: boolean;
  byId: Reply;
  byReference: Reply;
};

/** A telling; five minutes after the creation, of the only invoice, unless it says otherwise. */
export function told(attributes: Attributes, over: Partial<Omit<Telling, 'attributes'>> = {}): Telling {
  return {
    of: 'a',
    at: 5,
    hasId: true,
    signedWith: 'its_mode',
    arrivesAfter: 0,
    tellsAmountTwice: false,
    isListed: true,
    byId: 'answers',
    byReference: 'answers',
    ...over,
    attributes,
  };
}

/** What a run must have left on the list. */
export type Found = {
  /** The invoice; '' where it is about none. */
  of: string;
  kind: KindName;
  severity: Severity;
  ends: 'open' | 'in_review' | Resolution;
  cause: keyof typeof CAUSES | null;
  atRisk?: string;
  ours?: string;
  theirs?: string;
};

/** Open, of the only invoice, without a known cause, unless it says otherwise. */
export function found(
  kind: KindName,
  severity: Severity,
  over: Partial<Omit<Found, 'kind' | 'severity'>> = {},
): Found {
  return { of: 'a', ends: 'open', cause: null, ...over, kind, severity };
}

/** What a person does between two runs. */
export type Effect =
  | { does: 'resolve'; kind: KindName; resolution: Exclude<Resolution, 'healed'> }
  | { does: 'assign'; kind: KindName }
  | { does: 'add_currency'; exponent: number }
  | { does: 'replay_quarantine' }
  | { does: 'ask_creation'; minutesAgo: number }
  | { does: 'look_up_creations' };

/** What happens before one run, and all that the list then holds about the case. */
export type Act = {
  /** Callbacks, in this order. */
  heard?: readonly Telling[];
  /** Paymega's book from now on. */
  theirs?: readonly Telling[];
  /** Invoices that vanish from Paymega's book. */
  vanish?: readonly string[];
  done?: readonly Effect[];
  /** Exactly these: every other kind is absent. */
  found: readonly Found[];
  /** Our book: an invoice's status, or null where we have none. */
  book?: Readonly<Record<string, string | null>>;
  /** Invoices of which the run learnt nothing. */
  unanswered?: number;
};

/** Which account the case belongs to: by its policy, by the length of its window, by what Paymega leaves unanswered. */
export type Shelf = 'usual' | 'asks' | 'adopts' | 'recent' | 'archive' | 'silent';

export type Scenario = {
  /** A sentence about the business. */
  name: string;
  shelf?: Shelf;
  /** Minutes before the run at which each invoice was created; some days where it does not matter. */
  ago?: number | Readonly<Record<string, number>>;
  acts: readonly [Act, ...Act[]];
};

/** Both books were told the same: the callbacks in order, and Paymega's book as of each invoice's last. */
export function agreed(reports: readonly Telling[]): Required<Pick<Act, 'heard' | 'theirs'>> {
  const last = new Map(reports.map((telling) => [telling.of, telling]));
  return { heard: reports, theirs: [...last.values()] };
}

export const HOUR = 60;
export const DAY = 24 * HOUR;
