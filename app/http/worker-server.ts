import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Sql } from '#db/connection.ts';
import type { Log } from '#runtime/log.ts';
import type { Metrics } from '#runtime/observability/metrics.ts';
import { withinScope } from '#runtime/observability/scope.ts';
import { healthz, readyz } from './endpoints/health.ts';
import { metrics } from './endpoints/metrics.ts';
import { sendJson } from './endpoints/send.ts';

type WorkerTools = {
  sql: Sql;
  log: Log;
  metrics: Metrics;
  metricsToken: string | null;
  leaving: AbortSignal;
};

/** What a worker answers, where it is given a port: whether it lives, whether it can work, and its metrics. */
export function createWorkerServer({ sql, log, metrics: own, metricsToken, leaving }: WorkerTools): Server {
  return createServer({ headersTimeout: 15_000, requestTimeout: 15_000 }, (request, response) => {
    const id = randomUUID();
    response.setHeader('x-request-id', id);
    void withinScope({ request: id }, () => answer(request, response));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [path] = (request.url ?? '/').split('?');
      if (path === '/healthz') healthz(response);
      else if (path === '/readyz') await readyz(sql, leaving, response);
      else if (path === '/metrics') await metrics(own, metricsToken, request, response);
      else sendJson(response, 404, { error: 'a worker has /healthz, /readyz and /metrics' });
    } catch (error) {
      log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'something broke' });
    }
  }
}
