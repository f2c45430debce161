import type { Observation } from './observation.ts';

/** The identity of an invoice, which never changes silently. */
export function sameIdentity(a: Identity, b: Identity): boolean {
  return a.amount === b.amount && a.currency === b.currency && a.mode === b.mode;
}
type Identity = Pick<Observation, 'amount' | 'currency' | 'mode'>;

/**
 * Which of two states of one invoice is the later one: positive where `a` is. A time that lies ahead of our clock loses
 * against every credible one; else a newer `updated` wins; in the same second the state further along does, then the one that returned more money; the fingerprint settles the rest, so that
 * the order is total and arrival never matters. observation-rows.ts says the same in SQL.
 */
export function compareStates(a: State, b: State): number {
  return (
    Number(b.isAhead) - Number(a.isAhead) ||
    a.updatedAt - b.updatedAt ||
    a.progress - b.progress ||
    sign(a.returned - b.returned) ||
    sign(a.fingerprint - b.fingerprint)
  );
}
type State = Pick<Observation, 'isAhead' | 'updatedAt' | 'progress' | 'returned' | 'fingerprint'>;

function sign(difference: bigint): number {
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

const FAILED = 1;

/** What the book keeps of one identity of an invoice: its latest state, and what must not be forgotten of earlier ones. */
export type HighWaterMark = {
  latest: Observation;
  firstReportedAt: number;
  failedAt: number | null;
  furthestStage: number;
};

/** What one observation alone makes of the book. How far it had come is not remembered by a time that is not credible. */
export function highWaterMark(observation: Observation): HighWaterMark {
  const { stage, isFinal, updatedAt, isAhead } = observation;
  return {
    latest: observation,
    firstReportedAt: updatedAt,
    failedAt: stage === FAILED && !isAhead ? updatedAt : null,
    furthestStage: isFinal && !isAhead ? stage : 0,
  };
}

/** Both together. Commutative, associative, idempotent: the properties in the tests hold it to that. */
export function merge(a: HighWaterMark, b: HighWaterMark): HighWaterMark {
  return {
    latest: compareStates(a.latest, b.latest) >= 0 ? a.latest : b.latest,
    firstReportedAt: Math.min(a.firstReportedAt, b.firstReportedAt),
    failedAt:
      a.failedAt === null ? b.failedAt : b.failedAt === null ? a.failedAt : Math.min(a.failedAt, b.failedAt),
    furthestStage: Math.max(a.furthestStage, b.furthestStage),
  };
}

/**
 * Of two identities told for one invoice, the one the book goes by: what Paymega said first by its own clock. The
 * other one is a conflicting record: kept, compared, shown, never mixed in.
 */
export function isCanonical(a: HighWaterMark, b: HighWaterMark): boolean {
  if (a.firstReportedAt !== b.firstReportedAt) return a.firstReportedAt < b.firstReportedAt;
  return identityKey(a.latest) < identityKey(b.latest);
}

function identityKey({ mode, currency, amount }: Identity): string {
  return `${mode}|${currency}|${amount.toString().padStart(20, '0')}`;
}

/** What taking an observation in has changed. */
export type Verdict = 'new' | 'newer' | 'same' | 'stale' | 'conflicting';
