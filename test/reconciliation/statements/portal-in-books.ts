import { onTestFinished } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { OF_STATEMENTS } from '#reconciliation/discrepancies/kinds.ts';
import { type Imported, importStatement } from '#reconciliation/statements/import-statement.ts';
import { replayHistory } from '#runtime/demo-history.ts';
import { makeAccount, type TestDatabase } from '../../support/database.ts';

export const ACTOR = { kind: 'program', name: 'test' } as const;
const DAY_SECONDS = 86_400;
export const ZONE = 'Europe/Berlin';
/** Six days after which the clocks in Berlin have gone back. */
const START = Date.parse('2025-10-22T00:00:00Z') / 1000;
export const DAYS = ['2025-10-23', '2025-10-24', '2025-10-25', '2025-10-26', '2025-10-27', '2025-10-28'];

/** A shop whose books are reconciled with a sandbox that has a portal; it ends with the test. */
export async function portalInBooks({ sql }: TestDatabase, options: Partial<SandboxOptions> = {}) {
  const keys = { accountId: 'account', apiKey: 'key', liveSecret: 'live-secret', testSecret: 'test-secret' };
  const now = START + 9 * DAY_SECONDS;
  const sandbox: Sandbox = await startSandbox({
    ...{ ...keys, seed: 23, startsAt: START, perDay: 60, callbackUrl: null, scenarios: 'smooth' },
    ...{ now: () => now, ...options },
  });
  onTestFinished(() => sandbox.close());
  const privateApi = createPrivateApi({ url: sandbox.url, ...keys, concurrency: 8, perSecond: 10_000 });
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql) };
  const account: Account = await accountById(sql, await makeAccount(sql));
  const secrets = { live: [keys.liveSecret], test: [keys.testSecret] };
  await replayHistory(tools, { id: account.id, secrets }, sandbox.deliveries(START, now));
  const order = { accountId: account.id, window: { from: START, to: now }, trigger: 'program' } as const;
  await carryOutRun(tools, await queueRun(sql, ACTOR, order), { clock: () => new Date(now * 1000) });

  const file = async (report: string, day: string, currency = 'USD', dialect = 'plain') => {
    const query = new URLSearchParams({ day, currency, dialect, zone: ZONE });
    const answer = await fetch(`${sandbox.url}/portal/${report}?${query}`);
    const name = /filename="(.*)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    return { status: answer.status, fileName: name ?? '', bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  return {
    ...{ sandbox, account, tools, file },
    async imports(report: string, day: string, currency = 'USD', dialect = 'plain'): Promise<Imported> {
      return importStatement(sql, ACTOR, account, await file(report, day, currency, dialect));
    },
    /** What the statements have put on the list and is not resolved. */
    items: () => sql<{ kind: string; subject: string; evidence: { fields?: string[]; words: string } }[]>`
      select kind, subject, evidence from discrepancies
      where account_id = ${account.id} and state <> 'resolved' and kind = any(${[...OF_STATEMENTS]}::text[])
      order by kind, subject`,
  };
}
