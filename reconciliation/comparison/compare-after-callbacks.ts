import { byLookUps } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import type { IngestResult } from '../books/ingest.ts';
import { rowOf } from '../books/row-of.ts';
import { compareInvoices } from './compare-invoices.ts';

const AT_ONCE = 500;

export type CallbackComparer = {
  /** Puts down what a committed batch of callbacks told. Never waits. */
  reported(taken: readonly IngestResult[]): void;
  /** Ends when everything that was put down has been compared. */
  idle(): Promise<void>;
};

/**
 * Compares invoices right after their callbacks were committed, beside the ingestion: those only of which the
 * list may become another one. What arrives meanwhile is compared together. An interrupted one is made good
 * by the next run.
 */
export function createCallbackComparer(sql: Sql, onError: (error: unknown) => void): CallbackComparer {
  const waiting = new Map<string, Reported>();
  let underWay: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (waiting.size > 0) {
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
      while (underWay) await underWay;
    },
  };
}

type Reported = Pick<IngestResult, 'accountId' | 'id'>;

async function compareReported(sql: Sql, reported: readonly Reported[]): Promise<void> {
  const rows: Reported[] = [];
  await sql.begin(async (transaction) => {
    await byLookUps(transaction, true);
    rows.push(...(await maybeOnTheList(transaction, reported)));
  });
  for (const accountId of new Set(rows.map((row) => row.accountId))) {
    const ids = rows.filter((row) => row.accountId === accountId).map(({ id }) => ({ id }));
    await compareInvoices(sql, accountId, ids, new Date());
  }
}

/**
 * Those that are on the list of discrepancies, or may come to be. Each look-up is by a whole key and in the order of its
 * index, of which there is one plan: after a burst of callbacks the statistics know nothing of the rows that came.
 */
function maybeOnTheList(sql: Queryable, reported: readonly Reported[]): Promise<Reported[]> {
  return sql<Reported[]>`
    select reported.account_id, reported.id
    from unnest(${reported.map(({ accountId }) => accountId)}::int[], ${reported.map(({ id }) => id)}::text[])
      as reported(account_id, id)
    cross join lateral (${rowOf(sql, 'invoices', sql`reported.account_id`, sql`reported.id`)}) as book
    where (book.is_suspect and book.is_final)
      or (select true from discrepancies as item
        where (account_id, subject) >= (reported.account_id, reported.id)
          and (account_id, subject) <= (reported.account_id, reported.id) and state <> 'resolved'
        order by account_id, subject, kind, item.id limit 1)
      or (select true from invoices as other
        where (account_id, mode, reference_id) >= (book.account_id, book.mode, book.reference_id)
          and (account_id, mode, reference_id) <= (book.account_id, book.mode, book.reference_id)
          and took_money and reference_id is not null and received > returned and id <> book.id
        order by account_id, mode, reference_id, created_at, id limit 1)
      or (select true from mirror as other
        where (account_id, reference_id, mode) >= (book.account_id, book.reference_id, book.mode)
          and (account_id, reference_id, mode) <= (book.account_id, book.reference_id, book.mode)
          and took_money and received > returned and id <> book.id
        order by account_id, reference_id, mode limit 1)`;
}
