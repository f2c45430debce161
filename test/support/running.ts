import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 120_000;
const LOOK_MS = 100;

/** Every setting that config.ts reads; what a test does not name counts as unset, whatever this machine has set. */
const UNSET = {
  ...{
    DATABASE_URL: '',
    MIGRATION_DATABASE_URL: '',
    PUBLIC_URL: '',
    PAYMEGA_API_URL: '',
    PAYMEGA_CARDGATE_URL: '',
    PAYMEGA_PRE_REQUEST_PATH: '',
    HOST: '',
  },
  ...{ PAYMEGA_ACCOUNT_ID: '', PAYMEGA_API_KEY: '', SESSION_SECRET: '', TIME_ZONE: '', PROCESS: '' },
  ...{ SECRET_KEY_OLD: '', SMTP_URL: '', SMTP_CA: '', MAIL_FROM: '', TRUST_PROXY: '' },
  ...{ OTEL_SDK_DISABLED: '' },
  ...{ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' },
  ...{ OTEL_EXPORTER_OTLP_PROTOCOL: '', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: '' },
  ...{ KEEP_BODIES_MONTHS: '', HEARTBEAT_URL: '', METRICS_TOKEN: '', WORKER_PORT: '', DRAIN_SECONDS: '' },
};

export const EMAIL = 'admin@shop.example';
export const PASSWORD = 'correct horse battery';
export const SECRET_KEY = 'the key of all products under test';
export const SECRETS = { live: 'live-secret', test: 'test-secret' } as const;

/** The whole product as a process of its own, as an operator starts it. */
export type Running = {
  url: string;
  pid: number;
  /** Its data folder, which is gone when the product has ended. */
  dataDir: string;
  /** What it has written so far. */
  output: () => string;
  /** SIGTERM, as a service manager does; the exit code. */
  stop: () => Promise<number | null>;
  /** SIGKILL, as a power cut does. */
  kill: () => Promise<void>;
};

/** What the product is started with: these settings, and of this machine's none. */
export function environmentWith(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...UNSET,
    // What tests count on: one of everything that can go wrong.
    SANDBOX_SCENARIO: 'showcase',
    // The data folder is another one each time: a key made up in there would open nothing of the process before.
    ...{ LOG_LEVEL: 'warn', SECRET_KEY, ADMIN_EMAIL: EMAIL, ADMIN_PASSWORD: PASSWORD },
    ...{ PAYMEGA_LIVE_SECRET: SECRETS.live, PAYMEGA_TEST_SECRET: SECRETS.test },
    ...settings,
    NODE_ENV: 'production',
  };
}

/**
 * Starts the product on a free port, and waits until it can work. Without settings it brings its own database and a
 * sandbox Paymega, in a data folder that is gone afterwards.
 */
export async function startProduct(
  settings: Readonly<Record<string, string>> = {},
  ofNode: readonly string[] = [],
): Promise<Running> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-running-'));
  // Where we are root, the database server runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const port = settings.PORT ?? String(await freePort());
  const environment = environmentWith({ PORT: port, DATA_DIR: folder, ...settings });
  const child = spawn(process.execPath, [...ofNode, 'build/run/main.js'], { cwd: ROOT, env: environment });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  }
  // Whoever started it may end without a word: interrupted, say.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const gone = once(child, 'exit').finally(() => process.off('exit', endWithUs));
  const url = `http://127.0.0.1:${port}`;
  const end = async (signal: NodeJS.Signals) => {
    if (isAlive(child)) child.kill(signal);
    await gone;
    await rm(folder, { recursive: true, force: true });
    return child.exitCode;
  };
  try {
    await untilReady(child, () => written, environment.PROCESS === 'worker' ? null : url);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    ...{ url, pid: child.pid ?? 0, dataDir: folder },
    output: () => written,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

// A web process greets last of all, but is ready only when /readyz says so; a worker writes one line of log.
async function untilReady(child: ChildProcess, written: () => string, url: string | null): Promise<void> {
  const isReady = () =>
    url === null
      ? Promise.resolve(written().includes('"msg":"ready"'))
      : Promise.resolve(written().includes('Sign in as')).then(
          (greeted) => greeted && answers(`${url}/readyz`),
        );
  for (const deadline = Date.now() + START_MS; !(await isReady()); await after(LOOK_MS)) {
    if (!isAlive(child)) throw new Error(`the product ended at its start:\n${written()}`);
    if (Date.now() > deadline)
      throw new Error(`the product is not ready after ${START_MS} ms:\n${written()}`);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
