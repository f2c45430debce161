import { isConnectionError, type Sql } from '#db/connection.ts';
import type { Renewable } from '#db/renewable.ts';
import type { CallbackRow } from '../books/callback-rows.ts';
import { type IngestResult, ingest } from '../books/ingest.ts';
import type { Observation } from '../books/observation.ts';
import type { Verdict } from '../books/precedence.ts';
import { unwritable } from '../books/unwritable.ts';

type Waiting = {
  observation: Observation | null;
  callback: CallbackRow;
  answer: (verdict: Verdict | 'quarantined') => void;
  fail: (error: unknown) => void;
};

/**
 * A transaction costs much whatever is in it: a second one beside the first only for many, or where the first takes so
 * long that something holds it up.
 */
const MAX_UNDER_WAY = 2;
const ENOUGH_FOR_A_SECOND = 100;
const HELD_UP_MS = 50;
/** No answer in so long is none: the sessions are given up, less and less often where that does not help. */
const HUNG_MS = { first: 15_000, last: 300_000 };
const MAX_BATCH = 200;
const MAX_BATCH_CHARACTERS = 4 * 1024 * 1024;

export type IngestionBatcher = {
  /**
   * Keeps a callback and ingests its observation. Settles after the commit, with the verdict. When `signal`
   * aborts it fails, and one that waits still is dropped: whoever sent it was answered that it has to come
   * again.
   */
  take(
    observation: Observation | null,
    callback: CallbackRow,
    signal?: AbortSignal,
  ): Promise<Verdict | 'quarantined'>;
  /** Ends when everything that was given has been answered. */
  idle(): Promise<void>;
};

/**
 * Callbacks that arrive while others are being committed share the next transaction: nobody waits for a
 * timer, and everybody is answered after their own commit. Holds state; main.ts makes it.
 * @param given sessions that can be given up where they hang, or a pool
 * @param onTaken told after each commit what became of its observations; must not throw
 */
export function createIngestionBatcher(
  given: Sql | Renewable,
  onTaken: (taken: readonly IngestResult[]) => void = () => {},
  hungMs = HUNG_MS,
): IngestionBatcher {
  const sessions = sessionsOf(given);
  let patienceMs = hungMs.first;
  const waiting: Waiting[] = [];
  const underWay = new Set<Promise<void>>();
  const invoices = new Set<string>();
  let [isHeldUp, isPlanned] = [false, false];
  let patience: NodeJS.Timeout | undefined;

  function mayBegin(): boolean {
    if (waiting.length === 0 || underWay.size >= MAX_UNDER_WAY) return false;
    return underWay.size === 0 || isHeldUp || waiting.length >= ENOUGH_FOR_A_SECOND;
  }

  function watch(): void {
    isHeldUp = false;
    clearTimeout(patience);
    if (underWay.size === 0) return;
    patience = setTimeout(() => {
      isHeldUp = true;
      pump();
    }, HELD_UP_MS).unref();
  }

  // Whether it hangs, or is held up by a lock: those who waited were asked to come again long since.
  function giveUp(): void {
    patienceMs = Math.min(2 * patienceMs, hungMs.last);
    sessions.renew();
  }

  // Who comes in the same turn of the loop shares a transaction: the first of them begins none of its own.
  function soon(): void {
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      pump();
    });
  }

  function pump(): void {
    while (mayBegin()) {
      const batch = nextBatch(waiting, invoices);
      if (batch.length === 0) return;
      const keys = batch.flatMap((one) => keyOf(one) ?? []);
      for (const key of keys) invoices.add(key);
      const hung = setTimeout(giveUp, patienceMs).unref();
      const taken = (results: readonly IngestResult[]) => {
        patienceMs = hungMs.first;
        onTaken(results);
      };
      const work = commit(sessions.sql(), batch, taken).finally(() => {
        clearTimeout(hung);
        underWay.delete(work);
        for (const key of keys) invoices.delete(key);
        watch();
        pump();
      });
      underWay.add(work);
      watch();
    }
  }

  return {
    take: (observation, callback, signal) =>
      new Promise((answer, fail) => {
        const one = { observation, callback, answer, fail };
        waiting.push(one);
        const drop = () => {
          const place = waiting.indexOf(one);
          if (place >= 0) waiting.splice(place, 1);
          fail(signal?.reason);
        };
        if (signal?.aborted) drop();
        else signal?.addEventListener('abort', drop, { once: true });
        soon();
      }),
    async idle() {
      while (isPlanned || underWay.size > 0) {
        await Promise.all(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function sessionsOf(given: Sql | Renewable): Pick<Renewable, 'sql' | 'renew'> {
  return 'renew' in given ? given : { sql: () => given, renew: () => undefined };
}

function keyOf({ observation }: Waiting): string | null {
  return observation && `${observation.accountId} ${observation.id}`;
}

/**
 * The oldest ones, as many as may be under way at once; at most one an invoice, and none of an invoice that
 * is under way: a second callback of the same invoice gets a verdict of its own, and two batches do not stand
 * in each other's way.
 */
function nextBatch(waiting: Waiting[], underWay: ReadonlySet<string>): Waiting[] {
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  const invoices = new Set(underWay);
  let characters = 0;
  for (const one of waiting.splice(0)) {
    const key = keyOf(one);
    const isFull = batch.length >= MAX_BATCH || characters >= MAX_BATCH_CHARACTERS;
    // What waits for another one of its invoice lets no later one of it pass.
    if (isFull || (key && invoices.has(key))) {
      later.push(one);
      if (key) invoices.add(key);
    } else {
      batch.push(one);
      characters += one.callback.body.length;
      if (key) invoices.add(key);
    }
  }
  waiting.push(...later);
  return batch;
}

async function commit(
  sql: Sql,
  batch: Waiting[],
  onTaken: (taken: readonly IngestResult[]) => void,
): Promise<void> {
  try {
    const observations = batch.flatMap(({ observation }) => observation ?? []);
    const callbacks = batch.map(({ callback }) => callback);
    const taken = await ingest(sql, observations, callbacks);
    const verdicts = new Map(taken.map(({ accountId, id, verdict }) => [`${accountId} ${id}`, verdict]));
    for (const { observation, answer, fail } of batch) {
      const verdict = observation
        ? verdicts.get(`${observation.accountId} ${observation.id}`)
        : 'quarantined';
      if (verdict) answer(verdict);
      else fail(new Error('ingest gave no verdict on an observation'));
    }
    onTaken(taken);
  } catch (error) {
    const [only, another] = batch;
    // Where the database is away it is away for each of them; one bad row fails its whole batch, but alone
    // itself only.
    if (isConnectionError(error)) for (const one of batch) one.fail(error);
    else if (another) for (const one of batch) await commit(sql, [one], onTaken);
    else if (only) await quarantine(sql, only, error, onTaken);
  }
}

/**
 * What the database does not hold comes again for ever if it is refused: it was signed, so it is kept, and
 * held.
 */
async function quarantine(
  sql: Sql,
  one: Waiting,
  error: unknown,
  onTaken: (taken: readonly IngestResult[]) => void,
): Promise<void> {
  const reason = unwritable(error);
  if (!reason || !one.observation) {
    one.fail(error);
    return;
  }
  const unreadable = { reason: reason.reason, message: reason.message, subject: one.observation.id };
  const callback = { ...one.callback, status: null, updatedAt: null, unreadable };
  await commit(sql, [{ ...one, observation: null, callback }], onTaken);
}
