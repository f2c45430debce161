import { rm } from 'node:fs/promises';
import { vi } from 'vitest';
import { createToken } from '#identity/sessions/tokens.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { sign } from '#paymega/signature.ts';
import { environmentOf, SHOP_OPENED } from '../support/product.ts';
import { freePort, SECRETS } from '../support/running.ts';
import { type OwnDatabase, openOwnDatabase, serverFolder } from './own-database.ts';
import { type Supervised, startSupervised } from './supervised.ts';

const DAY_SECONDS = 86_400;
const DAYS = 10;
const START_MS = 90_000;
const SHOP_TIME = { from: SHOP_OPENED, to: SHOP_OPENED + DAYS * DAY_SECONDS };

/** The product in several processes on one PostgreSQL, beside a shop of ten days. */
export type Installation = {
  sandbox: Sandbox;
  database: OwnDatabase;
  webs: Supervised[];
  workers: Supervised[];
  all: () => Supervised[];
  /** The token of a program that may order runs. */
  token: string;
  accountId: number;
  settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

type Options = {
  webs: number;
  workers: number;
  settings?: Readonly<Record<string, string>>;
  server?: readonly string[];
  /** The folder whose build is run: that of another version. */
  root?: string;
  /** Where the product finds its database, given where it is. */
  databaseOf?: (database: OwnDatabase) => Promise<Readonly<Record<string, string>>>;
};

/** A Paymega whose time stands still after ten days of a shop: what it knows of a payment it knows for good. */
export function startShop(perDay = 20): Promise<Sandbox> {
  return startSandbox({
    ...{ seed: 5, accountId: 'account', apiKey: 'key', perDay, callbackUrl: null },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: SHOP_OPENED },
    now: () => SHOP_TIME.to,
  });
}

/** The days of the shop, as a program orders a run over them. */
export const SHOP_DAYS = { from: dayOf(SHOP_TIME.from), to: dayOf(SHOP_TIME.to) };

/** What Paymega sent in these days and signed rightly, each once. */
export function deliveriesOf(sandbox: Sandbox, share: number, random: () => number) {
  const all = [...sandbox.deliveries(SHOP_TIME.from, SHOP_TIME.to)];
  const signed = all.filter(({ body, signature }) => {
    const secret = /"test_mode":true/.test(body) ? SECRETS.test : SECRETS.live;
    return sign(secret, Buffer.from(body)) === signature;
  });
  const once = new Map(signed.map((one) => [one.body, one]));
  return [...once.values()].filter(() => random() < share);
}

export async function startInstallation(options: Options): Promise<Installation> {
  const folder = await serverFolder('installation');
  const sandbox = await startShop();
  const database = await openOwnDatabase(options.server);
  const base = {
    ...(await environmentOf(sandbox, '')),
    ...database.settings,
    ...(await options.databaseOf?.(database)),
    ...{ DATA_DIR: folder, SESSION_SECRET: 'one-for-all-processes-of-an-installation' },
    ...options.settings,
  };
  const start = async (PROCESS: string) =>
    startSupervised({ ...base, PROCESS, PORT: String(await freePort()) }, options.root);
  const webs: Supervised[] = [];
  const workers: Supervised[] = [];
  for (let number = 0; number < options.webs; number++) webs.push(await start('web'));
  for (let number = 0; number < options.workers; number++) workers.push(await start('worker'));
  const all = () => [...webs, ...workers];
  for (const { url, output } of webs) await untilReady(url, output);
  const program = { name: 'orders runs', role: 'admin' } as const;
  const token = await createToken(database.sql, { kind: 'program', name: 'test' }, program);
  const [account] = await database.sql<{ id: number }[]>`
    update accounts set recent_every_minutes = 1440 returning id`;
  return {
    ...{ sandbox, database, webs, workers, all, token, settings: base, accountId: account?.id ?? 0 },
    async close() {
      await Promise.all(all().map((one) => one.stop()));
      await sandbox.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a process says that it is ready. */
export async function untilReady(url: string, output: () => string, timeout = START_MS): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await isReady(url))) throw new Error(`not ready:\n${output().slice(-4000)}`);
    },
    { timeout, interval: 50 },
  );
}

export async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
