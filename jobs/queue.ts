import PgBoss from 'pg-boss';
import { z } from 'zod';
import type { Queryable, Sql } from '#db/connection.ts';
import { startingAlone } from '#db/migrate.ts';
import { QUEUE_SCHEMA } from '#db/roles.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { queueRun, type RunOrder } from '#reconciliation/comparison/runs.ts';
import { bossDatabase } from './boss-database.ts';

/** Every job there is: what it carries, how often it is tried, and after how long it counts as lost. */
export const JOBS = {
  /** Carry out one run that is on record. Several at once, so that no account waits for another one's. */
  reconcile: {
    payload: z.object({ runId: z.string() }),
    atOnce: 3,
    retryLimit: 5,
    retryDelay: 30,
    expireInSeconds: 6 * 3600,
  },
  /** Ask Paymega about one invoice. */
  'check-status': {
    payload: z.object({
      accountId: z.number(),
      invoiceId: z.string(),
      askedBy: z.enum(['person', 'callback']),
      personId: z.number().nullable(),
      /** The refused callback because of which it is asked. */
      refusalId: z.string().optional(),
    }),
    retryLimit: 2,
    retryDelay: 30,
    expireInSeconds: 300,
  },
  /** Ask Paymega about many invoices that are on record. */
  'check-batch': {
    payload: z.object({ batchId: z.string() }),
    retryLimit: 5,
    retryDelay: 30,
    expireInSeconds: 6 * 3600,
  },
  /** Make the file of an export that is on record. */
  'make-export': {
    payload: z.object({ exportId: z.string() }),
    retryLimit: 5,
    retryDelay: 30,
    expireInSeconds: 6 * 3600,
  },
  /** Put on record, and queue, the runs that the schedules say are due. */
  'plan-runs': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 60 },
  /** Put on record, and queue, the reports that the schedules owe. */
  'plan-reports': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 60 },
  /** Hand one report over; how often it is tried is on record. */
  'deliver-report': {
    payload: z.object({ deliveryId: z.string() }),
    retryLimit: 0,
    retryDelay: 0,
    expireInSeconds: 1500,
  },
  /** See what people are to be told of, and queue the messages; then say outside that all goes on. */
  'watch-alerts': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 300 },
  /** Hand one message over; how often it is tried is on record. */
  'send-message': {
    payload: z.object({ deliveryId: z.string() }),
    retryLimit: 0,
    retryDelay: 0,
    expireInSeconds: 240,
  },
  /** Ask about what is pending and due for a look. */
  'check-pending': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 900 },
  /** Keep the totals cheap to read. */
  'fold-totals': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 300 },
  /** Match the statements anew of days of which a book has changed; the latest days only, or all. */
  'match-statements': {
    payload: z.object({ scope: z.enum(['latest', 'all']).default('latest') }),
    retryLimit: 0,
    retryDelay: 0,
    expireInSeconds: 900,
  },
  /** Verify the audit and write its head to the log. */
  'tell-audit-head': { payload: z.object({}), retryLimit: 3, retryDelay: 60, expireInSeconds: 3600 },
  /** Drop what is kept for a while only. */
  trim: { payload: z.object({}), retryLimit: 3, retryDelay: 60, expireInSeconds: 900 },
  /** Make the tables of bodies for the months to come, and drop those that are kept no longer. */
  'keep-bodies': { payload: z.object({}), retryLimit: 10, retryDelay: 60, expireInSeconds: 900 },
  /** Drop the refused callbacks that are too many. */
  'trim-refusals': { payload: z.object({}), retryLimit: 0, retryDelay: 0, expireInSeconds: 300 },
} as const;

// A job that ends while the database is away must still be able to say so.
const PATIENCE_MS = 600_000;

export type JobName = keyof typeof JOBS;
export type Payload<Name extends JobName> = z.infer<(typeof JOBS)[Name]['payload']>;

export type Queue = {
  boss: PgBoss;
  /** Sends a job; inside `within`, a transaction, it is sent only if that commits. `once` drops a second one of its key. */
  send<Name extends JobName>(
    name: Name,
    payload: Payload<Name>,
    options?: { within?: Queryable; once?: { key: string; seconds: number } },
  ): Promise<void>;
  /** Works off a queue: one job after the other, or so many at once as its line says. */
  work(name: JobName, handler: (id: string, data: unknown) => Promise<void>): Promise<void>;
  /** Takes no more jobs, and ends when all that were under way have ended and said so to the database. */
  stop(): Promise<void>;
};

/** Puts a run on record and queues it, both or neither. @returns its id */
export function orderRun(sql: Sql, queue: Queue, actor: Actor, order: RunOrder): Promise<bigint> {
  return sql.begin(async (within) => {
    const id = await queueRun(within, actor, order);
    await queue.send('reconcile', { runId: id.toString() }, { within });
    return id;
  });
}

/**
 * Opens the queue on the database of everything else, and makes sure that all its queues exist: one process after the
 * other, because what makes a queue locks what makes the next one.
 */
export async function openQueue(sql: Sql, onError: (error: Error) => void): Promise<Queue> {
  const database = bossDatabase(sql, PATIENCE_MS);
  const underWay = new Set<Promise<void>>();
  const boss = new PgBoss({ db: database, schema: QUEUE_SCHEMA });
  boss.on('error', onError);
  try {
    await startingAlone(sql, async () => {
      await fillEmptySchema(sql, database);
      await boss.start();
      await makeQueues(boss);
    });
  } catch (error) {
    await boss.stop({ graceful: false, wait: false });
    throw error;
  }
  return {
    boss,
    async send(name, payload, { within, once } = {}) {
      const { retryLimit, retryDelay, expireInSeconds } = JOBS[name];
      await boss.send(name, payload, {
        retryLimit,
        retryDelay,
        expireInSeconds,
        ...(once && { singletonKey: once.key, singletonSeconds: once.seconds }),
        db: bossDatabase(within ?? sql, 0),
      });
    },
    async work(name, handler) {
      const line = JOBS[name];
      const atOnce = 'atOnce' in line ? line.atOnce : 1;
      for (let nth = 0; nth < atOnce; nth++)
        await boss.work(name, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
          for (const { id, data } of jobs) {
            const job = handler(id, data);
            underWay.add(job);
            await job.finally(() => underWay.delete(job));
          }
        });
    },
    async stop() {
      database.hurry();
      await boss.stop({ graceful: true, timeout: 20_000, wait: true });
      // pg-boss may be back while it still fetches a job, or runs one, and does not await its last word to the database:
      // we do, until one does not lead to the other any more.
      do {
        await Promise.allSettled(underWay);
        await database.idle();
      } while (underWay.size > 0);
    },
  };
}

/** Where somebody has made us a schema we may not be allowed to: pg-boss would try to, even where it is there. */
async function fillEmptySchema(sql: Sql, database: ReturnType<typeof bossDatabase>): Promise<void> {
  const [schema] = await sql<{ isEmpty: boolean }[]>`
    select to_regclass(${`${QUEUE_SCHEMA}.version`}) is null as is_empty
    where to_regnamespace(${QUEUE_SCHEMA}) is not null`;
  if (!schema?.isEmpty) return;
  const plans = PgBoss.getConstructionPlans(QUEUE_SCHEMA);
  await database.executeSql(plans.replace(/CREATE SCHEMA IF NOT EXISTS \w+/, ''), []);
}

async function makeQueues(boss: PgBoss): Promise<void> {
  for (const [name, { retryLimit, retryDelay, expireInSeconds }] of Object.entries(JOBS)) {
    const settings = { name, retryLimit, retryDelay, retryBackoff: retryDelay > 0, expireInSeconds };
    await boss.createQueue(name, settings);
    await boss.updateQueue(name, settings);
  }
}
