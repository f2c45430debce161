import type { PrivateApiSettings } from '#paymega/answers.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { Sandbox, SandboxOptions } from '#paymega/sandbox/server.ts';
import type { CheckTools } from '#reconciliation/books/check-tools.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import type { Window } from '#reconciliation/comparison/window.ts';
import { replayHistory } from '#runtime/demo-history.ts';
import { DAY, START, started } from '../../paymega/sandbox/started.ts';
import { makeAccount, type TestDatabase } from '../../support/database.ts';

export const ACTOR = { kind: 'program', name: 'test' } as const;
const SECRETS = { live: ['live-secret'], test: ['test-secret'] };

export type ShopInBooks = {
  sandbox: Sandbox;
  tools: CheckTools;
  /** An account whose book holds all that the shop's callbacks told. */
  hears: () => Promise<number>;
  /** An account that never heard a callback. */
  isDeaf: () => Promise<number>;
  order: (accountId: number, window?: Window) => Promise<bigint>;
};

/** A shop of ten days at the sandbox's Paymega, and the tools to reconcile with it; it ends with the test. */
export async function shopInBooks(
  database: TestDatabase,
  options: Partial<SandboxOptions> = {},
  settings: Partial<PrivateApiSettings> = {},
): Promise<ShopInBooks> {
  const { sql } = database;
  const sandbox = await started({ scenarios: 'smooth', ...options });
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({
    ...keys,
    perSecond: 10_000,
    concurrency: 8,
    retries: 0,
    ...settings,
  });
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
  return {
    sandbox,
    tools,
    isDeaf: () => makeAccount(sql),
    async hears() {
      const id = await makeAccount(sql);
      await replayHistory(tools, { id, secrets: SECRETS }, sandbox.deliveries(START, START + 10 * DAY));
      return id;
    },
    order: (accountId, window = { from: START, to: START + 10 * DAY }) =>
      queueRun(sql, ACTOR, { accountId, window, trigger: 'program' }),
  };
}
