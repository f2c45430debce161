import { expect, test, vi } from 'vitest';
import { ensureAccount } from '#identity/accounts/accounts.ts';
import { orderRun } from '#jobs/queue.ts';
import { startSandbox } from '#paymega/sandbox/server.ts';
import { createLog } from '#runtime/log.ts';
import { openTracing } from '#runtime/observability/open-telemetry.ts';
import { openCollector } from '../support/collector.ts';
import { useDatabase } from '../support/database.ts';
import { SHOP_OPENED } from '../support/product.ts';
import { SECRETS } from '../support/running.ts';
import { withWorker } from './within-worker.ts';

const database = useDatabase();
const PATIENT = { timeout: 30_000, interval: 100 };

test('a run that a job carries out is a trace with its steps, and each line of the log names both', async () => {
  const collector = await openCollector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const tracing = openTracing(log, 'worker');
  vi.unstubAllEnvs();
  const sandbox = await startSandbox({
    ...{ seed: 11, accountId: 'account', apiKey: 'key', perDay: 5, callbackUrl: null, scenarios: 'smooth' },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: SHOP_OPENED },
    now: () => SHOP_OPENED + 86_400,
  });
  const shop = { slug: 'main', name: 'Shop', paymegaAccountId: 'account', timeZone: 'Europe/Berlin' };
  const { id: accountId } = await ensureAccount(database.sql, shop);
  const window = { from: SHOP_OPENED, to: SHOP_OPENED + 86_400 };
  let run = '';
  const seen = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  await withWorker(
    ...([database.sql, sandbox] as const),
    async (queue) => {
      const order = { accountId, window, trigger: 'program' } as const;
      run = String(await orderRun(database.sql, queue, { kind: 'program', name: 'test' }, order));
      await vi.waitFor(() => {
        const messages = seen().filter(({ job }) => job === 'reconcile');
        expect(messages.map(({ msg }) => msg)).toEqual(['run is over', 'job done']);
      }, PATIENT);
    },
    { log, tracing },
  );
  await tracing.close();
  collector.close();
  await sandbox.close();

  const over = seen().find(({ msg }) => msg === 'run is over');
  const job = collector.spans.find(({ name }) => name === 'job reconcile');
  expect(over).toMatchObject({ run, job: 'reconcile', jobId: expect.any(String), trace: job?.traceId });
  expect(job?.attributes).toMatchObject({ 'counterfoil.run': run, 'counterfoil.job_id': over?.jobId });
  const steps = collector.spans.filter(({ parentSpanId }) => parentSpanId === job?.spanId);
  expect(steps.map(({ name }) => name)).toEqual(['run: fetch', 'run: recheck', 'run: compare', 'run: apply']);
});
