import { afterAll, beforeAll } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import type { Stage } from '#identity/sessions/sessions.ts';
import { createToken } from '#identity/sessions/tokens.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { replayHistory } from '#runtime/demo-history.ts';
import { type TestDatabase, useDatabase } from './database.ts';
import { EMAIL, freePort, PASSWORD, type Running, SECRETS, startProduct } from './running.ts';

export const SHOP_OPENED = 1_760_000_000;
const DAYS = 10;
const DAY_SECONDS = 86_400;
const ACTOR = { kind: 'program', name: 'test' } as const;

type Settings = {
  /** Whether the book begins with ten days of the shop, reconciled once. */
  hasHistory?: boolean;
  /** Where the product believes its database to be, given where it is. */
  databaseUrl?: (url: string) => string | Promise<string>;
  environment?: Readonly<Record<string, string>>;
};

/** The running product on a database of its own, beside a sandbox Paymega; what a test file sees of it. */
export type Product = TestDatabase & {
  running: Running;
  url: string;
  sandbox: Sandbox;
  accountId: number;
  /** A browser's cookie of somebody with this role, newly signed in; at an earlier stage, one that came only so far. */
  cookieOf: (role: Role, stage?: Stage) => Promise<string>;
  /** A program's token of this role. */
  tokenOf: (role: Role) => Promise<string>;
};

/** The real product for the test file that calls this at its top: web only, so that what it queues can be counted. */
export function useProduct(settings: Settings = {}): Product {
  const database = useDatabase();
  const product = database as Product;
  beforeAll(async () => {
    const sandbox = await startSandbox({
      ...{ seed: 11, accountId: 'account', apiKey: 'key', perDay: 40, callbackUrl: null },
      ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: SHOP_OPENED },
      now: () => SHOP_OPENED + DAYS * DAY_SECONDS,
    });
    const url = (await settings.databaseUrl?.(database.url)) ?? database.appUrl;
    const running = await startProduct({ ...(await environmentOf(sandbox, url)), ...settings.environment });
    const { sql } = database;
    const [account] = await sql<{ id: number }[]>`select id from accounts`;
    if (!account) throw new Error('the product made no account');
    if (settings.hasHistory) await loadHistory(database, sandbox, account.id);
    const people = { ...product, sandbox, running, url: running.url, accountId: account.id };
    Object.assign(product, people, {
      cookieOf: (role: Role, stage?: Stage) => cookieOf(product, role, stage),
      tokenOf: (role: Role) => createToken(sql, ACTOR, { name: `${role} ${performance.now()}`, role }),
    });
  }, 120_000);
  afterAll(async () => {
    await product.running?.stop();
    await product.sandbox?.close();
  });
  return product;
}

/** The environment of a product that has this sandbox, or whatever plays it, for its Paymega. */
export async function environmentOf(
  sandbox: Pick<Sandbox, 'url' | 'cardgateUrl'>,
  databaseUrl: string,
): Promise<Record<string, string>> {
  const port = await freePort();
  return {
    ...{
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PROCESS: 'web',
    },
    ...{ PAYMEGA_API_URL: sandbox.url, PAYMEGA_CARDGATE_URL: sandbox.cardgateUrl },
    ...{ PAYMEGA_ACCOUNT_ID: 'account', PAYMEGA_API_KEY: 'key' },
  };
}

async function loadHistory({ sql }: TestDatabase, sandbox: Sandbox, accountId: number): Promise<void> {
  const exponentOf = await exponentsOf(sql);
  const window = { from: SHOP_OPENED, to: SHOP_OPENED + DAYS * DAY_SECONDS };
  const secrets = { live: [SECRETS.live], test: [SECRETS.test] };
  await replayHistory(
    { sql, exponentOf },
    { id: accountId, secrets },
    sandbox.deliveries(window.from, window.to),
  );
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8 });
  const run = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program', scope: 'deep' });
  await carryOutRun({ sql, privateApi, exponentOf }, run);
}

async function cookieOf({ sql, url }: Product, role: Role, stage: Stage = 'full'): Promise<string> {
  const email = role === 'admin' ? EMAIL : `${role}@shop.example`;
  const [known] = await sql`select from people where email = ${email}`;
  if (!known) await addPerson(sql, { email, role, password: PASSWORD });
  const cookie = await signIn(url, email);
  if (stage !== 'full') {
    await sql`
      update sessions set stage = ${stage} where id = (
        select max(sessions.id) from sessions join people on people.id = person_id where email = ${email})`;
  }
  return cookie;
}

/** Signs in as the form does. @returns the cookie to send along */
export async function signIn(url: string, email = EMAIL, password = PASSWORD): Promise<string> {
  const body = new URLSearchParams({ email, password });
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', body, redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`the sign-in answered ${answer.status}`);
  return cookie;
}
