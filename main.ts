import { setMaxListeners } from 'node:events';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isConnectionError, type Sql } from '#db/connection.ts';
import { startingAlone } from '#db/migrate.ts';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { patiently } from '#db/patience.ts';
import { renewableBeside } from '#db/renewable.ts';
import {
  createProviderConnections,
  type ProviderConnections,
} from '#identity/accounts/provider-connections.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import { ensureFirstAdmin } from '#identity/people/people.ts';
import { openQueue, type Queue } from '#jobs/queue.ts';
import { startWorker } from '#jobs/worker.ts';
import type { CallObserver } from '#paymega/observed.ts';
import { cachedExponents } from '#reconciliation/books/currencies.ts';
import { createDayCounts } from '#reconciliation/books/kept-day-counts.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { createRefusalSampler } from '#reconciliation/callbacks/refusal-sampler.ts';
import { createCallbackComparer } from '#reconciliation/comparison/compare-after-callbacks.ts';
import { createCookies } from './app/access/cookies.ts';
import { createBackground } from './runtime/background.ts';
import { clientOf } from './runtime/client-address.ts';
import { type Config, ConfigError, isTraced, localUrlOf, publicUrlOf, readConfig } from './runtime/config.ts';
import { accountOfKeys, configuredKeys, slugOf } from './runtime/configured-account.ts';
import { type Demo, loadHistory, openDemo } from './runtime/demo.ts';
import { secretWarnings } from './runtime/environment-warnings.ts';
import { failureSentence, onBrokenOutput } from './runtime/failure-sentence.ts';
import { keepHeapSmall } from './runtime/heap.ts';
import { sessionSecretOf, vaultOf } from './runtime/keys.ts';
import { hearMany, listenOn } from './runtime/listen.ts';
import { createLog, type Log } from './runtime/log.ts';
import { createMailer, type Mailer } from './runtime/mailer.ts';
import { createMetrics, type Metrics } from './runtime/observability/metrics.ts';
import { tellProcess } from './runtime/observability/processes.ts';
import { outsideScopes } from './runtime/observability/scope.ts';
import { NO_TRACING, type Tracing } from './runtime/observability/tracing.ts';
import { openStore } from './runtime/store.ts';

/** The pages and forms, built (start.js): one copy of each of our modules for them and for us. */
const CONSOLE = path.join(PACKAGE_ROOT, 'build/run/console.js');
const ARGUMENTS = process.argv.slice(2);
/** A database that goes away while we start is waited for: whoever sends callbacks is answered already. */
const OUTAGE_AT_START_MS = 60_000;
/** Two transactions at once, and who elects among conflicting records meanwhile. No page can take them. */
const CALLBACK_SESSIONS = 3;
const isDevelopment = ARGUMENTS.includes('--dev');

// Whoever read our output may go; we do not.
onBrokenOutput((error) => {
  if (error.code !== 'EPIPE') throw error;
});
try {
  const unknown = ARGUMENTS.filter((argument) => argument !== '--dev');
  if (unknown.length > 0) throw new ConfigError(`${unknown.join(' ')} is not known here: see .env.example`);
  await main(readConfig(process.env, PACKAGE_ROOT));
} catch (error) {
  const sentence = failureSentence(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

async function main(config: Config): Promise<void> {
  const log = createLog(config.LOG_LEVEL);
  const stopping = new AbortController();
  // Every call under way listens to it: many, but no leak.
  setMaxListeners(0, stopping.signal);
  const leaving = new AbortController();
  const closers: (() => Promise<unknown>)[] = [];
  // A worker is sent nothing: it need not wait until that is known.
  const drainMs = config.PROCESS === 'worker' ? 0 : config.DRAIN_SECONDS * 1000;
  stopOnSignal(log, { leaving, stopping, drainMs }, closers);
  outliveOutages(log);
  if (config.PROCESS === 'worker') keepHeapSmall();
  for (const warning of secretWarnings(process.env, PACKAGE_ROOT)) log.warn(warning);
  try {
    await start(config, log, { leaving, stopping }, closers);
  } catch (error) {
    // Told to stop before it had started, it fails at what is closed already: whoever stops it ends it.
    if (leaving.signal.aborted) {
      log.info(
        { reason: error instanceof Error ? error.message : String(error) },
        'stopped before it had started',
      );
      return;
    }
    // What was started must not outlive a start that failed.
    for (const close of closers.toReversed()) await close();
    throw error;
  }
}

/** The process is to end: first it says so, for as long as whoever shares out the work needs to hear it; then it stops. */
type Ending = { leaving: AbortController; stopping: AbortController };

async function start(
  config: Config,
  log: Log,
  { leaving, stopping }: Ending,
  closers: (() => Promise<unknown>)[],
): Promise<void> {
  const store = await openStore(config, false, (what, error) => log.warn({ err: error }, what));
  closers.push(() => store.close());
  const { sql } = store;
  for (const note of store.notes) log.warn(note);
  const metrics = createMetrics(sql);
  const tracing = await tracingOf(config, log, closers);
  const publicUrl = publicUrlOf(config);
  const isWeb = config.PROCESS !== 'worker';

  const configured = configuredKeys(config);
  const callbackUrl = isWeb ? `${localUrlOf(config)}/callbacks/${slugOf(configured === null)}` : null;
  const example = configured ? null : await openDemo(config, callbackUrl);
  if (example) closers.push(() => example.close());
  for (const note of example?.notes ?? []) log.warn(note);
  const keys = configured ?? (example as Demo).keys;
  const vault = vaultOf(config);
  const giveUpAt = Date.now() + OUTAGE_AT_START_MS;
  const surely = <T>(work: () => Promise<T>) => patiently(work, () => giveUpAt);
  const account = await surely(() =>
    startingAlone(sql, () => accountOfKeys(sql, vault, config, keys, example !== null)),
  );
  const observe = observerOf(metrics, tracing);
  const { PAYMEGA_PRE_REQUEST_PATH } = config;
  const connections = createProviderConnections(
    ...([sql, vault, example !== null, PAYMEGA_PRE_REQUEST_PATH, observe] as const),
  );
  const queue = await surely(() =>
    openQueue(sql, (error) => log.error({ err: error }, 'the queue has a problem')),
  );
  closers.push(() => queue.stop(), await surely(() => processTold(sql, config, log)));
  if (isWeb) {
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = config;
    // Before it listens: who is told that it is ready may sign in.
    const madeUp = await surely(() =>
      startingAlone(sql, () => ensureFirstAdmin(sql, ADMIN_EMAIL, ADMIN_PASSWORD)),
    );
    const tools = { sql, queue, connections, vault, mailer: createMailer(config), log };
    const told = { publicUrl, metrics, tracing, leaving: leaving.signal, stopping: stopping.signal };
    await listen(config, { ...tools, ...told, isPrivateAllowed: example !== null }, closers);
    if (example?.sandbox) {
      const { sandbox } = example;
      const connection = await surely(() => connections.of(account.id));
      await surely(() => loadHistory(sql, sandbox, { id: account.id, ...connection }, log));
    }
    greet(config, publicUrl, madeUp, example);
  }
  if (config.PROCESS !== 'web')
    await startWorker({
      ...{ sql, queue, connectionOf: connections.of, log, tracing, signal: stopping.signal },
      delivery: {
        ...{ vault, folder: config.REPORTS_FOLDER ?? null, isPrivateAllowed: example !== null },
        mail: createMailer(config)?.send ?? null,
      },
      keptMonths: config.KEEP_BODIES_MONTHS ?? null,
      watch: { publicUrl, dataDir: config.DATA_DIR, heartbeatUrl: config.HEARTBEAT_URL ?? null },
    });
  if (config.PROCESS === 'worker')
    await listenAsWorker(config, { sql, log, metrics, leaving: leaving.signal }, closers);
  log.info({ process: config.PROCESS }, 'ready');
}

async function listenAsWorker(
  config: Config,
  tools: { sql: Sql; log: Log; metrics: Metrics; leaving: AbortSignal },
  closers: (() => Promise<unknown>)[],
): Promise<void> {
  if (!config.WORKER_PORT) return;
  const { createWorkerServer } = await import('./app/http/worker-server.ts');
  const server = createWorkerServer({ ...tools, metricsToken: config.METRICS_TOKEN ?? null });
  await listenOn(server, config.WORKER_PORT, config.HOST);
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
}

/** Says of this process, in the database, that it lives. */
function processTold(sql: Sql, { PROCESS, DATA_DIR }: Config, log: Log): Promise<() => Promise<void>> {
  return tellProcess(sql, PROCESS, DATA_DIR, (error) =>
    log.error({ err: error }, 'this process could not be told of'),
  );
}

/** Counts each call of a private API, and shows where its time went. */
function observerOf(metrics: Metrics, tracing: Tracing): CallObserver {
  return (fault, seconds, question) => {
    metrics.apiCalled(fault, seconds, question);
    tracing.told(`Paymega: ${question}`, seconds, fault === null ? {} : { 'error.type': fault });
  };
}

/** What is not asked for is not even loaded. */
async function tracingOf(config: Config, log: Log, closers: (() => Promise<unknown>)[]): Promise<Tracing> {
  if (!isTraced(config)) return NO_TRACING;
  const { openTracing } = await import('./runtime/observability/open-telemetry.ts');
  const tracing = openTracing(log, config.PROCESS);
  closers.push(() => tracing.close());
  return tracing;
}

type Served = {
  sql: Sql;
  queue: Queue;
  connections: ProviderConnections;
  vault: Vault;
  mailer: Mailer | null;
  isPrivateAllowed: boolean;
  log: Log;
  publicUrl: string;
  metrics: Metrics;
  tracing: Tracing;
  leaving: AbortSignal;
  stopping: AbortSignal;
};

async function listen(config: Config, served: Served, closers: (() => Promise<unknown>)[]): Promise<void> {
  const { createWebServer } = await import('./app/http/server.ts');
  const { createIntake } = await import('./app/http/endpoints/intake.ts');
  const { watchLoop } = await import('./app/http/endpoints/loop-watch.ts');
  const { createExportSlots } = await import('./app/http/export-slots.ts');
  const { createProxyWatch } = await import('./app/http/proxy-watch.ts');
  // It compares for many at once, whoever happened to be the first of them.
  const comparer = createCallbackComparer(served.sql, (error) =>
    outsideScopes(() =>
      served.log.error({ err: error }, 'what a callback told could not be compared; the next run will'),
    ),
  );
  const sessions = renewableBeside(served.sql, 'counterfoil callbacks', CALLBACK_SESSIONS);
  const batcher = createIngestionBatcher(sessions, comparer.reported);
  const background = createBackground(served.stopping, (error, name) =>
    served.log.error({ err: error, work: name }, 'what went on in the background failed'),
  );
  const tools = {
    ...served,
    metricsToken: config.METRICS_TOKEN ?? null,
    batcher,
    intake: createIntake(),
    isBehind: watchLoop(),
    refusals: createRefusalSampler(),
    exports: createExportSlots(),
    dayCounts: createDayCounts(served.sql),
    background,
    exponentOf: cachedExponents(served.sql),
    cookies: createCookies(sessionSecretOf(config), served.publicUrl.startsWith('https:')),
    clientOf: clientOf(config.TRUST_PROXY),
    proxyWatch: createProxyWatch(served.publicUrl, config.TRUST_PROXY !== undefined, served.log),
  };
  const server = isDevelopment
    ? await import('./app/http/development.ts').then(({ createDevelopmentServer }) =>
        createDevelopmentServer(tools),
      )
    : createWebServer(tools, await import(pathToFileURL(CONSOLE).href));
  await listenOn(server, config.PORT, config.HOST);
  const close = await hearMany(server, served.log);
  closers.push(async () => {
    const closed = close();
    server.closeIdleConnections();
    const lastCall = setTimeout(() => server.closeAllConnections(), 5000);
    await closed;
    clearTimeout(lastCall);
    await background.idle();
    await batcher.idle();
    await comparer.idle();
    await sessions.end();
  });
}

/**
 * pg-boss does not await its last word on a job: a database that is away then must not end the process. The job comes
 * again. Whatever else nobody awaited is a fault of ours, and ends us.
 */
function outliveOutages(log: Log): void {
  process.on('unhandledRejection', (error) => {
    if (!isConnectionError(error)) throw error;
    log.error({ err: error }, 'the database was away when a job ended');
  });
}

function greet(config: Config, publicUrl: string, madeUp: string | null, example: Demo | null): void {
  const password =
    madeUp ??
    (config.ADMIN_PASSWORD ? 'the one of ADMIN_PASSWORD' : 'the one that was told at the first start');
  const lines = [
    '',
    `  Counterfoil   ${publicUrl}`,
    `  Sign in as    ${config.ADMIN_EMAIL}`,
    `  Password      ${password}`,
    ...(publicUrl.startsWith('https:') && !config.TRUST_PROXY
      ? [
          '  Warning       TRUST_PROXY is not set: failed sign-ins of all people count as those of one address',
        ]
      : []),
    ...(example ? [`  Paymega       played by a sandbox at ${example.keys.apiUrl}`] : []),
    '',
  ];
  // Not where the log goes: what collects that is not to hold the first password.
  process.stderr.write(`${lines.join('\n')}\n`);
}

// Closed in the opposite order of opening, each once; a second signal does not wait.
function stopOnSignal(
  log: Log,
  { leaving, stopping, drainMs }: Ending & { drainMs: number },
  closers: (() => Promise<unknown>)[],
): void {
  const stop = async (signal: string) => {
    if (leaving.signal.aborted) process.exit(1);
    leaving.abort();
    if (drainMs > 0) {
      log.info({ signal, drainMs }, 'leaving: taking what still comes');
      await after(drainMs);
    }
    stopping.abort(new Error(`stopped by ${signal}`));
    log.info({ signal }, 'stopping');
    let code = 0;
    for (const close of closers.toReversed()) {
      await close().catch((error) => {
        code = 1;
        log.error({ err: error }, 'did not close cleanly');
      });
    }
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));
}
