import type { Queryable, Sql } from '#db/connection.ts';
import type { IngestResult } from '../books/ingest.ts';
import { compareInvoices } from './compare-invoices.ts';

const AT_ONCE = 500;
/** A comparison costs as much as a callback whatever it compares, so what comes within so long shares one. */
const GATHERED_MS = 100;

export type CallbackComparer = {
  /** Puts down what a committed batch of callbacks told. Never waits. */
  reported(taken: readonly IngestResult[]): void;
  /** Ends when everything that was put down has been compared. */
  idle(): Promise<void>;
};

/**
 * Compares invoices right after their callbacks were committed, beside the ingestion: those only of which the
 * list may become another one. What arrives within a moment is compared together. An interrupted one is made
 * good by the next run.
 */
export function createCallbackComparer(sql: Sql, onError: (error: unknown) => void): CallbackComparer {
  const waiting = new Map<string, Reported>();
  let underWay: Promise<void> | null = null;
  let hurry: () => void = () => undefined;

  function gathered(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHERED_MS);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function work(): Promise<void> {
    while (waiting.size > 0) {
      if (waiting.size < AT_ONCE) await gathered();
      const batch = [...waiting].slice(0, AT_ONCE);
      for (const [key] of batch) waiting.delete(key);
      await compareReported(
        sql,
        batch.map(([, one]) => one),
      ).catch(onError);
    }
    underWay = null;
  }

  return {
    reported(taken) {
      for (const { accountId, id, verdict } of taken) {
        if (verdict !== 'same') waiting.set(`${accountId} ${id}`, { accountId, id });
      }
      if (waiting.size > 0) underWay ??= work();
    },
    async idle() {
      while (underWay) {
        hurry();
        await underWay;
      }
    },
  };
}

type Reported = Pick<IngestResult, 'accountId' | 'id'>;

async function compareReported(sql: Sql, reported: readonly Reported[]): Promise<void> {
  const rows = await maybeOnTheList(sql, reported);
  for (const accountId of new Set(rows.map((row) => row.accountId))) {
    const ids = rows.filter((row) => row.accountId === accountId).map(({ id }) => ({ id }));
    await compareInvoices(sql, accountId, ids, new Date());
  }
}

/** Those that are on the list of discrepancies, or may come to be. One round trip, since it follows every batch. */
function maybeOnTheList(sql: Queryable, reported: readonly Reported[]): Promise<Reported[]> {
  return sql<Reported[]>`
    select account_id, id from maybe_on_list(${reported.map(({ accountId }) => accountId)}::int[],
      ${reported.map(({ id }) => id)}::text[])`;
}
