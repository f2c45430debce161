import { tmpdir } from 'node:os';
import type { Sql } from '#db/connection.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { openQueue, type Queue } from '#jobs/queue.ts';
import type { JobTools } from '#jobs/tools.ts';
import { startWorker } from '#jobs/worker.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { createLog } from '#runtime/log.ts';
import { NO_TRACING } from '#runtime/observability/tracing.ts';
import { SECRETS } from '../support/running.ts';

/** What jobs work with where this sandbox is everybody's Paymega. */
export function jobTools(
  sql: Sql,
  sandbox: Sandbox,
  queue: Queue,
  signal: AbortSignal,
  seen: Partial<Pick<JobTools, 'log' | 'tracing'>> = {},
): JobTools {
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const connection = {
    secrets: { live: [SECRETS.live], test: [SECRETS.test] },
    cardgate: { url: sandbox.cardgateUrl, isPublicOnly: false },
    privateApi: createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8, retries: 0 }),
  };
  const vault = createVault(['a key of the tests, of 32 characters']);
  const delivery = { vault, mail: null, folder: null, isPrivateAllowed: true };
  const watch = { publicUrl: 'http://127.0.0.1', dataDir: tmpdir(), heartbeatUrl: null };
  return {
    sql,
    queue,
    connectionOf: async () => connection,
    delivery,
    watch,
    keptMonths: null,
    log: createLog('fatal'),
    tracing: NO_TRACING,
    ...seen,
    signal,
  };
}

/** A worker within this process, until the work is over. */
export async function withWorker(
  sql: Sql,
  sandbox: Sandbox,
  work: (queue: Queue) => Promise<void>,
  seen: Partial<Pick<JobTools, 'log' | 'tracing'>> = {},
): Promise<void> {
  const queue = await openQueue(sql, () => undefined);
  const stopping = new AbortController();
  try {
    await startWorker(jobTools(sql, sandbox, queue, stopping.signal, seen));
    await work(queue);
  } finally {
    stopping.abort();
    await queue.stop();
  }
}
