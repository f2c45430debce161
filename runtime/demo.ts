import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Sql } from '#db/connection.ts';
import type { ProviderConnection } from '#identity/accounts/accounts.ts';
import { dayAt, dayOf, lastDays } from '#identity/accounts/business-day.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { type Config, SANDBOX_SCENARIOS } from './config.ts';
import type { OwnKeys } from './configured-account.ts';
import { replayHistory } from './demo-history.ts';
import type { Log } from './log.ts';

const SHOP_DAYS = 31;
const SHOWCASE_DAYS = 30;
/** Longer than either, so that the first run compares every day of the month. */
const COMPARED_DAYS = 33;
const PER_DAY = { shop: 80, showcase: 90 } as const;
const DAY_SECONDS = 86_400;
const PATIENCE_MS = 2000;

const Recorded = z.object({
  seed: z.number(),
  // A data folder of before there was a choice tells what it always told.
  scenario: z.enum(SANDBOX_SCENARIOS).default('showcase'),
  startsAt: z.number(),
  mondayAt: z.number().optional(),
  port: z.number(),
  accountId: z.string(),
  apiKey: z.string(),
  liveSecret: z.string(),
  testSecret: z.string(),
});
type Recorded = z.infer<typeof Recorded>;

/** The sandbox that plays Paymega where no real one is configured, and how to reach it. */
export type Demo = {
  keys: OwnKeys;
  sandbox: Sandbox | null;
  /** What whoever has configured it should know. */
  notes: readonly string[];
  close(): Promise<void>;
};

/**
 * Joins the sandbox of this data folder where it runs (beside a running server, say), else starts it. Its seed, its
 * beginning and its keys are kept in the data folder, so that it tells the same history after a restart.
 * @param callbackUrl where it sends callbacks; null for a short visit
 */
export async function openDemo(config: Config, callbackUrl: string | null): Promise<Demo> {
  const file = path.join(config.DATA_DIR, 'sandbox.json');
  const recorded = readOrMake(config, file);
  const url = `http://127.0.0.1:${recorded.port}`;
  if (callbackUrl === null && (await answers(url, recorded))) {
    const keys = keysOf(recorded, url, `${url}/cardgate`);
    return { keys, sandbox: null, notes: [], close: async () => undefined };
  }
  const { scenario, mondayAt, ...known } = recorded;
  const options = {
    ...known,
    ...(mondayAt !== undefined && { mondayAt }),
    perDay: PER_DAY[scenario],
    scenarios: scenario === 'shop' ? ('shop' as const) : ('all' as const),
    callbackUrl,
    stateFile: path.join(config.DATA_DIR, 'sandbox.jsonl'),
  };
  const sandbox = await startSandbox(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return startSandbox({ ...options, port: 0 });
  });
  if (callbackUrl !== null) write(file, { ...recorded, port: Number(new URL(sandbox.url).port) });
  const keys = keysOf(recorded, sandbox.url, sandbox.cardgateUrl);
  return { keys, sandbox, notes: notesOf(config, scenario), close: () => sandbox.close() };
}

/**
 * Tells the book what the sandbox sent while nobody listened: at the first start a whole month, then reconciled once, so
 * that there is something to look at; later what was missed since the last stop.
 */
export async function loadHistory(
  sql: Sql,
  sandbox: Sandbox,
  account: { id: number } & Pick<ProviderConnection, 'secrets' | 'privateApi'>,
  log: Log,
): Promise<void> {
  const exponentOf = await exponentsOf(sql);
  const [last] = await sql<{ until: number | null }[]>`
    select extract(epoch from max(received_at))::float8 as until from callbacks
    where account_id = ${account.id}`;
  const from = last?.until ? Math.floor(last.until) + 1 : 0;
  const replayed = await replayHistory(
    { sql, exponentOf },
    account,
    sandbox.deliveries(from, sandbox.startedAt),
  );
  log.info({ ...replayed }, 'heard the callbacks of the past');
  if (from > 0) return;
  const actor = { kind: 'program', name: 'example' } as const;
  const window = { from: sandbox.startedAt - COMPARED_DAYS * DAY_SECONDS, to: sandbox.startedAt };
  const id = await queueRun(sql, actor, { accountId: account.id, window, trigger: 'example', scope: 'deep' });
  const { seen, healed, opened } = await carryOutRun({ sql, privateApi: account.privateApi, exponentOf }, id);
  log.info({ seen, healed, opened }, 'reconciled the example month');
}

function readOrMake(config: Config, file: string): Recorded {
  const secret = () => randomBytes(16).toString('hex');
  const known = existsSync(file) ? Recorded.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const made = known ?? {
    seed: 7,
    ...beginningOf(config.SANDBOX_SCENARIO ?? 'shop', config.TIME_ZONE, new Date()),
    port: 0,
    accountId: 'coma_example',
    apiKey: secret(),
    liveSecret: secret(),
    testSecret: secret(),
  };
  // What is configured is what people sign their own callbacks with.
  const recorded = {
    ...made,
    accountId: config.PAYMEGA_ACCOUNT_ID ?? made.accountId,
    apiKey: config.PAYMEGA_API_KEY ?? made.apiKey,
    liveSecret: config.PAYMEGA_LIVE_SECRET ?? made.liveSecret,
    testSecret: config.PAYMEGA_TEST_SECRET ?? made.testSecret,
  };
  write(file, recorded);
  return recorded;
}

/** When a history begins. That of a shop does so with a day, and keeps the hours of the shop's own clocks. */
function beginningOf(
  scenario: Recorded['scenario'],
  timeZone: string,
  now: Date,
): Pick<Recorded, 'scenario' | 'startsAt' | 'mondayAt'> {
  if (scenario === 'showcase') {
    return { scenario, startsAt: Math.floor(now.getTime() / 1000) - SHOWCASE_DAYS * DAY_SECONDS };
  }
  const days = lastDays(SHOP_DAYS + 1, timeZone, now);
  const first = days.at(-1) ?? dayOf(dayAt(now, timeZone), timeZone);
  const monday = days.find(({ day }) => new Date(day).getUTCDay() === 1) ?? first;
  return { scenario, startsAt: first.starts.getTime() / 1000, mondayAt: monday.starts.getTime() / 1000 };
}

function notesOf({ SANDBOX_SCENARIO: wanted }: Config, scenario: Recorded['scenario']): string[] {
  if (wanted === undefined || wanted === scenario) return [];
  return [
    `SANDBOX_SCENARIO is ${wanted}, but the example payments of DATA_DIR are those of ${scenario}, and ` +
      'stay so: remove DATA_DIR, or name another one, to begin anew',
  ];
}

function write(file: string, recorded: Recorded): void {
  mkdirSync(path.dirname(file), { recursive: true });
  // Whole or not at all: a kill must leave none that cannot be read.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(recorded, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
}

function keysOf(recorded: Recorded, apiUrl: string, cardgateUrl: string): OwnKeys {
  const { accountId, apiKey, liveSecret, testSecret } = recorded;
  return { apiUrl, cardgateUrl, accountId, apiKey, liveSecret, testSecret };
}

async function answers(url: string, { port, accountId, apiKey }: Recorded): Promise<boolean> {
  if (port === 0) return false;
  const authorization = `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString('base64')}`;
  try {
    const answer = await fetch(
      `${url}/payment-invoices?page[size]=1&filter[created][from]=1&filter[created][to]=2`,
      {
        headers: { authorization },
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
    );
    return answer.ok;
  } catch {
    // Nobody listens there, or somebody else does: then it is started.
    return false;
  }
}
